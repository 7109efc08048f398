namespace Faro.Log;

/// <summary>How a projection stands.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Shard">The key of its progress.</param>
/// <param name="Lifecycle">Inline or async.</param>
/// <param name="Position">The last sequence number it has taken in; for inline views the end of the log.</param>
/// <param name="HighWater">The high-water mark.</param>
/// <param name="LagEvents">How far it is behind the mark.</param>
/// <param name="LagSeconds">The age of the first event it has not taken in; 0 when there is none.</param>
/// <param name="State"><c>running</c>, <c>paused</c> (stopped at an event), <c>stopped</c> (no owner) or <c>inline</c>.</param>
/// <param name="Reason">Why it is paused.</param>
/// <param name="Owner">The node that runs it.</param>
/// <param name="Rebuild">The rebuild under way or stopped, if any.</param>
public sealed record ShardStatus(
    string Name, string Shard, ProjectionLifecycle Lifecycle, long Position, long HighWater, long LagEvents, decimal LagSeconds,
    string State, string? Reason, string? Owner, RebuildProgress? Rebuild);

/// <summary>How far a rebuild has come.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Done">Events folded.</param>
/// <param name="Total">Events to fold, as counted at the start.</param>
/// <param name="EventsPerSecond">The rate so far.</param>
/// <param name="Eta">Time to go at that rate; null before there is a rate.</param>
/// <param name="Status"><c>running</c>, <c>stopped</c>, <c>switched</c> or <c>verified</c>.</param>
public sealed record RebuildProgress(string Projection, long Done, long Total, decimal EventsPerSecond, TimeSpan? Eta, string Status);

/// <summary>An operator's decision to let a projection pass over one event; recorded like any other fact.</summary>
/// <param name="Projection">The projection's name.</param>
/// <param name="Sequence">The event passed over.</param>
/// <param name="Reason">Why.</param>
[EventName("projection_event_skipped")]
public sealed record ProjectionEventSkipped(string Projection, long Sequence, string Reason);
