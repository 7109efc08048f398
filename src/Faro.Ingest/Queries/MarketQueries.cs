using Faro.EventStore;
using Faro.Venues;
using Npgsql;

namespace Faro.Ingest;

/// <summary>One page of stored rows, each the UTF-8 JSON of one row of an answer.</summary>
/// <param name="Rows">The rows, in order.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="NextCursor">Where the next page begins, for queries with a cursor; null on the last page.</param>
public sealed record JsonPage(IReadOnlyList<byte[]> Rows, long Total, string? NextCursor = null);

/// <summary>Reads the per-venue feed of markets.</summary>
public sealed class MarketQueries(EventLog log)
{
    private readonly string _page = $$"""
        select convert_to(left(m.row::text, -1) || ',"raw_events":' || coalesce(e.row::text, 'null') || '}', 'UTF8')
        from (select id, row, venue, event_id from {{log.Schema}}.{{MarketViews.ViewName}}
              where venue = $1 and status = 'Trading' order by id limit $2 offset $3) m
        left join {{log.Schema}}.{{RawEventViews.ViewName}} e on e.venue = m.venue and e.event_id = m.event_id
        order by m.id
        """;

    private readonly string _total = $"select count(*) from {log.Schema}.{MarketViews.ViewName} where venue = $1 and status = 'Trading'";

    private readonly string _one = $"select convert_to(data::text, 'UTF8') from {log.Schema}.{MarketViews.ViewName} where id = $1";

    private readonly string _counts = $"""
        select venue, count(*), count(*) filter (where status = 'Trading') from {log.Schema}.{MarketViews.ViewName} group by venue order by venue
        """;

    /// <summary>The active markets of a venue in the order of their streams, each with its parent event.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="limit">Page size, 1 … 200.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<JsonPage> List(Venue venue, int limit, long offset, CancellationToken cancel = default)
    {
        var rows = new List<byte[]>(limit);
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using (var command = new NpgsqlCommand(_page, connection))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = venue.Name() });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                rows.Add(reader.GetFieldValue<byte[]>(0));
        }

        await using var count = new NpgsqlCommand(_total, connection);
        count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = venue.Name() });
        return new JsonPage(rows, (long)(await count.ExecuteScalarAsync(cancel))!);
    }

    /// <summary>One market as the log has it now; null when it was never listed.</summary>
    public async Task<MarketView?> Find(MarketRef market, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand(_one);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = market.StreamId });
        return await command.ExecuteScalarAsync(cancel) is byte[] json
            ? System.Text.Json.JsonSerializer.Deserialize<MarketView>(json, EventTypes.DefaultJson)
            : null;
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
