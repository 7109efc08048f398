using JasperFx.Events.Projections;
using Npgsql;

namespace Faro.Log;

/// <summary>Folds pages of events into a table aside.</summary>
internal interface IRebuildFold
{
    /// <summary>The table, with the schema.</summary>
    string Place { get; }

    /// <summary>Folds the events and writes the rows in the connection's transaction.</summary>
    Task Apply(NpgsqlConnection connection, IReadOnlyList<Recorded> events, CancellationToken cancel);
}

/// <inheritdoc/>
internal sealed class RebuildFold<TView>(Projection<TView> projection, ViewStore<TView> store) : IRebuildFold
    where TView : class
{
    public string Place => store.Place;

    public async Task Apply(NpgsqlConnection connection, IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        var views = new ViewSet<TView>();
        await ViewFold.Load(projection, store, views, events, connection, null, cancel);
        foreach (var e in events)
        {
            views.Begin(e);
            projection.Project(views, e);
        }

        var (rows, removed) = views.Changes(projection.CountsVersions ? e => e.Version : e => e.Sequence);
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
}
