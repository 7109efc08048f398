using Npgsql;

namespace Faro.Log.Projecting;

/// <summary>An operator's decision that a projection skips one event; recorded like any other fact.</summary>
/// <param name="Projection">The projection's name.</param>
/// <param name="Sequence">The event passed over.</param>
/// <param name="Reason">Why.</param>
[EventName(SkippedEvents.FactName)]
public sealed record ProjectionEventSkipped(string Projection, long Sequence, string Reason);

/// <summary>The events that projections skip by an operator's decision: recorded on <c>projection/NAME</c>.</summary>
internal static class SkippedEvents
{
    public const string FactName = "projection_event_skipped";

    public static string StreamOf(Projection projection) => $"projection/{projection.Name}";

    /// <summary>Their sequence numbers as an array, in SQL.</summary>
    public static string Sql(string schema, Projection projection) =>
        $"array(select (data->>'sequence')::bigint from {schema}.mt_events where stream_id = '{StreamOf(projection)}' and type = '{FactName}')";

    public static Task<IReadOnlySet<long>> Read(EventLog log, Projection projection, CancellationToken cancel) =>
        Read(log.Database, log.Schema, projection, cancel);

    public static async Task<IReadOnlySet<long>> Read(NpgsqlDataSource database, string schema, Projection projection, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Sql(schema, projection)}");
        return ((long[])(await command.ExecuteScalarAsync(cancel))!).ToHashSet();
    }
}
