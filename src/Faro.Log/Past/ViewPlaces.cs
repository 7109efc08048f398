using JasperFx.Events.Projections;
using Npgsql;

namespace Faro.Log.Past;

/// <summary>How far views have processed the log.</summary>
public static class ViewPlaces
{
    /// <summary>
    /// The position in the log that the views of these projections have reached; with no async one among them the log's own
    /// end. Views that are read afterwards include all of it.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="projections">The classes of the projections.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<long> PlaceOfViews(this EventLog log, IReadOnlyCollection<Type> projections, CancellationToken cancel = default)
    {
        var shards = log.Projections.Where(p => projections.Contains(p.GetType()) && p.Lifecycle == ProjectionLifecycle.Async).Select(p => p.ShardName).ToArray();
        if (shards.Length == 0)
            return await log.HighestSequence(cancel);
        // A view that has processed nothing yet has no row.
        await using var command = log.Database.CreateCommand(
            $"select case when count(*) = {shards.Length} then min(last_seq_id) else 0 end from {log.Schema}.mt_event_progression where name = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = shards });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
