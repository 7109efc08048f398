using System.Diagnostics;
using Npgsql;

namespace Faro.Log;

/// <summary>Two read models of the same log at the same place that differ.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Sequence">The place in the log that both stand at.</param>
/// <param name="Rows">Rows of the live model.</param>
/// <param name="Hash">A hash over the live model's rows.</param>
/// <param name="RebuiltRows">Rows of the model folded anew.</param>
/// <param name="RebuiltHash">A hash over its rows.</param>
/// <param name="FirstDifference">The smallest id whose rows differ; null when the models are equal.</param>
public sealed record VerifyResult(
    string Projection, long Sequence, long Rows, string Hash, long RebuiltRows, string RebuiltHash, string? FirstDifference)
{
    /// <summary>Whether the live model is what the log says.</summary>
    public bool Equal => FirstDifference is null && Rows == RebuiltRows && Hash == RebuiltHash;
}

/// <summary>What a rebuild changed: the rows that it switched to against those that served before, at the same place in the log.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Sequence">The place.</param>
/// <param name="Rows">Rows now.</param>
/// <param name="Added">Ids that were not there.</param>
/// <param name="Removed">Ids that are gone.</param>
/// <param name="Changed">Ids whose rows differ.</param>
/// <param name="Samples">The smallest ids of those, each after <c>+</c>, <c>-</c> or <c>~</c>; at most ten.</param>
public sealed record RebuildDifference(string Projection, long Sequence, long Rows, long Added, long Removed, long Changed, IReadOnlyList<string> Samples);

/// <summary>
/// Rebuilds read models blue/green: the new rows are folded into a table aside while the old one serves, then one
/// transaction takes in the last events and swaps the tables. Also folds aside only to compare (<see cref="Verify"/>).
/// </summary>
public sealed class Rebuilder(EventLog log)
{
    private const string NextSuffix = "__next";
    private const string VerifySuffix = "__verify";

    /// <summary>
    /// Rebuilds one projection and switches to the result. Cancelling it keeps what is folded, and the next call goes on
    /// from there; the old model serves all the while.
    /// </summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="restart">Throws away what an earlier, stopped rebuild has folded (needed when the fold itself has changed since).</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>What differs from the rows that served before; nothing, unless the fold has changed or a row was tampered with.</returns>
    /// <exception cref="RebuildInProgressException">Another node is rebuilding it.</exception>
    public async Task<RebuildDifference> Rebuild(string name, IProgress<RebuildProgress>? progress = null, bool restart = false, CancellationToken cancel = default)
    {
        var projection = Find(name);
        await using var turn = await Turn(projection, NextSuffix, cancel);
        var aside = new AsideFill(log, projection, NextSuffix);
        var resuming = !restart && await Exists(aside.Key("%"), cancel);
        await aside.Open(fresh: !resuming, cancel);
        var filled = await Fill(projection, aside, await SafeEnd(cancel), progress, cancel);

        RebuildDifference difference;
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            // A shard that stood still (at an event it could not digest, say) is brought forward by its rebuild.
            var place = Math.Max(filled, await Hold(connection, transaction, projection, cancel));
            await aside.Finish(connection, transaction, place, cancel);
            // Both stand still at the same place; readers of the old model do not wait for this.
            difference = await Difference(connection, transaction, projection, aside.Table, place, cancel);
            await Swap(connection, transaction, projection, place, cancel);
            await transaction.CommitAsync(cancel);
        }

        await aside.Drop(cancel);
        progress?.Report(new RebuildProgress(name, 0, 0, 0, null, "switched"));
        return difference;
    }

    /// <summary>Folds the log anew aside and compares, at the same place in the log, every row with the live model.</summary>
    public async Task<VerifyResult> Verify(string name, IProgress<RebuildProgress>? progress = null, CancellationToken cancel = default)
    {
        var projection = Find(name);
        await using var turn = await Turn(projection, VerifySuffix, cancel);
        var aside = new AsideFill(log, projection, VerifySuffix);
        await aside.Open(fresh: true, cancel);
        try
        {
            var end = await SafeEnd(cancel);
            if (projection.Lifecycle == ProjectionLifecycle.Async)
            {
                await using var looking = await log.Database.OpenConnectionAsync(cancel);
                end = Math.Min(end, await new ShardStore(log, projection.ShardName).Position(looking, cancel));
            }

            await Fill(projection, aside, end, progress, cancel);
            await using var connection = await log.Database.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var place = await Hold(connection, transaction, projection, cancel);
            await aside.Finish(connection, transaction, place, cancel);
            var live = $"{log.Schema}.{projection.TableName}";
            var (rows, hash) = await Hash(connection, transaction, live, cancel);
            var (newRows, newHash) = await Hash(connection, transaction, aside.Table, cancel);
            await using var difference = new NpgsqlCommand($"""
                select coalesce(a.id, b.id) from {live} a full join {aside.Table} b on a.id = b.id
                where a::text is distinct from b::text order by 1 limit 1
                """, connection, transaction);
            var first = rows == newRows && hash == newHash ? null : await difference.ExecuteScalarAsync(cancel) as string;
            return new VerifyResult(name, place, rows, hash, newRows, newHash, first);
        }
        finally
        {
            await aside.Drop(CancellationToken.None);
        }
    }

    /// <summary>The number of rows of a projection's live model and a hash over them: equal logs give equal hashes.</summary>
    public async Task<(long Rows, string Hash)> HashOf(string name, CancellationToken cancel = default)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        return await Hash(connection, null, $"{log.Schema}.{Find(name).TableName}", cancel);
    }

    private Projection Find(string name) => log.Projections.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no projection '{name}'.", nameof(name));

    private static async Task<long> Fill(
        Projection projection, AsideFill aside, long target, IProgress<RebuildProgress>? progress, CancellationToken cancel)
    {
        var total = await aside.Count(target, cancel);
        var watch = Stopwatch.StartNew();
        var done = 0L;
        await aside.Run(target, total, folded =>
        {
            var now = Interlocked.Add(ref done, folded);
            var rate = (decimal)watch.Elapsed.TotalSeconds is > 0 and var seconds ? decimal.Round(now / seconds) : 0;
            TimeSpan? eta = rate > 0 ? TimeSpan.FromSeconds((double)((total - now) / rate)) : null;
            progress?.Report(new RebuildProgress(projection.Name, now, total, rate, eta, "running"));
        }, cancel);
        return target;
    }

    /// <summary>How far the log can be read with nothing in flight below.</summary>
    private async Task<long> SafeEnd(CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(
            $"select coalesce(max(last_seq_id), 0) from {log.Schema}.mt_event_progression where name = 'HighWaterMark'");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Holds the live model still until the transaction ends, and tells the place in the log it stands at.</summary>
    private async Task<long> Hold(NpgsqlConnection connection, NpgsqlTransaction transaction, Projection projection, CancellationToken cancel)
    {
        if (projection.Lifecycle == ProjectionLifecycle.Inline)
        {
            // Alone at the gate: no append with an inline view is under way, so what is committed is all there is.
            await using var gate = new NpgsqlCommand($"select pg_advisory_xact_lock({InlineProjections.Gate(log.Schema)})", connection, transaction);
            await gate.ExecuteNonQueryAsync(cancel);
            await using var end = new NpgsqlCommand($"select coalesce(max(seq_id), 0) from {log.Schema}.mt_events", connection, transaction);
            return (long)(await end.ExecuteScalarAsync(cancel))!;
        }

        // A shard's batch locks this row first: one under way is waited for, the next one waits for us.
        await using var command = new NpgsqlCommand(
            $"select last_seq_id from {log.Schema}.mt_event_progression where name = $1 for update", connection, transaction);
        command.Parameters.Add(new() { Value = projection.ShardName });
        return await command.ExecuteScalarAsync(cancel) is long position ? position : 0;
    }

    private async Task Swap(NpgsqlConnection connection, NpgsqlTransaction transaction, Projection projection, long place, CancellationToken cancel)
    {
        var table = projection.TableName;
        var renames = new List<string>();
        await using (var indexes = new NpgsqlCommand("select indexname from pg_indexes where schemaname = $1 and tablename = $2", connection, transaction))
        {
            indexes.Parameters.Add(new() { Value = log.Schema });
            indexes.Parameters.Add(new() { Value = table + NextSuffix });
            await using var reader = await indexes.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var index = reader.GetString(0);
                renames.Add($"alter index {log.Schema}.{index} rename to {index.Replace(NextSuffix, "", StringComparison.Ordinal)};");
            }
        }

        await using var command = new NpgsqlCommand(
            $"drop table {log.Schema}.{table}; alter table {log.Schema}.{table}{NextSuffix} rename to {table}; {string.Concat(renames)}",
            connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        await using (var done = new NpgsqlCommand($"delete from {log.Schema}.shard_rebuild where name like $1", connection, transaction))
        {
            done.Parameters.Add(new() { Value = $"{projection.ShardName}{NextSuffix}#%" });
            await done.ExecuteNonQueryAsync(cancel);
        }

        if (projection.Lifecycle == ProjectionLifecycle.Inline || place == 0)
            return;
        await using var advance = new NpgsqlCommand($"""
            insert into {log.Schema}.mt_event_progression as p (name, last_seq_id, agent_status) values ($1, $2, 'Running')
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, agent_status = 'Running', pause_reason = null
            where p.last_seq_id < excluded.last_seq_id
            """, connection, transaction);
        advance.Parameters.Add(new() { Value = projection.ShardName });
        advance.Parameters.Add(new() { Value = place });
        await advance.ExecuteNonQueryAsync(cancel);
    }

    private async Task<RebuildDifference> Difference(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Projection projection, string rebuilt, long place, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with d as materialized (
                select coalesce(a.id, b.id) as id, case when a.id is null then '+' when b.id is null then '-' else '~' end as how
                from {log.Schema}.{projection.TableName} a full join {rebuilt} b on a.id = b.id
                where a.id is null or b.id is null or a::text is distinct from b::text)
            select (select count(*) from {rebuilt}), count(*) filter (where how = '+'), count(*) filter (where how = '-'), count(*) filter (where how = '~'),
                   array(select how || id from d order by id collate "C" limit 10)
            from d
            """, connection, transaction) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new RebuildDifference(
            projection.Name, place, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetFieldValue<string[]>(4));
    }

    private static async Task<(long Rows, string Hash)> Hash(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string table, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {table} t", connection, transaction)
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetString(1));
    }

    private async Task<bool> Exists(string key, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand($"select exists (select 1 from {log.Schema}.shard_rebuild where name like $1)");
        command.Parameters.Add(new() { Value = key });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>One rebuild of a projection at a time, over all nodes; a dead one's turn ends with its session.</summary>
    private async Task<AsideTurn> Turn(Projection projection, string suffix, CancellationToken cancel)
    {
        var key = $"faro:aside:{log.Schema}:{projection.ShardName}{suffix}";
        var connection = await log.Database.OpenConnectionAsync(cancel);
        if (await AsideTurn.Ask(connection, "pg_try_advisory_lock", key, cancel))
            return new AsideTurn(connection, key);
        await connection.DisposeAsync();
        throw new RebuildInProgressException(projection.Name);
    }

    private sealed class AsideTurn(NpgsqlConnection connection, string key) : IAsyncDisposable
    {
        public static async Task<bool> Ask(NpgsqlConnection connection, string function, string key, CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand($"select {function}(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new() { Value = key });
            return (bool)(await command.ExecuteScalarAsync(cancel))!;
        }

        public async ValueTask DisposeAsync()
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await Ask(connection, "pg_advisory_unlock", key, CancellationToken.None);
            await connection.DisposeAsync();
        }
    }
}

/// <summary>A rebuild or verification of the projection is already under way somewhere.</summary>
public sealed class RebuildInProgressException(string projection) : Exception($"'{projection}' is already being rebuilt or verified.");
