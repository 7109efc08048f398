using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>Where a reading of the log ends: at a version of the stream, a place in the log, a moment, or nowhere.</summary>
/// <param name="Version">The last version to read.</param>
/// <param name="Sequence">The last sequence number to read.</param>
/// <param name="Time">The last moment to read (the time events were recorded).</param>
public sealed record ReadUpTo(long? Version = null, long? Sequence = null, DateTimeOffset? Time = null)
{
    /// <summary>To the end.</summary>
    public static ReadUpTo End { get; } = new();
}

/// <summary>Reads events, streaming: memory stays constant for any length.</summary>
internal sealed class LogReader(NpgsqlDataSource database, string schema, EventTypes types)
{
    private const string Columns =
        "seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, user_name, data";

    // Archived events are read too: an archived stream is history, not nothing. Tombstones are Marten's marks for
    // numbers that a failed save drew; they are no facts.
    private readonly string _stream = $"""
        select {Columns} from {schema}.mt_events
        where stream_id = $1 and version >= $2 and version <= $3 and seq_id <= $4 and timestamp <= $5 order by version
        """;

    // Each stream by its index: asked for at once, the planner may take the whole log for the shorter way.
    private readonly string _streams = $"""
        select e.* from unnest($1::varchar[]) s(id) cross join lateral (
            select {Columns} from {schema}.mt_events where stream_id = s.id and seq_id <= $2 and ($3::varchar[] is null or type = any($3)) offset 0) e
        where not exists (select 1 from {schema}.shard_skip k where k.name = $4 and k.seq_id = e.seq_id)
        """;

    private readonly string _log = $"""
        select {Columns} from {schema}.mt_events
        where seq_id > $1 and seq_id <= $2 and type <> 'tombstone' order by seq_id limit $3
        """;

    private readonly string _logOfTypes = $"""
        select {Columns} from {schema}.mt_events
        where seq_id > $1 and seq_id <= $2 and type = any($4) order by seq_id limit $3
        """;

    private readonly string _logOfPart = $"""
        select {Columns} from {schema}.mt_events
        where seq_id > $1 and seq_id <= $2 and type = any($4) and mod(hashtext(stream_id) & 65535, $5) = $6 order by seq_id limit $3
        """;

    public async IAsyncEnumerable<Recorded> Stream(
        string stream, long fromVersion, ReadUpTo upTo, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(_stream, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = stream },
                new NpgsqlParameter<long> { TypedValue = fromVersion },
                new NpgsqlParameter<long> { TypedValue = upTo.Version ?? long.MaxValue },
                new NpgsqlParameter<long> { TypedValue = upTo.Sequence ?? long.MaxValue },
                new NpgsqlParameter<DateTime> { TypedValue = (upTo.Time ?? DateTimeOffset.MaxValue).UtcDateTime },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        while (await reader.ReadAsync(cancel))
            yield return Read(reader);
    }

    public async Task<IReadOnlyList<Recorded>> Streams(
        IReadOnlyCollection<string> streams, long upTo, IReadOnlyList<string>? names, string? shard, CancellationToken cancel)
    {
        var found = new List<Recorded>();
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(_streams, connection)
        {
            Parameters =
            {
                new() { Value = streams.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new NpgsqlParameter<long> { TypedValue = upTo },
                new() { Value = (object?)names?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = (object?)shard ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await using (var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel))
        {
            while (await reader.ReadAsync(cancel))
                found.Add(Read(reader));
        }

        found.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return found;
    }

    public async IAsyncEnumerable<Recorded> Log(
        long after, long upTo, int limit, IReadOnlyList<string>? names, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = Command(connection, null, after, upTo, limit, names);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        while (await reader.ReadAsync(cancel))
            yield return Read(reader);
    }

    /// <summary>One page into a list, for the daemon; of one part of the streams when there is more than one.</summary>
    public async Task<List<Recorded>> Page(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long after, long upTo, int limit, IReadOnlyCollection<string> names,
        CancellationToken cancel, int parts = 1, int part = 0)
    {
        var page = new List<Recorded>(Math.Min(limit, 1024));
        await using var command = Command(connection, transaction, after, upTo, limit, names);
        if (parts > 1)
        {
            command.CommandText = _logOfPart;
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parts });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
        }

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        while (await reader.ReadAsync(cancel))
            page.Add(Read(reader));
        return page;
    }

    private NpgsqlCommand Command(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long after, long upTo, int limit, IReadOnlyCollection<string>? names)
    {
        var command = new NpgsqlCommand(names is null ? _log : _logOfTypes, connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<long> { TypedValue = upTo },
                new NpgsqlParameter<int> { TypedValue = limit },
            },
        };
        if (names is not null)
            command.Parameters.Add(new() { Value = names.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        return command;
    }

    private Recorded Read(NpgsqlDataReader reader)
    {
        var sequence = reader.GetInt64(0);
        var id = reader.GetGuid(1);
        var stream = reader.GetString(2);
        var version = reader.GetInt64(3);
        var name = reader.GetString(4);
        var at = Time(reader);
        var correlation = reader.IsDBNull(6) ? null : reader.GetString(6);
        var causation = reader.IsDBNull(7) ? null : reader.GetString(7);
        var user = reader.IsDBNull(8) ? null : reader.GetString(8);
        var data = Data(reader, name);
        return new Recorded(sequence, id, stream, version, name, data, at, correlation, causation, user);
    }

    /// <summary>The JSON is needed for as long as it is parsed: in a buffer that goes round, not in a new array an event.</summary>
    private object Data(NpgsqlDataReader reader, string name)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4_096);
        try
        {
            using var json = reader.GetStream(9);
            var length = 0;
            while (json.Read(buffer, length, buffer.Length - length) is > 0 and var read)
            {
                length += read;
                if (length < buffer.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                buffer.AsSpan().CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            // A stream over jsonb begins with the wire format's version, which no JSON text can begin with.
            var text = buffer.AsSpan(0, length);
            return types.Read(name, text is [1, ..] ? text[1..] : text);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Marten writes <c>-infinity</c> for tombstones; a reader must survive it.</summary>
    private static DateTimeOffset Time(NpgsqlDataReader reader)
    {
        var time = reader.GetDateTime(5);
        return time == DateTime.MinValue ? DateTimeOffset.MinValue : new DateTimeOffset(time, TimeSpan.Zero);
    }
}
