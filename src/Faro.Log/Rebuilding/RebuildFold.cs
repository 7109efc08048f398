using Faro.Log.Projecting;
using JasperFx.Events;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>Folds pages of events into a separate table.</summary>
internal interface IRebuildFold
{
    /// <summary>The table, with the schema.</summary>
    string Place { get; }

    /// <summary>Folds the events and writes the rows in the connection's transaction.</summary>
    Task Apply(NpgsqlConnection connection, IReadOnlyList<IEvent> events, CancellationToken cancel);

    /// <summary>The streams that an event of <see cref="Projection{TView}.Joins"/> names.</summary>
    IEnumerable<string> Joined(IEvent e);

    /// <summary>Folds all events of some streams in memory.</summary>
    Task<IFoldedPart> Fold(IAsyncEnumerable<IEvent> events, CancellationToken cancel);
}

/// <summary>The rows of some streams, folded to their end.</summary>
internal interface IFoldedPart
{
    /// <summary>The number of events that were folded.</summary>
    long Events { get; }

    /// <summary>Inserts the rows, none of which exists yet.</summary>
    Task Write(NpgsqlConnection connection, CancellationToken cancel);
}

/// <inheritdoc/>
internal sealed class RebuildFold<TView>(Projection<TView> projection, ViewStore<TView> store) : IRebuildFold
    where TView : class
{
    public string Place => store.Place;

    private Func<IEvent, long> Version => projection.CountsVersions ? e => e.Version : e => e.Sequence;

    public async Task Apply(NpgsqlConnection connection, IReadOnlyList<IEvent> events, CancellationToken cancel)
    {
        var views = new ViewSet<TView>();
        await ViewFold.Load(projection, store, views, events, connection, null, cancel);
        foreach (var e in events)
        {
            views.Begin(e);
            projection.Project(views, e);
        }

        var (rows, removed) = views.Changes(Version);
        if (removed.Count > 0)
        {
            await using var delete = new NpgsqlCommand(store.Delete, connection);
            delete.Parameters.Add(new() { Value = removed.ToArray() });
            await delete.ExecuteNonQueryAsync(cancel);
        }

        await store.Copy(connection, rows.Where(r => !views.WasStored(r.Id)), cancel);
        if (rows.Where(r => views.WasStored(r.Id)).ToList() is { Count: > 0 } changed)
        {
            await using var upsert = new NpgsqlCommand(store.Upsert(), connection);
            upsert.Parameters.AddRange(store.Parameters(changed).ToArray());
            await upsert.ExecuteNonQueryAsync(cancel);
        }
    }

    public IEnumerable<string> Joined(IEvent e) => projection.Joined(e);

    public async Task<IFoldedPart> Fold(IAsyncEnumerable<IEvent> events, CancellationToken cancel)
    {
        var views = new ViewSet<TView>();
        var count = 0L;
        await foreach (var e in events.WithCancellation(cancel))
        {
            foreach (var id in projection.Identify(e))
                views.Loaded(id, null, stored: false);
            views.Begin(e);
            projection.Project(views, e);
            count++;
        }

        return new Part(store, views.Changes(Version).Rows, count);
    }

    private sealed class Part(ViewStore<TView> store, List<ViewRow<TView>> rows, long events) : IFoldedPart
    {
        public long Events => events;

        public Task Write(NpgsqlConnection connection, CancellationToken cancel) => store.Copy(connection, rows, cancel);
    }
}
