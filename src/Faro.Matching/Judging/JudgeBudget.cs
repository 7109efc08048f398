namespace Faro.Matching.Judging;

/// <summary>
/// A UTC day's budget for a model. A call first reserves its worst case, in the ledger too: neither concurrent calls
/// nor a process that dies during one can overspend.
/// </summary>
/// <param name="limit">What a day may spend.</param>
/// <param name="ledger">The day's earlier spending; null counts only this budget's own calls.</param>
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

    /// <summary>Reserves one call; null when it could exceed the day's limit.</summary>
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

    /// <summary>Replaces the reservation with the actual usage.</summary>
    public void Settle(DateOnly reservedOn, JudgeSpend worst, JudgeSpend used)
    {
        gate.Wait();
        try
        {
            var difference = used - worst;
            if (reservedOn != day)
            {
                before += difference; // the previous day keeps the reservation
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

    /// <summary>Records the excess of the last reservations.</summary>
    public async ValueTask DisposeAsync()
    {
        await Correct(CancellationToken.None);
        gate.Dispose();
    }

    /// <summary>The day's spending, including earlier runs.</summary>
    public JudgeSpend Spent { get; private set; }

    private async Task Correct(CancellationToken cancel)
    {
        if (ledger is null || correction == default)
            return;
        await ledger.Add(day, correction, cancel);
        correction = default;
    }
}
