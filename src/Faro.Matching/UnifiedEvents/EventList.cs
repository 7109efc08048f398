using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Past;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Lists of unified events: the statement for a filter, its keyset cursor, and totals that are counted once a change.</summary>
internal sealed class EventList(EventLog log)
{
    /// <summary>How many hits of a search are ranked: of a very common word, those with the highest liquidity.</summary>
    private const int Ranked = 1_000;
    private const int MostTotals = 1_000;

    private readonly CountCache _counted = new(log, new UnifiedEventViews());

    public Task<JsonPage> Page(EventFilter filter, IViewSource source, CancellationToken cancel)
    {
        var sort = filter is { Sort: EventSort.Default, Query: null } ? EventSort.Liquidity : filter.Sort;
        if (sort == EventSort.Default && filter.Cursor is not null)
            throw new FormatException("A ranked list has no cursor: page it by offset, or sort it.");
        if (filter.Cursor is { } cursor)
            EventCursor.Read(cursor, sort); // refused before anything is looked up
        return source.Query(rows => Page(filter, sort, rows, cancel), cancel);
    }

    private async Task<JsonPage> Page(EventFilter filter, EventSort sort, ViewRows views, CancellationToken cancel)
    {
        var (where, parameters) = Where(filter);
        var shared = parameters.Count;
        var page = PageSql(filter, sort, views.Table, where, parameters);
        var rows = new List<byte[]>(filter.Limit);
        string? lastKey = null, lastId = null;
        var position = 0L;
        var more = false;
        await using (var command = new NpgsqlCommand(page, views.Connection))
        {
            parameters.ForEach(p => command.Parameters.Add(p));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                position = reader.GetInt64(0);
                if (reader.IsDBNull(1))
                    break;
                if (rows.Count == filter.Limit)
                {
                    more = true;
                    break;
                }

                rows.Add(reader.GetFieldValue<byte[]>(1));
                lastId = reader.GetString(2);
                lastKey = reader.IsDBNull(3) ? null : reader.GetString(3);
            }

            command.Parameters.Clear();
        }

        var total = views.Totals is { } totals
            ? await Total(views, totals, where, parameters[..shared], cancel)
            : await _counted.Total(views.Connection, position, where, parameters[..shared], cancel);
        var cursor = more && sort != EventSort.Default ? EventCursor.Write(sort, lastKey, lastId!) : null;
        return new JsonPage(rows, total, cursor);
    }

    /// <summary>The total over rows that do not change any more.</summary>
    private static async Task<long> Total(
        ViewRows views, IDictionary<string, long> totals, string where, List<NpgsqlParameter> parameters, CancellationToken cancel)
    {
        var key = JsonSerializer.Serialize(parameters.Select(p => p.Value).Prepend(where));
        if (totals.TryGetValue(key, out var known))
            return known;
        await using var command = new NpgsqlCommand($"select count(*) from {views.Table} v where {where}", views.Connection);
        parameters.ForEach(p => command.Parameters.Add(p));
        if (totals.Count >= MostTotals)
            totals.Clear();
        return totals[key] = (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static (string Where, List<NpgsqlParameter> Parameters) Where(EventFilter filter)
    {
        var sql = new StringBuilder("canonical_id is null");
        var parameters = new List<NpgsqlParameter>();
        if (filter.Status != EventStatusFilter.All)
            sql.Append(filter.Status == EventStatusFilter.Active ? " and status = 'active'" : " and status = 'settled'");
        if (filter.EndBefore is { } end)
            And("end_time < {0}", new NpgsqlParameter<DateTime> { TypedValue = end.UtcDateTime });
        if (filter.Query is { } query)
            And("search @@ websearch_to_tsquery('english', {0})", new NpgsqlParameter<string> { TypedValue = query });
        if (filter.Venue is { } venue)
            And("venue_mask = any({0})", new NpgsqlParameter<int[]> { TypedValue = UnifiedEventViews.MasksWith(venue) });
        if (filter.Category is { } category)
            And("category = {0}", new NpgsqlParameter<string> { TypedValue = category });
        if (filter.Matched is { } matched)
            sql.Append(matched ? " and matched" : " and not matched");
        return (sql.ToString(), parameters);

        void And(string condition, NpgsqlParameter parameter)
        {
            parameters.Add(parameter);
            sql.Append(" and ").AppendFormat(CultureInfo.InvariantCulture, condition, $"${parameters.Count}");
        }
    }

    /// <summary>Position of the view, then row, id and sort key of one more row than asked for; one row of nulls for an empty page.</summary>
    private string PageSql(EventFilter filter, EventSort sort, string table, string where, List<NpgsqlParameter> parameters)
    {
        var (order, key) = sort switch
        {
            EventSort.Liquidity => ("liquidity_usd desc, id", "liquidity_usd::text"),
            EventSort.EndTime => ("end_time asc nulls last, id", "to_char(end_time at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"),
            EventSort.Title => ("left(title, 256) collate \"C\", id", "left(title, 256)"),
            _ => ("rank desc, liquidity_usd desc, id", "null::text"),
        };
        // The page's ids are found in an index that holds all that is filtered by; only its rows are fetched.
        var from = $"{table} v";
        var rank = "";
        if (sort == EventSort.Default)
        {
            var query = parameters.FindIndex(p => p is NpgsqlParameter<string>) + 1;
            from = $"""
                (select id, liquidity_usd, ts_rank(search, websearch_to_tsquery('english', ${query})) as rank
                 from (select id, liquidity_usd, search from {table} v where {where} order by liquidity_usd desc, id limit {Ranked}) best) hits
                """;
            rank = ", rank";
            where = "true";
        }
        else if (filter.Cursor is { } text)
        {
            where += After(EventCursor.Read(text, sort), sort, parameters);
        }

        var column = sort switch { EventSort.EndTime => "end_time", EventSort.Title => "title", _ => "liquidity_usd" };
        parameters.Add(new NpgsqlParameter<long> { TypedValue = filter.Limit + 1L });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = filter.Offset });
        return $"""
            select p.position, convert_to(t.row::text, 'UTF8'), f.id, f.key
            from (select {_counted.Position} as position) p
            left join (select id, {key} as key, row_number() over (order by {order}) as place from
                (select id, {column}{rank} from {from} where {where} order by {order} limit ${parameters.Count - 1} offset ${parameters.Count}) page) f on true
            left join {table} t on t.id = f.id
            order by f.place
            """;
    }

    private static string After((string? Key, string Id) at, EventSort sort, List<NpgsqlParameter> parameters)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = at.Id });
        var id = $"${parameters.Count}";
        if (at.Key is null)
            return $" and end_time is null and id > {id}";
        parameters.Add(sort switch
        {
            EventSort.Liquidity => new NpgsqlParameter<decimal> { TypedValue = decimal.Parse(at.Key, CultureInfo.InvariantCulture) },
            EventSort.EndTime => new NpgsqlParameter<DateTime> { TypedValue = DateTimeOffset.Parse(at.Key, CultureInfo.InvariantCulture).UtcDateTime },
            _ => new NpgsqlParameter<string> { TypedValue = at.Key },
        });
        var key = $"${parameters.Count}";
        return sort switch
        {
            EventSort.Liquidity => $" and liquidity_usd <= {key} and (liquidity_usd < {key} or id > {id})",
            EventSort.EndTime => $" and (end_time > {key} or (end_time = {key} and id > {id}) or end_time is null)",
            _ => $" and left(title, 256) collate \"C\" >= {key} and (left(title, 256) collate \"C\" > {key} or id > {id})",
        };
    }
}

/// <summary>A place in an ordered list, opaque to clients.</summary>
internal static class EventCursor
{
    public static string Write(EventSort sort, string? key, string id) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new[] { sort.ToString(), key, id })).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <exception cref="FormatException">Not a cursor of this order.</exception>
    public static (string? Key, string Id) Read(string text, EventSort sort)
    {
        try
        {
            var base64 = text.Replace('-', '+').Replace('_', '/');
            var parts = JsonSerializer.Deserialize<string?[]>(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
            if (parts is not [var named, var key, { } id] || named != sort.ToString() || !Guid.TryParseExact(id, "D", out _) || !Fits(key, sort))
                throw new FormatException("The cursor belongs to another list.");
            return (key, id);
        }
        catch (JsonException e)
        {
            throw new FormatException("This is not a cursor.", e);
        }
    }

    private static bool Fits(string? key, EventSort sort) => sort switch
    {
        EventSort.Liquidity => decimal.TryParse(key, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        EventSort.EndTime => key is null || DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, out _),
        _ => key is not null && !key.Contains('\0', StringComparison.Ordinal),
    };
}
