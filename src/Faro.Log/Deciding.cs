using Marten;

namespace Faro.Log;

/// <summary>Marten's decider workflow for streams whose aggregate is an inline snapshot (fetch, decide, append at the version that was fetched), and appends that decide nothing.</summary>
public static class Deciding
{
    /// <summary>A stream whose writers collide this often in a row is broken, not busy.</summary>
    private const int Most = 100;

    /// <summary>
    /// Fetches, decides and appends; when another writer was faster it decides again on what is there now. A decision of no facts
    /// appends nothing.
    /// </summary>
    /// <param name="store">Marten's store.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="decide">From the aggregate, null before its first fact, to new facts and an answer for the caller. Pure.</param>
    /// <param name="metadata">What goes with each fact.</param>
    /// <param name="beside">Queues what else is written in the transaction of the facts.</param>
    /// <param name="cancel">Stops before the append.</param>
    public static async Task<TAnswer> Decide<TAggregate, TAnswer>(
        this IDocumentStore store, string stream, Func<TAggregate?, (IReadOnlyList<object> Facts, TAnswer Answer)> decide, EventMetadata metadata,
        Action<IDocumentOperations>? beside = null, CancellationToken cancel = default)
        where TAggregate : class
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession(metadata);
            var fetched = await session.Events.FetchForWriting<TAggregate>(stream, cancel);
            if (fetched.Aggregate is null && fetched.CurrentVersion > 0)
                throw new InvalidDataException($"The stream '{stream}' is at {fetched.CurrentVersion} and has no {typeof(TAggregate).Name}: rebuild it.");
            var (facts, answer) = decide(fetched.Aggregate);
            if (facts.Count == 0)
                return answer;
            fetched.AppendMany(facts);
            beside?.Invoke(session);
            try
            {
                await session.SaveChangesAsync(cancel);
                return answer;
            }
            catch (Exception e) when (attempt < Most && e.IsConflict())
            {
            }
        }
    }

    /// <summary>
    /// Appends at any version of the streams. Two such appends to one stream still collide, since Marten reads
    /// the version first; the slower one is repeated.
    /// </summary>
    /// <param name="store">Marten's store.</param>
    /// <param name="append">Queues the facts.</param>
    /// <param name="metadata">What goes with each fact.</param>
    /// <param name="cancel">Stops before the append.</param>
    public static async Task AppendUnguarded(this IDocumentStore store, Action<IDocumentSession> append, EventMetadata metadata, CancellationToken cancel = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession(metadata);
            append(session);
            try
            {
                await session.SaveChangesAsync(cancel);
                return;
            }
            catch (Exception e) when (attempt < Most && e.IsConflict())
            {
            }
        }
    }
}
