namespace Faro.Matching.Judging;

/// <summary>
/// What a UTC day may spend on a model. A call reserves its worst case first, in the ledger too: neither calls under way together
/// nor a process that dies in the middle of one can overspend.
/// </summary>
/// <param name="limit">What a day may spend.</param>
/// <param name="ledger">What the day has spent before; null counts this budget's own calls only.</param>
/// <param name="clock">Says which day it is.</param>
public sealed class JudgeBudget(JudgeSpend limit, ISpendLedger? ledger, TimeProvider clock) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private DateOnly day;
    private JudgeSpend before;
    private JudgeSpend today;
    private JudgeSpend correction;

    /// <summary>What this budget's own calls have used or reserved, on all days.</summary>
    public JudgeSpend Used => before + today;

    /// <summary>Reserves one call; null when it could go over the day's limit.</summary>
    /// <param name="worst">The most that the call can use.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>The day that it is reserved on.</returns>
    public async Task<DateOnly?> TryReserve(JudgeSpend worst, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var now = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            if (now != day)
            {
                await Correct(cancel);
                Spent = ledger is null ? default : await ledger.Spent(now, cancel);
                (before, today, day) = (before + today, default, now);
            }

            var after = Spent + worst;
            if (after.Calls > limit.Calls || after.Tokens > limit.Tokens || after.CostUsd > limit.CostUsd)
                return null;
            if (ledger is not null)
                await ledger.Add(day, worst + correction, cancel);
            correction = default;
            Spent = after;
            today += worst;
            return day;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Puts what the call really used in place of its reservation.</summary>
    public void Settle(DateOnly reservedOn, JudgeSpend worst, JudgeSpend used)
    {
        gate.Wait();
        try
        {
            var difference = used - worst;
            if (reservedOn != day)
            {
                before += difference; // the day before keeps the reservation
                return;
            }

            today += difference;
            Spent += difference;
            correction += difference;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes down what the last reservations were too high by.</summary>
    public async ValueTask DisposeAsync()
    {
        await Correct(CancellationToken.None);
        gate.Dispose();
    }

    /// <summary>What the day has spent, earlier runs included.</summary>
    public JudgeSpend Spent { get; private set; }

    private async Task Correct(CancellationToken cancel)
    {
        if (ledger is null || correction == default)
            return;
        await ledger.Add(day, correction, cancel);
        correction = default;
    }
}
