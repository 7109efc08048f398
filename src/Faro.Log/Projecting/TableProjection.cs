using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Projecting;

/// <summary>
/// A <see cref="Projection{TView}"/> as Marten runs it: the rows that a page of events may touch are loaded at once, the page
/// is folded in memory, and what changed is written by one statement in the transaction that records the progress.
/// </summary>
internal sealed class TableProjection<TView> : ProjectionBase, IProjection
    where TView : class
{
    private readonly Projection<TView> _fold;
    private readonly ViewStore<TView> _store;
    private readonly PendingLists? _pending;
    private readonly NpgsqlDataSource _database;
    private readonly HashSet<Type> _handled;
    private readonly string _look;
    private readonly string _schema;

    public TableProjection(Projection<TView> fold, EventTypes types, NpgsqlDataSource database, EventLogOptions options)
    {
        _fold = fold;
        _store = fold.Store(options.Schema);
        _pending = fold.Table.Indexes.Any(i => i.Method == IndexMethod.gin) ? new PendingLists(database, _store.Place) : null;
        _database = database;
        _schema = options.Schema;
        _handled = [.. types.Under(fold.Handles)];
        _look = $"select '{_store.Place}'::regclass::oid, {SkippedEvents.Sql(options.Schema, fold)}";
        Name = fold.Name;
        IncludedEventTypes.AddRange(_handled);
        Options.BatchSize = options.BatchSize;
        Options.MaximumHopperSize = 2 * options.BatchSize; // what waits is held in memory, by every shard
        Options.DeleteDataInTableOnTeardown(_store.Place);
        if (fold.Lifecycle != ProjectionLifecycle.Async)
            throw new ArgumentException($"{fold.Name}: what is written with the append is a document, a {nameof(DocumentProjection<TView>)}.");
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var mine = events.Where(e => _handled.Contains(e.EventType)).ToList();
        if (mine.Count == 0)
            return;
        var views = new ViewSet<TView>();
        await using (var connection = await _database.OpenConnectionAsync(cancellation))
        {
            var (table, skipped) = await Look(connection, cancellation);
            mine.RemoveAll(e => skipped.Contains(e.Sequence));
            operations.QueueOperation(new SameTable(_store.Place, table));
            await ViewFold.Load(_fold, _store, views, mine, connection, null, cancellation);
        }

        foreach (var e in mine)
        {
            try
            {
                views.Begin(e);
                _fold.Project(views, e);
            }
            catch (Exception inner)
            {
                await StoppedShards.Add(_database, _schema, _fold.ShardName, e, inner);
                throw new ApplyEventException(e, inner);
            }
        }

        var (rows, removed) = views.Changes(e => e.Sequence);
        if (removed.Count > 0)
            operations.QueueOperation(new SetWise(_store.Delete, [new() { Value = removed.ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text }]));
        if (rows.Count > 0)
        {
            if (_pending is not null)
                await _pending.Before(operations, rows.Count);
            operations.QueueOperation(new SetWise(_store.Upsert(), _store.Parameters(rows)));
        }
    }

    /// <summary>Which table has the rows now, and which events the projection skips by an operator's decision.</summary>
    private async Task<(uint Table, long[] Skipped)> Look(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(_look, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetFieldValue<uint>(0), reader.GetFieldValue<long[]>(1));
    }
}
