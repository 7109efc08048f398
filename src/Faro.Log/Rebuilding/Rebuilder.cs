using System.Diagnostics;
using Faro.Log.Projecting;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>
/// Rebuilds read models next to those that serve: the rows are folded again into a table of another schema, then one transaction
/// applies the last events and replaces the old table with that one. Also folds on the side only to compare (<see cref="Verify"/>).
/// </summary>
public sealed class Rebuilder(EventLog log)
{
    /// <summary>
    /// Rebuilds one projection and switches to the result. Cancelling it keeps what is folded, and the next call resumes
    /// from there; the old model serves meanwhile.
    /// </summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="restart">Discards what an earlier, stopped rebuild has folded (one to another shape is discarded in any case).</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>The differences from the rows that served before; none, unless the fold has changed or a row was tampered with.</returns>
    /// <exception cref="RebuildInProgressException">It is already being rebuilt.</exception>
    public Task<RebuildDifference> Rebuild(string name, IProgress<RebuildProgress>? progress = null, bool restart = false, CancellationToken cancel = default) =>
        Run(name, true, progress, restart, cancel);

    /// <summary>
    /// The same without the switch: the rebuilt rows are kept separately and the old model serves. <see cref="Rebuild"/> continues from there,
    /// compares once more and switches.
    /// </summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="restart">Discards what an earlier, stopped rebuild has folded.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>What a switch at this moment would change.</returns>
    /// <exception cref="RebuildInProgressException">It is already being rebuilt.</exception>
    public Task<RebuildDifference> Prepare(string name, IProgress<RebuildProgress>? progress = null, bool restart = false, CancellationToken cancel = default) =>
        Run(name, false, progress, restart, cancel);

    private async Task<RebuildDifference> Run(string name, bool switches, IProgress<RebuildProgress>? progress, bool restart, CancellationToken cancel)
    {
        var projection = Find(name);
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var turn = await RebuildTurn.Acquire(connection, projection, log.Options.NextSchema, cancel);
        var aside = new AsideTable(log, projection, log.Options.NextSchema);
        await aside.Open(connection, restart, cancel);
        var live = new LiveTable(log, projection);
        RebuildDifference? difference = null;
        while (difference is null)
        {
            // A shard that stopped at an event is moved forward by its rebuild; a running one is not overtaken.
            var filled = await live.IsStill(connection, cancel) ? await live.SafeEnd(connection, cancel) : await live.Position(connection, cancel);
            await Fill(projection, connection, aside, filled, progress, cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var place = await live.Hold(connection, cancel);
            if (place < filled && !await live.IsStill(connection, cancel))
            {
                await transaction.RollbackAsync(cancel);
                await Task.Delay(50, cancel);
                continue;
            }

            place = Math.Max(place, filled);
            await aside.Finish(connection, place, cancel);
            difference = await Comparison.Difference(connection, projection.Name, live.Place, aside.Place, place, cancel);
            if (!switches)
            {
                await transaction.RollbackAsync(cancel); // the last events are applied again when it switches
                progress?.Report(new RebuildProgress(name, 0, 0, 0, null, "ready"));
                return difference;
            }

            await aside.Switch(connection, cancel);
            await live.Advance(connection, place, cancel);
            await transaction.CommitAsync(cancel);
        }

        progress?.Report(new RebuildProgress(name, 0, 0, 0, null, "switched"));
        return difference;
    }

    /// <summary>Folds the log again on the side and compares, at the same place in the log, every row with the live model.</summary>
    public async Task<VerifyResult> Verify(string name, IProgress<RebuildProgress>? progress = null, CancellationToken cancel = default)
    {
        var projection = Find(name);
        var schema = $"{log.Schema}_verify";
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var turn = await RebuildTurn.Acquire(connection, projection, schema, cancel);
        var aside = new AsideTable(log, projection, schema);
        await aside.Open(connection, fresh: true, cancel);
        try
        {
            var live = new LiveTable(log, projection);
            await Fill(projection, connection, aside, await live.Position(connection, cancel), progress, cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var place = await live.Hold(connection, cancel);
            await aside.Finish(connection, place, cancel);
            return await Comparison.Verify(connection, projection.Name, live.Place, aside.Place, place, cancel);
        }
        finally
        {
            await aside.Drop(connection, CancellationToken.None);
        }
    }

    /// <summary>The number of rows of a projection's live model and a hash over them: equal logs give equal hashes.</summary>
    public async Task<(long Rows, string Hash)> HashOf(string name, CancellationToken cancel = default)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        return await Comparison.Hash(connection, $"{log.Schema}.{Find(name).TableName}", cancel);
    }

    private Projection Find(string name) => log.Projections.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no projection '{name}'.", nameof(name));

    private static async Task Fill(
        Projection projection, NpgsqlConnection connection, AsideTable aside, long target, IProgress<RebuildProgress>? progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var done = 0L;
        await aside.Fill(connection, target, (folded, total) =>
        {
            done += folded;
            progress?.Report(RebuildStore.Progress(projection.Name, done, total, (decimal)watch.Elapsed.TotalSeconds, "running"));
        }, cancel);
    }
}

/// <summary>A rebuild or verification of the projection is already under way somewhere.</summary>
public sealed class RebuildInProgressException(string projection) : Exception($"'{projection}' is already being rebuilt or verified.");

/// <summary>One rebuild of a projection at a time, over all nodes; the lock of a dead one ends with its session.</summary>
internal sealed class RebuildTurn : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _key;

    private RebuildTurn(NpgsqlConnection connection, string key) => (_connection, _key) = (connection, key);

    public static async Task<RebuildTurn> Acquire(NpgsqlConnection connection, Projection projection, string schema, CancellationToken cancel)
    {
        var key = $"faro:aside:{schema}:{projection.ShardName}";
        return await Ask(connection, "pg_try_advisory_lock", key, cancel) ? new RebuildTurn(connection, key) : throw new RebuildInProgressException(projection.Name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.State == System.Data.ConnectionState.Open)
            await Ask(_connection, "pg_advisory_unlock", _key, CancellationToken.None);
    }

    private static async Task<bool> Ask(NpgsqlConnection connection, string function, string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {function}(hashtextextended($1, 0))", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = key } } };
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }
}
