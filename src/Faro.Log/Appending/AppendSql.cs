namespace Faro.Log;

/// <summary>
/// The statements of the append paths. One rule holds in all of them, and the high-water mark rests on it: a transaction
/// writes or locks a stream row, and so has a transaction id, before it draws a sequence number (ADR 0002).
/// </summary>
internal sealed class AppendSql(string schema)
{
    private const string EventColumns =
        "seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived";

    /// <summary>Moves, creates or refuses many streams: $1 ids, $2 types, $3 expected (-1 any, 0 new), $4 counts.</summary>
    private static string Moving(string schema) => $"""
        with i as materialized (
            select * from unnest($1::varchar[], $2::varchar[], $3::bigint[], $4::bigint[]) as t(id, type, expected, n)),
        created as (
            insert into {schema}.mt_streams (id, type, version, timestamp, created)
            select id, type, n, clock_timestamp(), clock_timestamp() from i where expected = 0 order by id
            on conflict (id) do nothing returning id, version),
        appended as (
            insert into {schema}.mt_streams as st (id, type, version, timestamp, created)
            select id, type, n, clock_timestamp(), clock_timestamp() from i where expected < 0 order by id
            on conflict (id) do update set version = st.version + excluded.version, timestamp = excluded.timestamp
            where not st.is_archived returning id, version),
        locked as materialized (
            select st.id from {schema}.mt_streams st join i on i.id = st.id where i.expected > 0 order by st.id for update of st),
        moved as (
            update {schema}.mt_streams st set version = st.version + i.n, timestamp = clock_timestamp()
            from i join locked l on l.id = i.id
            where st.id = i.id and st.version = i.expected and not st.is_archived returning st.id, st.version),
        s as (select * from created union all select * from appended union all select * from moved)
        """;

    /// <summary>Only the stream rows, for the bulk path: answers id and new version of each stream that moved.</summary>
    public string Streams { get; } = $"{Moving(schema)} select id, version from s";

    /// <summary>Draws $1 numbers, in a transaction that has already written stream rows.</summary>
    public string Draw { get; } =
        $"select clock_timestamp(), array(select nextval('{schema}.mt_events_sequence') from generate_series(1, $1::int))";

    /// <summary>The bulk path's binary COPY.</summary>
    public string Copy { get; } = $"copy {schema}.mt_events ({EventColumns}) from stdin (format binary)";

    /// <summary>
    /// A whole group in one statement: stream rows, then events of those streams that moved. $5 stream, $6 place from the
    /// end (0 = last of its stream), $7 id, $8 data, $9 type, $10 .NET type, $11 correlation, $12 causation, $13 user.
    /// </summary>
    public string Group { get; } = $"""
        {Moving(schema)},
        w as (
            insert into {schema}.mt_events ({EventColumns})
            select nextval('{schema}.mt_events_sequence'), x.* from (
                select e.id, e.stream, s.version - e.back, e.data, e.type, clock_timestamp(), '*DEFAULT*', e.dotnet,
                       e.correlation, e.causation, null::jsonb, e.who, false
                from unnest($5::varchar[], $6::bigint[], $7::uuid[], $8::jsonb[], $9::varchar[], $10::varchar[],
                            $11::varchar[], $12::varchar[], $13::varchar[])
                     with ordinality as e(stream, back, id, data, type, dotnet, correlation, causation, who, ord)
                join s on s.id = e.stream order by e.ord) x
            returning seq_id, id, stream_id, version, timestamp)
        select seq_id, id, stream_id, version, timestamp from w order by seq_id
        """;

    /// <summary>One event on an existing stream at a known version: the commonest append, in its cheapest form.</summary>
    public string One { get; } = $"""
        with s as (
            update {schema}.mt_streams set version = version + 1, timestamp = clock_timestamp()
            where id = $1 and version = $2 and not is_archived returning id, version)
        insert into {schema}.mt_events ({EventColumns})
        select nextval('{schema}.mt_events_sequence'), $3, s.id, s.version, $4, $5, clock_timestamp(), '*DEFAULT*', $6,
               $7, $8, null, $9, false from s
        returning seq_id, id, stream_id, version, timestamp
        """;

    /// <summary>The versions of the given streams.</summary>
    public string Versions { get; } = $"select id, version from {schema}.mt_streams where id = any($1)";

    /// <summary>Which of the given event ids stand on a stream.</summary>
    public string KnownIds { get; } = $"select version, seq_id from {schema}.mt_events where stream_id = $1 and id = any($2) order by version";
}
