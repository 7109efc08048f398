using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>
/// Thousands of streams in one transaction: stream rows set-wise (checked against what the caller expects), then the
/// sequence numbers, then a binary COPY. All or nothing.
/// </summary>
internal sealed class BulkAppender(
    NpgsqlDataSource database, AppendSql sql, EventTypes types, EventLogOptions options, InlineProjections inline, LogSignal signal, RecentEvents recent)
{
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

            var (now, numbers) = await Draw(connection, transaction, total, cancel);
            var kept = recent.IsFollowed;
            var recorded = handled || kept ? new List<Recorded>(total) : null;
            if (await Copy(connection, appends, versions, now, numbers, recorded, cancel) is { } refused)
                return refused;
            if (handled)
                await inline.Apply(connection, transaction, recorded!);
            // From here on a lost connection leaves the outcome open, so the caller's patience ends here too.
            await transaction.CommitAsync(CancellationToken.None);
            if (kept)
                recent.Committed(recorded!.FindAll(e => types.ReadsAsWritten(e.Name)));
            signal.Grown();
            return new AppendResult.Appended(0, numbers[^1]);
        }
        catch (Exception e) when (Failures.IsDatabase(e))
        {
            return Failures.ToResult(e, sent);
        }
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
        await using var rows = await BinaryRows.Begin(connection, sql.Copy, cancel);
        var next = 0;
        foreach (var append in appends)
        {
            var version = versions[append.Stream] - append.Events.Count;
            for (var i = 0; i < append.Events.Count; i++)
            {
                if (Write(rows, append, i, ++version, now, numbers[next++], recorded) is { } refused)
                    return refused;
            }

            if (rows.IsFull)
                await rows.Send(cancel);
        }

        await rows.Complete(cancel);
        return null;
    }

    private AppendResult.Refused? Write(
        BinaryRows rows, StreamAppend append, int place, long version, DateTimeOffset now, long sequence, List<Recorded>? recorded)
    {
        var (data, meta) = (append.Events[place], append.Metadata);
        var json = rows.Serialized(data, types.Json);
        if (EncodedAppend.Refusal(json, options) is { } refused)
            return refused;
        var name = types.NameOf(data.GetType());
        var id = EncodedAppend.IdOf(append, place, name, json);
        rows.Row(14);
        rows.Int64(sequence);
        rows.Uuid(id);
        rows.Text(append.Stream);
        rows.Int64(version);
        rows.Jsonb(json);
        rows.Text(name);
        rows.Time(now.UtcDateTime);
        rows.Text("*DEFAULT*");
        rows.Text(types.DotnetNameOf(data.GetType()));
        rows.Text(meta.CorrelationId);
        rows.Text(meta.CausationId);
        rows.Null();
        rows.Text(meta.UserName);
        rows.Bool(false);
        recorded?.Add(new Recorded(sequence, id, append.Stream, version, name, data, now, meta.CorrelationId, meta.CausationId, meta.UserName));
        return null;
    }
}
