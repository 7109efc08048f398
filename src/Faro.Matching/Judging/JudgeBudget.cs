namespace Faro.Matching.Judging;

/// <summary>What one run may spend on a model. A call reserves its worst case first, so calls under way together cannot overspend.</summary>
/// <param name="maxCalls">Calls.</param>
/// <param name="maxTokens">Tokens, in and out.</param>
/// <param name="maxCostUsd">US dollars.</param>
public sealed class JudgeBudget(int maxCalls, long maxTokens, decimal maxCostUsd)
{
    private readonly Lock gate = new();
    private int calls;
    private long tokens;
    private decimal cost;

    /// <summary>Calls made.</summary>
    public int Calls
    {
        get
        {
            lock (gate)
                return calls;
        }
    }

    /// <summary>Tokens used or reserved.</summary>
    public long Tokens
    {
        get
        {
            lock (gate)
                return tokens;
        }
    }

    /// <summary>US dollars spent or reserved.</summary>
    public decimal CostUsd
    {
        get
        {
            lock (gate)
                return cost;
        }
    }

    /// <summary>Reserves one call; false when it could go over the budget.</summary>
    public bool TryReserve(long worstTokens, decimal worstCostUsd)
    {
        lock (gate)
        {
            if (calls + 1 > maxCalls || tokens + worstTokens > maxTokens || cost + worstCostUsd > maxCostUsd)
                return false;
            calls++;
            tokens += worstTokens;
            cost += worstCostUsd;
            return true;
        }
    }

    /// <summary>Puts what the call really used in place of its reservation.</summary>
    public void Settle(long worstTokens, decimal worstCostUsd, long usedTokens, decimal usedCostUsd)
    {
        lock (gate)
        {
            tokens += usedTokens - worstTokens;
            cost += usedCostUsd - worstCostUsd;
        }
    }
}
