using System.Runtime.CompilerServices;
using Faro.Log.Past;
using JasperFx.Events;
using Marten;
using Marten.Linq;
using Npgsql;

namespace Faro.Log;

/// <summary>Reads facts over all streams, by what wrote them and by when.</summary>
public sealed class FactQueries(EventLog log)
{
    private const string Index = "idx_mt_events_correlation_id";

    /// <summary>The first facts behind a place that a request or run wrote, in the order of the log.</summary>
    /// <param name="correlationId">The id of the request or run.</param>
    /// <param name="after">The place.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<Recorded>> WrittenBy(string correlationId, long after, int limit, CancellationToken cancel = default)
    {
        await using var session = log.Store.QuerySession();
        var found = await session.Events.QueryAllRawEvents().Where(e => e.CorrelationId == correlationId && e.Sequence > after)
            .OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancel);
        return [.. found.Where(e => e.Data is not Tombstone).Select(Recorded.Of)];
    }

    /// <summary>A stream's facts in the order of their versions.</summary>
    public IAsyncEnumerable<Recorded> Of(string stream, CancellationToken cancel = default) => log.ReadStream(stream, cancel: cancel);

    /// <summary>Single facts of streams; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<Recorded>> At(IEnumerable<(string Stream, long Version)> places, CancellationToken cancel = default)
    {
        var facts = new List<Recorded>();
        foreach (var (stream, version) in places)
        {
            await foreach (var fact in log.ReadStream(stream, new ReadUpTo(Version: version), version, cancel))
                facts.Add(fact);
        }

        return facts;
    }

    /// <summary>The facts that were recorded in a time, in the order of the log.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end, which is left out.</param>
    /// <param name="cancel">Stops it.</param>
    public async IAsyncEnumerable<Recorded> RecordedIn(DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var session = log.Store.QuerySession();
        await foreach (var e in session.Events.QueryAllRawEvents().Where(e => e.Timestamp >= from && e.Timestamp < to).OrderBy(e => e.Sequence).ToAsyncEnumerable(cancel))
        {
            if (e.Data is not Tombstone)
                yield return Recorded.Of(e);
        }
    }

    /// <summary>Lets Marten leave the index of <see cref="CreateIndex"/> alone.</summary>
    internal static void Configure(StoreOptions options) => options.Events.IgnoreIndex(Index);

    /// <summary>Without it, a request's facts are found by reading the whole log.</summary>
    internal static async Task CreateIndex(NpgsqlConnection connection, string schema, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"create index if not exists {Index} on {schema}.mt_events (correlation_id, seq_id)", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
