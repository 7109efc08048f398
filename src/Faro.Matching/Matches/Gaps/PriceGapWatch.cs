using Faro.Ingest.Queries;
using Faro.Log;
using Microsoft.Extensions.Logging;

namespace Faro.Matching.Matches.Gaps;

/// <summary>Watches the prices of linked pairs, from the last catalog, and records on each pair's stream when they diverge and meet.</summary>
/// <param name="log">The log.</param>
/// <param name="queries">The pairs.</param>
/// <param name="markets">The markets.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Told of flags.</param>
public sealed partial class PriceGapWatch(EventLog log, MatchQueries queries, MarketQueries markets, TimeProvider clock, ILogger<PriceGapWatch> logger)
{
    private const int AtOnce = 500;
    private const string Correlation = "watch/price-gaps";

    /// <summary>Checks every linked pair once; returns the number of new facts. A second check of the same prices adds no fact.</summary>
    public async Task<int> Check(CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var recorded = 0;
        foreach (var chunk in (await queries.Standing(cancel)).Where(v => v.EventId is not null).Chunk(AtOnce))
        {
            var known = await markets.FindAll(chunk.SelectMany(v => new[] { v.LeftRef, v.RightRef }).Distinct(), cancel);
            foreach (var pair in chunk)
            {
                if (known.TryGetValue(pair.LeftRef, out var left) && known.TryGetValue(pair.RightRef, out var right)
                    && PriceGapRules.Of(pair, left, right, now) is { } fact && await TryAppend(pair, fact, cancel))
                    recorded++;
            }
        }

        return recorded;
    }

    private async Task<bool> TryAppend(MatchView pair, MatchEvent fact, CancellationToken cancel)
    {
        var stream = PairIds.StreamOf(pair.Id);
        await using var session = log.Store.LightweightSession(new EventMetadata(Correlation));
        var at = pair.Version > 0 ? pair.Version : (await session.Events.FetchStreamStateAsync(stream, cancel))!.Version;
        session.Events.Append(stream, at + 1, fact);
        try
        {
            await session.SaveChangesAsync(cancel);
        }
        catch (Exception e) when (e.IsConflict())
        {
            return false; // changed meanwhile: the next check reads the new state
        }

        if (fact is PriceGapFlagged flagged)
            LogFlagged(logger, pair.Id, flagged.Gap.Points, flagged.Since);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The prices of linked pair {Pair} have been {Points} points apart since {Since}: check its link")]
    private static partial void LogFlagged(ILogger logger, Guid pair, decimal points, DateTimeOffset since);
}
