using System.Runtime.CompilerServices;
using Faro.Log.Past;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace Faro.Log;

/// <summary>Reads facts over all streams, by their origin and by time.</summary>
public sealed class FactQueries(EventLog log)
{
    private const string Index = "idx_mt_events_correlation_id";
    private const int PageSize = 1_000;

    /// <summary>The next facts after a place that a request or run wrote, in the order of the log.</summary>
    /// <param name="correlationId">The id of the request or run.</param>
    /// <param name="after">The place.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<IEvent>> WrittenBy(string correlationId, long after, int limit, CancellationToken cancel = default)
    {
        await using var session = log.Store.QuerySession();
        var found = await session.Events.QueryAllRawEvents().Where(e => e.CorrelationId == correlationId && e.Sequence > after)
            .OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancel);
        return [.. found.Where(e => e.Data is not Tombstone)];
    }

    /// <summary>Single facts of streams; missing ones are left out.</summary>
    public async Task<IReadOnlyList<IEvent>> At(IEnumerable<(string Stream, long Version)> places, CancellationToken cancel = default)
    {
        await using var session = log.Store.QuerySession();
        var facts = new List<IEvent>();
        foreach (var (stream, version) in places)
            facts.AddRange(await session.Events.FetchStreamAsync(stream, version, fromVersion: version, token: cancel));

        return facts;
    }

    /// <summary>
    /// The facts recorded in a period, in the order of the log: one page at a time is kept, and no connection
    /// while a page is written to the caller.
    /// </summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end, which is left out.</param>
    /// <param name="cancel">Stops it.</param>
    public async IAsyncEnumerable<IEvent> RecordedIn(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (after, before) = await new LogPlaces(log).Of(from, to, cancel);
        for (var full = true; full;)
        {
            var page = await Page(after, before, from, to, cancel);
            foreach (var e in page)
            {
                if (e.Data is not Tombstone)
                    yield return e;
                after = e.Sequence;
            }

            full = page.Count == PageSize;
        }
    }

    private async Task<IReadOnlyList<IEvent>> Page(long after, long before, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var session = log.Store.QuerySession();
        return await session.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence < before && e.Timestamp >= from && e.Timestamp < to)
            .OrderBy(e => e.Sequence).Take(PageSize).ToListAsync(cancel);
    }

    /// <summary>Tells Marten to ignore the index of <see cref="CreateIndex"/>.</summary>
    internal static void Configure(StoreOptions options) => options.Events.IgnoreIndex(Index);

    /// <summary>Without it, a request's facts are found by reading the whole log.</summary>
    internal static async Task CreateIndex(NpgsqlConnection connection, string schema, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"create index if not exists {Index} on {schema}.mt_events (correlation_id, seq_id)", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
