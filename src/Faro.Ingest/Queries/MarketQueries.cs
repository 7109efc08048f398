using Faro.Log;
using Faro.Venues;
using Marten;
using Marten.Events;
using Npgsql;

namespace Faro.Ingest.Queries;

/// <summary>One page of stored rows, each the UTF-8 JSON of one row of an answer.</summary>
/// <param name="Rows">The rows, in order.</param>
/// <param name="Total">The total number of results.</param>
/// <param name="NextCursor">Where the next page begins, for queries with a cursor; null on the last page.</param>
public sealed record JsonPage(IReadOnlyList<byte[]> Rows, long Total, string? NextCursor = null)
{
    /// <summary>The place in the log up to which the view had processed it; 0 if unknown.</summary>
    public long Sequence { get; init; }
}

/// <summary>Reads the per-venue feed of markets.</summary>
public sealed class MarketQueries(EventLog log)
{
    private const string Active = "venue = $1 and status = 'Trading'";
    private const string Held = $"venue = $1 and {MarketKeys.Column} @> $2";
    private readonly CountCache _counted = new(log, new MarketViews());

    // The page is found in the index alone; only its rows are fetched.
    private readonly string _page = Page(log, Active);

    private readonly string _held = Page(log, Held, first: 3);

    private static string Page(EventLog log, string condition, int first = 2) => $$"""
        select p.position, convert_to(left(m.row::text, -1) || ',"raw_events":' || coalesce(e.row::text, 'null') || '}', 'UTF8')
        from (select {{new CountCache(log, new MarketViews()).Position}} as position) p
        left join (select id from {{log.Schema}}.{{MarketViews.ViewName}} where {{condition}} order by id limit ${{first}} offset ${{first + 1}}) f on true
        left join {{log.Schema}}.{{MarketViews.ViewName}} m on m.id = f.id
        left join {{log.Schema}}.{{RawEventViews.ViewName}} e on e.venue = m.venue and e.event_id = m.event_id
        order by f.id
        """;

    private readonly string _one = $"select convert_to(data::text, 'UTF8') from {log.Schema}.{MarketViews.ViewName} where id = $1";

    private readonly string _some = $"select id, convert_to(data::text, 'UTF8') from {log.Schema}.{MarketViews.ViewName} where id = any($1)";

    private readonly string _counts = $"""
        select venue, count(*), count(*) filter (where status = 'Trading') from {log.Schema}.{MarketViews.ViewName} group by venue order by venue
        """;

    /// <summary>The active markets of a venue in the order of their streams, each with its parent event.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="limit">Page size, 1 … 200.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="cancel">Stops the reading.</param>
    public Task<JsonPage> List(Venue venue, int limit, long offset, CancellationToken cancel = default) => List(venue, [], limit, offset, cancel);

    /// <summary>The markets of a venue that have all of some keys, whatever their status; with no keys, the active ones.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="keys">What they are looked up by, see <see cref="MarketKeys"/>.</param>
    /// <param name="limit">Page size, 1 … 200.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<JsonPage> List(Venue venue, IReadOnlyList<string> keys, int limit, long offset, CancellationToken cancel = default)
    {
        NpgsqlParameter[] Asked() => keys.Count == 0
            ? [new NpgsqlParameter<string> { TypedValue = venue.Name() }]
            : [new NpgsqlParameter<string> { TypedValue = venue.Name() }, new NpgsqlParameter<string[]> { TypedValue = [.. keys] }];

        var rows = new List<byte[]>(limit);
        var position = 0L;
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using (var command = new NpgsqlCommand(keys.Count == 0 ? _page : _held, connection))
        {
            command.Parameters.AddRange(Asked());
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                position = reader.GetInt64(0);
                if (!reader.IsDBNull(1))
                    rows.Add(reader.GetFieldValue<byte[]>(1));
            }
        }

        return new JsonPage(rows, await _counted.Total(connection, position, keys.Count == 0 ? Active : Held, Asked(), cancel)) { Sequence = position };
    }

    /// <summary>The current state of a market; null when it was never listed.</summary>
    public async Task<MarketView?> Find(MarketRef market, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand(_one);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = market.StreamId });
        return await command.ExecuteScalarAsync(cancel) is byte[] json
            ? System.Text.Json.JsonSerializer.Deserialize<MarketView>(json, EventTypes.DefaultJson)
            : null;
    }

    /// <summary>The current state of several markets, read in one snapshot; those that were never listed are left out.</summary>
    public async Task<IReadOnlyDictionary<MarketRef, MarketView>> FindAll(IEnumerable<MarketRef> markets, CancellationToken cancel = default)
    {
        var wanted = markets.ToDictionary(m => m.StreamId, StringComparer.Ordinal);
        var found = new Dictionary<MarketRef, MarketView>();
        await using var command = log.Database.CreateCommand(_some);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. wanted.Keys] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            found[wanted[reader.GetString(0)]] = System.Text.Json.JsonSerializer.Deserialize<MarketView>(reader.GetFieldValue<byte[]>(1), EventTypes.DefaultJson)
                ?? throw new InvalidDataException("A stored market is JSON null.");
        }

        return found;
    }

    /// <summary>Those of the markets whose terms have changed on the log by a fact that their view has not processed yet.</summary>
    public async Task<IReadOnlySet<MarketRef>> WithChangedTerms(IReadOnlyCollection<MarketView> markets, CancellationToken cancel = default)
    {
        var streams = markets.ToDictionary(m => m.Ref.StreamId, StringComparer.Ordinal);
        var ids = streams.Keys.ToArray();
        await using var session = log.Store.QuerySession();
        var changes = await session.Events.QueryAllRawEvents()
            .Where(e => e.StreamKey!.IsOneOf(ids) && e.EventTypesAre(typeof(MarketTermsChanged))).ToListAsync(cancel);
        return changes.Where(e => e.Version > streams[e.Stream].StreamVersion).Select(e => streams[e.Stream].Ref).ToHashSet();
    }

    /// <summary>How many markets there are per venue, and how many of them trade.</summary>
    public async Task<IReadOnlyList<(string Venue, long All, long Trading)>> Counts(CancellationToken cancel = default)
    {
        var counts = new List<(string, long, long)>();
        await using var command = log.Database.CreateCommand(_counts);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return counts;
    }
}
