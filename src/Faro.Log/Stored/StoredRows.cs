using System.Runtime.CompilerServices;
using Npgsql;

namespace Faro.Log.Stored;

/// <summary>
/// Reads rows of the log as they are stored, bypassing Marten: sealing and auditing must see an edited row as it is,
/// before any class or upcast has read it.
/// </summary>
/// <param name="schema">The Postgres schema that holds the log.</param>
public sealed class StoredRows(string schema)
{
    /// <summary>Every column of the table: one that is not read could be altered unnoticed. A test compares the list with the database.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "seq_id", "id", "stream_id", "version", "type", "data", "bdata", "timestamp", "tenant_id", "mt_dotnet_type", "correlation_id",
        "causation_id", "user_name", "headers", "is_archived",
    ];

    // What Marten leaves after a failed append; it may come late, below settled rows, and no reader sees it.
    private const string NoTombstone = "not (stream_id = 'mt_tombstone' and type = 'tombstone')";

    private readonly string _select = $"select {string.Join(", ", Columns)} from {schema}.mt_events where {NoTombstone}";

    /// <summary>The rows after a place up to another, in the order of the log.</summary>
    public IAsyncEnumerable<StoredRow> Between(NpgsqlConnection connection, long after, long upTo, CancellationToken cancel) =>
        Read(connection, $"{_select} and seq_id > $1 and seq_id <= $2 order by seq_id", [after, upTo], cancel);

    /// <summary>All rows of some streams, in the order of the log.</summary>
    public IAsyncEnumerable<StoredRow> OfStreams(NpgsqlConnection connection, string[] streams, CancellationToken cancel) =>
        Read(connection, $"{_select} and stream_id = any($1) order by seq_id", [streams], cancel);

    /// <summary>Streams whose own row does not say the version or the tenant of their last fact, hides them, or stands without them.</summary>
    public async Task<IReadOnlyList<WrongHead>> WrongHeads(NpgsqlConnection connection, long upTo, int limit, CancellationToken cancel)
    {
        // Streams with facts after the place are still growing.
        await using var command = new NpgsqlCommand($"""
            select coalesce(s.id, e.stream_id), s.version, e.version, s.id is not null and s.is_archived is distinct from false
            from (select id, version, tenant_id, is_archived from {schema}.mt_streams where id <> 'mt_tombstone') s
            full join (
                select stream_id, max(version) as version, max(seq_id) as seq_id, max(tenant_id) as tenant_id from {schema}.mt_events where {NoTombstone} group by stream_id
            ) e on e.stream_id = s.id
            where (e.seq_id is null or e.seq_id <= $1)
                and (s.version is distinct from e.version or s.tenant_id is distinct from e.tenant_id or s.is_archived is distinct from false)
            order by 1 limit $2
            """, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = limit });
        var wrong = new List<WrongHead>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            wrong.Add(new WrongHead(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetBoolean(3)));
        return wrong;
    }

    /// <summary>The first streams, in the order of their ids, whose id has a prefix; case does not matter.</summary>
    public async Task<IReadOnlyList<string>> StreamsBeginning(NpgsqlConnection connection, string beginning, int limit, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select id from {schema}.mt_streams where starts_with(lower(id), lower($1)) order by id limit $2", connection);
        command.Parameters.Add(new() { Value = beginning });
        command.Parameters.Add(new() { Value = limit });
        var streams = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            streams.Add(reader.GetString(0));
        return streams;
    }

    private static async IAsyncEnumerable<StoredRow> Read(NpgsqlConnection connection, string sql, object[] values, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return new StoredRow
            {
                Sequence = reader.GetInt64(0),
                Id = reader.GetGuid(1),
                Stream = reader.GetString(2),
                Version = reader.GetInt64(3),
                Name = reader.GetString(4),
                Data = reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
                Binary = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                RecordedAt = reader.GetDateTime(7),
                Tenant = Text(8) ?? "",
                DotNetType = Text(9),
                CorrelationId = Text(10),
                CausationId = Text(11),
                UserName = Text(12),
                Headers = reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13),
                Archived = reader.IsDBNull(14) ? null : reader.GetBoolean(14),
            };
        }

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}

/// <summary>A stream whose own row is not what its facts make of it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Said">The version that the row says; null without a row.</param>
/// <param name="Last">The version of its last fact; null without one.</param>
/// <param name="Hidden">Whether the row hides the stream from readers.</param>
public sealed record WrongHead(string Stream, long? Said, long? Last, bool Hidden);
