using JasperFx.Events;
using Npgsql;

namespace Faro.Log.Projecting;

/// <summary>Loads what a page of events may touch.</summary>
internal static class ViewFold
{
    public static async Task Load<TView>(
        Projection<TView> projection, ViewStore<TView> store, ViewSet<TView> views, IReadOnlyList<IEvent> events,
        NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancel)
        where TView : class
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            var isNew = projection.StartsAnew(e);
            foreach (var id in projection.Identify(e))
            {
                if (isNew)
                    views.Loaded(id, null, stored: false);
                else if (!views.Contains(id))
                    wanted.Add(id);
            }
        }

        while (wanted.Count > 0)
        {
            var related = new HashSet<string>(StringComparer.Ordinal);
            await using (var command = new NpgsqlCommand(store.Load, connection, transaction))
            {
                command.Parameters.Add(new() { Value = wanted.ToArray() });
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                {
                    var view = ViewStore<TView>.View(reader.GetFieldValue<byte[]>(1));
                    views.Loaded(reader.GetString(0), view, stored: true);
                    related.UnionWith(projection.Related(view));
                }
            }

            foreach (var id in wanted)
                views.Loaded(id, null, stored: false);
            related.RemoveWhere(views.Contains);
            wanted = related;
        }
    }
}
