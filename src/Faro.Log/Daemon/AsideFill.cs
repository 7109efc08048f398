using System.Globalization;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// Fills a projection's views anew in tables aside. Each part of the streams (one part when views cross streams) is
/// folded by its own worker; a part's rows and its position are written in one transaction, so a fill that was stopped
/// or killed goes on where it was.
/// </summary>
internal sealed class AsideFill(EventLog log, Projection projection, string suffix)
{
    private const int Parts = 2;
    private readonly ViewFold _fold = projection.Fold(log.Schema, suffix);
    private readonly IReadOnlyList<string> _names = log.Types.NamesOf(projection.Handles);
    private readonly int _parts = projection.CanFoldInParts ? Parts : 1;

    public string Table => $"{log.Schema}.{projection.TableName}{suffix}";

    /// <summary>Events to fold up to a place.</summary>
    public async Task<long> Count(long target, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(
            $"select count(*) from {log.Schema}.mt_events where seq_id <= $1 and type = any($2)");
        command.Parameters.Add(new() { Value = target });
        command.Parameters.Add(new() { Value = _names.ToArray() });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Creates the empty table, or leaves a half-filled one as it is.</summary>
    public async Task Open(bool fresh, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var sql = fresh
            ? $"set client_min_messages = warning; drop table if exists {Table}; delete from {log.Schema}.shard_rebuild where name like '{Key("%")}'; {projection.Ddl(log.Schema, suffix)}"
            : projection.Ddl(log.Schema, suffix);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Folds every part up to the target. Stopping it keeps what is done.</summary>
    public async Task Run(long target, long total, Action<long> folded, CancellationToken cancel)
    {
        var parts = Enumerable.Range(0, _parts).Select(part => Task.Run(() => RunPart(part, target, total, folded, cancel), cancel)).ToList();
        await Task.WhenAll(parts);
    }

    /// <summary>Folds the rest up to a place inside the caller's transaction, before the switch or the comparison.</summary>
    public async Task Finish(NpgsqlConnection connection, NpgsqlTransaction transaction, long upTo, CancellationToken cancel)
    {
        var skips = await new ShardStore(log, projection.ShardName).Skips(connection, cancel);
        var after = long.MaxValue;
        for (var part = 0; part < _parts; part++)
            after = Math.Min(after, await Position(connection, transaction, part, cancel));
        while (after < upTo)
        {
            var events = await log.Reader.Page(connection, transaction, after, upTo, log.Options.BatchSize, _names, cancel);
            after = events.Count < log.Options.BatchSize ? upTo : events[^1].Sequence;
            events.RemoveAll(e => skips.Contains(e.Sequence));
            if (events.Count > 0)
                await _fold.Apply(connection, transaction, events, cancel);
        }
    }

    public async Task Drop(CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(
            $"set client_min_messages = warning; drop table if exists {Table}; delete from {log.Schema}.shard_rebuild where name like '{Key("%")}'");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public string Key(string part) => $"{projection.ShardName}{suffix}#{part}";

    private async Task RunPart(int part, long target, long total, Action<long> folded, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var reading = await log.Database.OpenConnectionAsync(cancel);
        var skips = await new ShardStore(log, projection.ShardName).Skips(connection, cancel);
        var position = await Position(connection, null, part, cancel);
        var ahead = Read(position);
        while (position < target)
        {
            var (events, ceiling, read) = await ahead;
            ahead = ceiling < target ? Read(ceiling) : Task.FromResult((new List<Recorded>(), target, 0));
            if (skips.Count > 0)
                events.RemoveAll(e => skips.Contains(e.Sequence));
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            if (events.Count > 0)
                await _fold.Apply(connection, transaction, events, cancel);
            await Save(connection, transaction, part, ceiling, target, read, total, cancel);
            await transaction.CommitAsync(cancel);
            position = ceiling;
            folded(read);
        }

        async Task<(List<Recorded> Events, long Ceiling, int Read)> Read(long after)
        {
            var events = await log.Reader.Page(reading, null, after, target, log.Options.BatchSize, _names, cancel, _parts, part);
            return (events, events.Count < log.Options.BatchSize ? target : events[^1].Sequence, events.Count);
        }
    }

    private async Task<long> Position(NpgsqlConnection connection, NpgsqlTransaction? transaction, int part, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select position from {log.Schema}.shard_rebuild where name = $1", connection, transaction);
        command.Parameters.Add(new() { Value = Key(part.ToString(CultureInfo.InvariantCulture)) });
        return await command.ExecuteScalarAsync(cancel) is long position ? position : 0;
    }

    private async Task Save(
        NpgsqlConnection connection, NpgsqlTransaction transaction, int part, long position, long target, long folded, long total, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            insert into {log.Schema}.shard_rebuild as r (name, position, target, done, total, status, started_at, updated_at)
            values ($1, $2, $3, $4, $5, 'running', clock_timestamp(), clock_timestamp())
            on conflict (name) do update set position = excluded.position, target = excluded.target, done = r.done + excluded.done,
                total = excluded.total, status = 'running', updated_at = excluded.updated_at
            """, connection, transaction);
        command.Parameters.Add(new() { Value = Key(part.ToString(CultureInfo.InvariantCulture)) });
        command.Parameters.Add(new() { Value = position });
        command.Parameters.Add(new() { Value = target });
        command.Parameters.Add(new() { Value = folded });
        command.Parameters.Add(new() { Value = total });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
