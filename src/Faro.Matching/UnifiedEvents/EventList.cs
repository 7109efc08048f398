using System.Text.Json;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Past;
using Npgsql;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Lists of unified events: pages by offset or cursor, and totals that are counted once a change.</summary>
internal sealed class EventList(EventLog log)
{
    private const int MostTotals = 1_000;

    private readonly CountCache _counted = new(log, new UnifiedEventViews());

    public Task<JsonPage> Page(EventFilter filter, IViewSource source, CancellationToken cancel)
    {
        if (filter.Cursor is { } cursor)
            filter = At(filter, cursor); // refused before anything is looked up
        return source.Query(rows => Page(filter, rows, cancel), cancel);
    }

    /// <summary>
    /// A list without an order of its own goes on in the order of liquidity behind the rows that are ranked, so its cursor is of one or
    /// the other form; every other list has its own.
    /// </summary>
    private static EventFilter At(EventFilter filter, string cursor)
    {
        if (filter.Sort != EventSort.Default)
            EventCursor.Read(cursor, filter.Sort);
        else if (EventCursor.Rows(cursor) is { } rows)
            return filter with { Cursor = null, Offset = rows };
        else
            EventCursor.Read(cursor, EventSort.Liquidity);
        return filter;
    }

    private async Task<JsonPage> Page(EventFilter filter, ViewRows views, CancellationToken cancel)
    {
        var page = await Read(filter, views, cancel);
        // Nothing has the words as they are written: those that are nearly written so.
        if (page is { Total: 0 } && filter.Query?.Likened() is { } likened)
        {
            await using (var likeness = new NpgsqlCommand(SearchQuery.Threshold, views.Connection))
                await likeness.ExecuteNonQueryAsync(cancel);
            page = await Read(filter with { Query = likened }, views, cancel);
        }

        return page;
    }

    private async Task<JsonPage> Read(EventFilter filter, ViewRows views, CancellationToken cancel)
    {
        var ranked = filter is { Sort: EventSort.Default, Cursor: null } && filter.Offset < EventSql.Ranked;
        var part = new EventSql(filter, views.Table, _counted.Position);
        var (rows, last, position, hits) = await Rows(part.Page(ranked, filter.Offset, filter.Limit + 1), views, cancel);
        if (ranked && rows.Count <= filter.Limit && filter.Offset + rows.Count >= EventSql.Ranked)
        {
            // The page ends behind the ranked rows.
            var rest = await Rows(part.Page(ranked: false, EventSql.Ranked, filter.Limit + 1 - rows.Count), views, cancel);
            rows.AddRange(rest.Rows);
            last.AddRange(rest.Keys);
        }

        var (where, parameters) = part.Condition();
        var total = ranked && hits < EventSql.Ranked && (hits > 0 || filter.Offset == 0) ? hits
            : views.Totals is { } totals ? await Total(views, totals, where, parameters, cancel)
            : await _counted.Total(views.Connection, position, where, parameters, cancel);
        if (rows.Count <= filter.Limit)
            return new JsonPage(rows, total) { Sequence = position };
        var end = last[filter.Limit - 1];
        return new JsonPage(rows[..filter.Limit], total, ranked && filter.Offset + filter.Limit <= EventSql.Ranked
            ? EventCursor.Behind(filter.Offset + filter.Limit)
            : EventCursor.Write(filter.Sort == EventSort.Default ? EventSort.Liquidity : filter.Sort, end.Key, end.Id))
        { Sequence = position };
    }

    private static async Task<(List<byte[]> Rows, List<(string? Key, string Id)> Keys, long Position, long Ranked)> Rows(
        (string Sql, IReadOnlyList<NpgsqlParameter> Parameters) query, ViewRows views, CancellationToken cancel)
    {
        var rows = new List<byte[]>();
        var keys = new List<(string?, string)>();
        var (position, ranked) = (0L, 0L);
        await using var command = new NpgsqlCommand(query.Sql, views.Connection);
        foreach (var parameter in query.Parameters)
            command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            position = reader.GetInt64(0);
            if (reader.IsDBNull(1))
                break;
            rows.Add(reader.GetFieldValue<byte[]>(1));
            keys.Add((reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(2)));
            ranked = reader.IsDBNull(4) ? 0 : reader.GetInt64(4);
        }

        return (rows, keys, position, ranked);
    }

    /// <summary>The total over rows that do not change any more.</summary>
    private static async Task<long> Total(
        ViewRows views, IDictionary<string, long> totals, string where, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancel)
    {
        var key = JsonSerializer.Serialize(parameters.Select(p => p.Value).Prepend(where));
        if (totals.TryGetValue(key, out var known))
            return known;
        await using var command = new NpgsqlCommand($"select count(*) from {views.Table} v where {where}", views.Connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        if (totals.Count >= MostTotals)
            totals.Clear();
        return totals[key] = (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
