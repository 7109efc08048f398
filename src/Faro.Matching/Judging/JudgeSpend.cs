using System.Globalization;
using Faro.Log;

namespace Faro.Matching.Judging;

/// <summary>What a model was used for.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens, in and out.</param>
/// <param name="CostUsd">US dollars by the configured prices.</param>
public readonly record struct JudgeSpend(int Calls, long Tokens, decimal CostUsd)
{
    /// <summary>Both together.</summary>
    public static JudgeSpend operator +(JudgeSpend a, JudgeSpend b) => new(a.Calls + b.Calls, a.Tokens + b.Tokens, a.CostUsd + b.CostUsd);

    /// <summary>The first without the second.</summary>
    public static JudgeSpend operator -(JudgeSpend a, JudgeSpend b) => new(a.Calls - b.Calls, a.Tokens - b.Tokens, a.CostUsd - b.CostUsd);

    /// <summary>Both together.</summary>
    public static JudgeSpend Add(JudgeSpend a, JudgeSpend b) => a + b;

    /// <summary>The first without the second.</summary>
    public static JudgeSpend Subtract(JudgeSpend a, JudgeSpend b) => a - b;
}

/// <summary>Stores a day's spending, across runs and restarts.</summary>
public interface ISpendLedger
{
    /// <summary>What a UTC day has cost so far.</summary>
    Task<JudgeSpend> Spent(DateOnly day, CancellationToken cancel);

    /// <summary>Adds to a day; negative if a reservation was too high.</summary>
    Task Add(DateOnly day, JudgeSpend spend, CancellationToken cancel);
}

/// <summary>A call was reserved at its worst case, corrected by the excess of earlier reservations.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Tokens">Tokens; negative for a correction alone.</param>
/// <param name="CostUsd">US dollars; negative for a correction alone.</param>
[EventName("judge_spent")]
public sealed record JudgeSpent(int Calls, long Tokens, decimal CostUsd);

/// <summary>The days' spending on the log, one stream per day: <c>judge/2026-11-30</c>.</summary>
/// <param name="log">The log.</param>
public sealed class LoggedSpend(EventLog log) : ISpendLedger
{
    /// <inheritdoc/>
    public async Task<JudgeSpend> Spent(DateOnly day, CancellationToken cancel) =>
        (await log.ReadStream(StreamOf(day), cancel: cancel)).Select(e => e.Data).OfType<JudgeSpent>()
            .Aggregate(default(JudgeSpend), (sum, s) => sum + new JudgeSpend(s.Calls, s.Tokens, s.CostUsd));

    /// <inheritdoc/>
    public async Task Add(DateOnly day, JudgeSpend spend, CancellationToken cancel)
    {
        var stream = StreamOf(day);
        var fact = new JudgeSpent(spend.Calls, spend.Tokens, spend.CostUsd);
        await log.Store.AppendUnguarded(session => session.Events.Append(stream, fact), new EventMetadata(stream), cancel);
    }

    private static string StreamOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"judge/{day:yyyy-MM-dd}");
}
