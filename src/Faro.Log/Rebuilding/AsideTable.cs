using System.Threading.Channels;
using Faro.Log.Projecting;
using JasperFx.Events;
using Marten;
using Marten.Events;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>
/// A projection's table, refilled in a schema of its own. A page's rows and the position are written in one transaction, so
/// a fill that was stopped or killed resumes where it was.
/// </summary>
internal sealed class AsideTable(EventLog log, Projection projection, string schema)
{
    private const int Writers = 2; // most of a rebuild is the database's own work

    private readonly Type[] _types = [.. log.Types.Under(projection.Handles)];
    private readonly IRebuildFold _fold = projection.RebuildFold(schema);
    private readonly RebuildStore? _store = schema == log.Options.NextSchema ? new RebuildStore(log, projection) : null;
    private readonly int _page = 4 * log.Options.BatchSize;
    private readonly int _part = 2 * log.Options.BatchSize;
    private long _position;
    private FillPlan? _plan;

    public string Place => _fold.Place;

    /// <summary>Creates the empty table, or leaves a half-filled one as it is.</summary>
    public async Task Open(NpgsqlConnection connection, bool fresh, CancellationToken cancel)
    {
        var position = fresh || _store is null ? null : await _store.Position(connection, cancel);
        (_position, _plan) = position ?? (0, null);
        if (position is not null)
            return;
        await Drop(connection, cancel);
        await Execute(connection, $"create schema if not exists {schema}", cancel);
        await projection.CreateTable(log, connection, schema, cancel);
        await LogSchema.CompressFast(connection, schema, cancel);
    }

    /// <summary>Folds up to a place, in transactions of its own.</summary>
    public async Task Fill(NpgsqlConnection connection, long target, Action<long, long> folded, CancellationToken cancel)
    {
        var total = await Count(connection, target, cancel);
        if (_position == 0 && target > 0 && projection.JoiningTypes is { } joins && !log.Types.HasOldNames)
            await FillParts(connection, target, joins, folded, total, cancel);
        var ahead = Page(_position, target, cancel);
        while (_position < target)
        {
            var (events, ceiling) = await ahead;
            ahead = ceiling < target ? Page(ceiling, target, cancel) : ahead;
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await Execute(connection, "set local synchronous_commit = off", cancel); // rows and position are lost together
            await Apply(connection, events, cancel);
            if (_store is not null)
                await _store.Save(connection, ceiling, events.Count, total, cancel);
            await transaction.CommitAsync(cancel);
            _position = ceiling;
            folded(events.Count, total);
        }

        await Complete(connection, cancel);
    }

    /// <summary>
    /// Folds the streams in parts that fit in memory, and writes every row once: while parts are written, the next is folded. A part's
    /// rows and its number are one transaction, and parts commit in order, so a resumed fill keeps to the place and the
    /// parts of its start.
    /// </summary>
    private async Task FillParts(
        NpgsqlConnection connection, long target, IReadOnlyList<Type> joins, Action<long, long> folded, long total, CancellationToken cancel)
    {
        var events = new EventReader(log, _types);
        var plan = _plan ??= new FillPlan(target, await StreamParts.Bounds(log, connection, _part, cancel), 0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ready = Channel.CreateBounded<IFoldedPart>(1);
        var count = 0;
        var folding = Task.Run(() => FoldParts(plan), CancellationToken.None);
        var writing = new Queue<Task>();
        try
        {
            var last = Task.CompletedTask;
            await foreach (var part in ready.Reader.ReadAllAsync(cancel))
            {
                if (writing.Count == Writers)
                    await writing.Dequeue();
                plan = plan with { Part = plan.Part + 1 };
                writing.Enqueue(last = WritePart(part, plan, last));
            }

            await last;
        }
        finally
        {
            await stop.CancelAsync();
            await folding;
            await Task.WhenAll(writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the first failure was already thrown
        }

        _position = plan.Target;

        async Task WritePart(IFoldedPart part, FillPlan next, Task before)
        {
            await using var own = await log.Database.OpenConnectionAsync(stop.Token);
            await using var transaction = await own.BeginTransactionAsync(stop.Token);
            await Execute(own, "set local synchronous_commit = off", stop.Token); // rows and number are lost together
            await part.Write(own, stop.Token);
            await before;
            if (_store is not null)
            {
                await _store.Save(own, next.Part == count ? next.Target : 0, part.Events, total, stop.Token);
                await _store.Save(own, next, stop.Token);
            }

            await transaction.CommitAsync(stop.Token);
            _plan = next;
            folded(part.Events, total);
        }

        async Task FoldParts(FillPlan begun)
        {
            try
            {
                await using var reading = await log.Database.OpenConnectionAsync(stop.Token);
                var parts = await StreamParts.Plan(events, _fold, reading, joins, begun, _part, stop.Token);
                count = parts.Count;
                for (var i = begun.Part; i < count; i++)
                {
                    var skipped = await SkippedEvents.Read(log, projection, stop.Token);
                    await ready.Writer.WriteAsync(await _fold.Fold(parts.Read(reading, i, skipped, stop.Token), stop.Token), stop.Token);
                }

                ready.Writer.Complete();
            }
            catch (Exception e)
            {
                ready.Writer.Complete(e); // thrown where the parts are taken
            }
        }
    }

    /// <summary>Folds the rest up to a place inside the caller's transaction, before the switch or the comparison.</summary>
    public async Task Finish(NpgsqlConnection connection, long target, CancellationToken cancel)
    {
        while (_position < target)
        {
            var (events, ceiling) = await Page(_position, target, cancel);
            await Apply(connection, events, cancel);
            _position = ceiling;
        }
    }

    public async Task Drop(NpgsqlConnection connection, CancellationToken cancel)
    {
        await Execute(connection, $"set client_min_messages = warning; drop table if exists {Place}; reset client_min_messages", cancel);
        if (_store is not null)
            await _store.Delete(connection, cancel);
    }

    /// <summary>Replaces the live table with this one. The caller's transaction has locked the live one.</summary>
    public async Task Switch(NpgsqlConnection connection, CancellationToken cancel)
    {
        await StoredShapes.Record(log, connection, projection, cancel);
        await Execute(connection, $"drop table {log.Schema}.{projection.TableName}; alter table {Place} set schema {log.Schema}", cancel);
        await _store!.Delete(connection, cancel);
    }

    /// <summary>Adds what the table lacks while it is filled; what a stopped fill has already added is kept.</summary>
    private async Task Complete(NpgsqlConnection connection, CancellationToken cancel)
    {
        var (search, indexes) = projection.Completion(schema);
        if (search.Length > 0)
            await Execute(connection, search, cancel);
        var there = await Indexes(connection, cancel);
        var missing = indexes.Where(i => !there.Contains(i.Key)).Select(i => i.Value).ToList();
        if (missing.Count == 0)
            return;
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancel }, async (index, stop) =>
        {
            await using var own = await log.Database.OpenConnectionAsync(stop);
            await Execute(own, "set maintenance_work_mem = '256MB'", stop); // until the connection goes back to the pool
            await Execute(own, index, stop);
        });
        await Execute(connection, $"analyze {Place}", cancel);
    }

    private async Task<string[]> Indexes(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(indexname::text), '{}') from pg_indexes where schemaname = $1 and tablename = $2", connection);
        command.Parameters.Add(new() { Value = schema });
        command.Parameters.Add(new() { Value = projection.TableName });
        return (string[])(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task Apply(NpgsqlConnection connection, IReadOnlyList<IEvent> events, CancellationToken cancel)
    {
        if (events.Count > 0)
            await _fold.Apply(connection, events, cancel);
    }

    private async Task<(IReadOnlyList<IEvent> Events, long Ceiling)> Page(long after, long target, CancellationToken cancel)
    {
        var skipped = await SkippedEvents.Read(log, projection, cancel);
        await using var session = log.Store.QuerySession();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.Sequence > after && e.Sequence <= target && e.EventTypesAre(_types)).OrderBy(e => e.Sequence).Take(_page).ToListAsync(cancel);
        var ceiling = events.Count < _page ? target : events[^1].Sequence;
        return (skipped.Count == 0 ? events : [.. events.Where(e => !skipped.Contains(e.Sequence))], ceiling);
    }

    private async Task<long> Count(NpgsqlConnection connection, long target, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {log.Schema}.mt_events where seq_id <= $1 and type = any($2)", connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = target });
        command.Parameters.Add(new() { Value = _types.Select(log.Types.NameOf).ToArray() });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
