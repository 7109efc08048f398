using Npgsql;
using NpgsqlTypes;

namespace Faro.EventStore;

/// <summary>
/// Thousands of streams in one transaction: stream rows set-wise (checked against what the caller expects), then the
/// sequence numbers, then a binary COPY. All or nothing.
/// </summary>
internal sealed class BulkAppender(
    NpgsqlDataSource database, AppendSql sql, EventTypes types, EventLogOptions options, InlineProjections inline, LogSignal signal)
{
    private bool? _mayLeaveOut;

    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> appends, CancellationToken cancel)
    {
        var total = appends.Sum(a => a.Events.Count);
        var sent = false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            sent = true;
            var handled = appends.Any(a => a.Events.Any(e => inline.Handles(types.NameOf(e.GetType()))));
            if (handled)
                await inline.Enter(connection, transaction);

            var versions = await MoveStreams(connection, transaction, appends, cancel);
            if (versions.Count < appends.Count)
            {
                var lost = appends.Where(a => !versions.ContainsKey(a.Stream)).Min(a => a.Stream)!;
                await transaction.RollbackAsync(cancel);
                await using var look = new NpgsqlCommand(sql.Versions, connection) { Parameters = { new() { Value = new[] { lost } } } };
                await using var found = await look.ExecuteReaderAsync(cancel);
                return new AppendResult.Conflict(lost, await found.ReadAsync(cancel) ? found.GetInt64(1) : 0);
            }

            // Every stream row of this batch was written or locked by this very transaction, so the foreign key cannot be
            // broken; where the role may, its per-row check is left out: it would cost as much as half of the COPY (ADR 0006).
            var leaveOut = await MayLeaveOutForeignKey(connection, transaction, cancel);
            if (leaveOut)
                await SetRole(connection, transaction, "replica", cancel);
            var (now, numbers) = await Draw(connection, transaction, total, cancel);
            var recorded = handled ? new List<Recorded>(total) : null;
            if (await Copy(connection, appends, versions, now, numbers, recorded, cancel) is { } refused)
                return refused;
            if (leaveOut)
                await SetRole(connection, transaction, "origin", cancel);
            if (recorded is not null)
                await inline.Apply(connection, transaction, recorded);
            // From here on a lost connection leaves the outcome open, so the caller's patience ends here too.
            await transaction.CommitAsync(CancellationToken.None);
            signal.Grown();
            return new AppendResult.Appended(0, numbers[^1]);
        }
        catch (Exception e) when (Failures.IsDatabase(e))
        {
            return Failures.ToResult(e, sent);
        }
    }

    private async Task<bool> MayLeaveOutForeignKey(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        if (_mayLeaveOut is { } known)
            return known;
        await using var command = new NpgsqlCommand(
            "select current_setting('server_version_num')::int >= 150000 and has_parameter_privilege('session_replication_role', 'SET')", connection, transaction);
        _mayLeaveOut = (bool)(await command.ExecuteScalarAsync(cancel))!;
        return _mayLeaveOut.Value;
    }

    private static async Task SetRole(NpgsqlConnection connection, NpgsqlTransaction transaction, string role, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"set local session_replication_role = {role}", connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<Dictionary<string, long>> MoveStreams(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<StreamAppend> appends, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql.Streams, connection, transaction)
        {
            Parameters =
            {
                new() { Value = appends.Select(a => a.Stream).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = appends.Select(a => a.StreamType).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new() { Value = appends.Select(a => a.Expected.Value).ToArray() },
                new() { Value = appends.Select(a => (long)a.Events.Count).ToArray() },
            },
        };
        var versions = new Dictionary<string, long>(appends.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            versions[reader.GetString(0)] = reader.GetInt64(1);
        return versions;
    }

    private async Task<(DateTimeOffset Now, long[] Numbers)> Draw(
        NpgsqlConnection connection, NpgsqlTransaction transaction, int count, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql.Draw, connection, transaction) { Parameters = { new() { Value = count } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<long[]>(1));
    }

    /// <summary>Serializes while it copies: the server works on the rows before while the next ones are made.</summary>
    private async Task<AppendResult?> Copy(
        NpgsqlConnection connection, IReadOnlyList<StreamAppend> appends, Dictionary<string, long> versions,
        DateTimeOffset now, long[] numbers, List<Recorded>? recorded, CancellationToken cancel)
    {
        await using var writer = await connection.BeginBinaryImportAsync(sql.Copy, cancel);
        var next = 0;
        foreach (var append in appends)
        {
            var meta = append.Metadata;
            var version = versions[append.Stream] - append.Events.Count;
            var (encoded, refused) = EncodedAppend.Encode(append, types, options, EventLog.MaxBulkEvents);
            if (encoded is null)
                return refused;
            foreach (var e in encoded.Events)
            {
                version++;
                var sequence = numbers[next++];
                // The synchronous writes fill a buffer; only a full one goes to the socket.
                writer.StartRow();
                writer.Write(sequence, NpgsqlDbType.Bigint);
                writer.Write(e.Id, NpgsqlDbType.Uuid);
                writer.Write(append.Stream, NpgsqlDbType.Varchar);
                writer.Write(version, NpgsqlDbType.Bigint);
                writer.Write(e.Json, NpgsqlDbType.Jsonb);
                writer.Write(e.Name, NpgsqlDbType.Varchar);
                writer.Write(now, NpgsqlDbType.TimestampTz);
                writer.Write("*DEFAULT*", NpgsqlDbType.Varchar);
                writer.Write(e.DotnetName, NpgsqlDbType.Varchar);
                Text(writer, meta.CorrelationId);
                Text(writer, meta.CausationId);
                writer.WriteNull();
                Text(writer, meta.UserName);
                writer.Write(false, NpgsqlDbType.Boolean);
                recorded?.Add(new Recorded(sequence, e.Id, append.Stream, version, e.Name, e.Data, now,
                    meta.CorrelationId, meta.CausationId, meta.UserName));
            }
        }

        await writer.CompleteAsync(cancel);
        return null;

        static void Text(NpgsqlBinaryImporter writer, string? value)
        {
            if (value is null)
                writer.WriteNull();
            else
                writer.Write(value, NpgsqlDbType.Varchar);
        }
    }
}
