using System.Globalization;
using System.Text;
using Faro.Ingest;
using Npgsql;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// The statements of one list of unified events. A page's ids are found in an index that holds all that is filtered by; only its rows
/// are fetched. Where the order is not a column's, the rows with the highest liquidity are ranked, and those behind them follow in
/// the order of liquidity.
/// </summary>
internal sealed class EventSql(EventFilter filter, string table, string position)
{
    /// <summary>How many rows are ranked: of a very common word, those with the highest liquidity.</summary>
    public const int Ranked = 1_000;

    private readonly EventSort _sort = filter.Sort == EventSort.Default ? EventSort.Liquidity : filter.Sort;

    /// <summary>Which rows stand in the list at all, with parameters of their own.</summary>
    public (string Where, IReadOnlyList<NpgsqlParameter> Parameters) Condition()
    {
        var parameters = new List<NpgsqlParameter>();
        return (Where(parameters), parameters);
    }

    /// <summary>
    /// The view's position, then row, id and sort key of a page's rows and how many rows were ranked; one row of nulls for an empty page.
    /// Where fewer are ranked than can be, they are all that meet the condition, and need not be counted.
    /// </summary>
    public (string Sql, IReadOnlyList<NpgsqlParameter> Parameters) Page(bool ranked, long offset, long rows)
    {
        var parameters = new List<NpgsqlParameter>();
        var where = Where(parameters);
        var (ids, order) = ranked ? Best(where, parameters) : Ordered(where, parameters);
        var limit = Add(parameters, new NpgsqlParameter<long> { TypedValue = rows });
        var skip = Add(parameters, new NpgsqlParameter<long> { TypedValue = offset });
        return ($"""
            select p.position, convert_to(t.row::text, 'UTF8'), f.id, f.key, f.ranked
            from (select {position} as position) p
            left join (select id, key, ranked, row_number() over (order by {order}) as place from ({ids} order by {order} limit {limit} offset {skip}) page) f on true
            left join {table} t on t.id = f.id
            order by f.place
            """, parameters);
    }

    private (string Ids, string Order) Ordered(string where, List<NpgsqlParameter> parameters)
    {
        var (order, column, key) = _sort switch
        {
            EventSort.EndTime => ("end_time asc nulls last, id", "end_time", TimeKey("end_time")),
            EventSort.Newest => ("opened_at desc nulls last, id", "opened_at", TimeKey("opened_at")),
            EventSort.Title => ("left(title, 256) collate \"C\", id", "title", "left(title, 256)"),
            EventSort.Volume => ("volume_usd desc, id", "volume_usd", "volume_usd::text"),
            _ => ("liquidity_usd desc, id", "liquidity_usd", "liquidity_usd::text"),
        };
        if (filter.Cursor is { } cursor)
            where += After(EventCursor.Read(cursor, _sort), parameters);
        return ($"select id, {column}, {key} as key, null::bigint as ranked from {table} v where {where}", order);
    }

    /// <summary>
    /// The ranked rows. A hit's rank joins how well its words fit, how much rests on its books, and whether it trades; of one question's
    /// markets only the first few stand before other questions'.
    /// </summary>
    private (string Ids, string Order) Best(string where, List<NpgsqlParameter> parameters)
    {
        var live = $"(status = 'active'{Unended(parameters)})";
        var score = filter.Query is { } query
            ? $"({query.Rank(p => Add(parameters, p))}) * (1 + ln(1 + greatest(liquidity_usd, 0)::float8) / 20) * (case when {live} then 1 else 0.4 end)"
            : "liquidity_usd";
        return ($"""
            select id, liquidity_usd, liquidity_usd::text as key, score, place, ranked from (
                select id, liquidity_usd, score, count(*) over () as ranked, row_number() over (partition by coalesce(group_id, id) order by score desc, liquidity_usd desc, id) > {EventFilter.MostOfAGroup} as place
                from (select id, liquidity_usd, group_id, {score} as score from (
                    select id, liquidity_usd, group_id{(filter.Query is null ? "" : ", search, words, status, end_time")} from {table} v where {where} order by liquidity_usd desc, id limit {Ranked}) best) scored) spread
            """, "place, score desc, liquidity_usd desc, id");
    }

    private string Where(List<NpgsqlParameter> parameters)
    {
        var sql = new StringBuilder("canonical_id is null");
        if (filter.Status != EventStatusFilter.All)
            sql.Append(filter.Status == EventStatusFilter.Active ? " and status = 'active'" : " and status = 'settled'");
        if (filter.Status == EventStatusFilter.Active)
            sql.Append(Unended(parameters));
        if (filter.EndBefore is { } before)
            sql.Append(" and end_time < ").Append(Add(parameters, new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime }));
        if (filter.EndAfter is { } after)
            sql.Append(" and end_time > ").Append(Add(parameters, new NpgsqlParameter<DateTime> { TypedValue = after.UtcDateTime }));
        if (filter.Keys.Count > 0)
            sql.Append($" and {MarketKeys.Column} @> ").Append(Add(parameters, new NpgsqlParameter<string[]> { TypedValue = [.. filter.Keys] }));
        if (filter.Query is { } query)
            sql.Append(" and (").Append(query.Condition(p => Add(parameters, p))).Append(')');
        if (filter.Venue is { } venue)
            sql.Append(" and venue_mask = any(").Append(Add(parameters, new NpgsqlParameter<int[]> { TypedValue = UnifiedEventViews.MasksWith(venue) })).Append(')');
        if (filter.Category is { } category)
            sql.Append(" and category = ").Append(Add(parameters, new NpgsqlParameter<string> { TypedValue = category }));
        if (filter.Matched is { } matched)
            sql.Append(matched ? " and matched" : " and not matched");
        return sql.ToString();
    }

    // Rounded, so that the totals of one quarter of an hour are counted once.
    private string Unended(List<NpgsqlParameter> parameters)
    {
        if (filter.Now is not { } now)
            return "";
        var since = now.UtcDateTime - EventFilter.Grace;
        since = new DateTime(since.Ticks - since.Ticks % TimeSpan.FromMinutes(15).Ticks, DateTimeKind.Utc);
        return $" and (end_time is null or end_time > {Add(parameters, new NpgsqlParameter<DateTime> { TypedValue = since })})";
    }

    private string After((string? Key, string Id) at, List<NpgsqlParameter> parameters)
    {
        var id = Add(parameters, new NpgsqlParameter<string> { TypedValue = at.Id });
        var column = _sort == EventSort.Newest ? "opened_at" : "end_time";
        if (at.Key is null)
            return $" and {column} is null and id > {id}";
        var key = Add(parameters, _sort switch
        {
            EventSort.Liquidity or EventSort.Volume => new NpgsqlParameter<decimal> { TypedValue = decimal.Parse(at.Key, CultureInfo.InvariantCulture) },
            EventSort.EndTime or EventSort.Newest => new NpgsqlParameter<DateTime> { TypedValue = DateTimeOffset.Parse(at.Key, CultureInfo.InvariantCulture).UtcDateTime },
            _ => new NpgsqlParameter<string> { TypedValue = at.Key },
        });
        return _sort switch
        {
            EventSort.Liquidity => $" and liquidity_usd <= {key} and (liquidity_usd < {key} or id > {id})",
            EventSort.Volume => $" and volume_usd <= {key} and (volume_usd < {key} or id > {id})",
            EventSort.EndTime => $" and (end_time > {key} or (end_time = {key} and id > {id}) or end_time is null)",
            EventSort.Newest => $" and (opened_at < {key} or (opened_at = {key} and id > {id}) or opened_at is null)",
            _ => $" and left(title, 256) collate \"C\" >= {key} and (left(title, 256) collate \"C\" > {key} or id > {id})",
        };
    }

    private static string TimeKey(string column) => $"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private static string Add(List<NpgsqlParameter> parameters, NpgsqlParameter parameter)
    {
        parameters.Add(parameter);
        return $"${parameters.Count}";
    }
}
