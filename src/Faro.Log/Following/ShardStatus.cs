using Faro.Log.Rebuilding;
using JasperFx.Events.Projections;

namespace Faro.Log.Following;

/// <summary>How a projection is doing.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Shard">The key of its progress.</param>
/// <param name="Lifecycle">Inline or async.</param>
/// <param name="Position">The last sequence number it has processed; for inline views the end of the log.</param>
/// <param name="HighWater">The high-water mark.</param>
/// <param name="LagEvents">How many events it is behind the mark.</param>
/// <param name="LagSeconds">The age of the first event it has not processed; 0 when there is none.</param>
/// <param name="State"><c>running</c>, <c>paused</c> (stopped at an event), <c>stopped</c> (no node runs it) or <c>inline</c>.</param>
/// <param name="Reason">Why it is paused.</param>
/// <param name="Owner">The node that runs it, if nodes are numbered.</param>
/// <param name="Rebuild">The rebuild under way or stopped, if any.</param>
/// <param name="Outdated">Whether an earlier version of the program wrote its rows in another shape: they wait for their rebuild.</param>
public sealed record ShardStatus(
    string Name, string Shard, ProjectionLifecycle Lifecycle, long Position, long HighWater, long LagEvents, decimal LagSeconds,
    string State, string? Reason, string? Owner, RebuildProgress? Rebuild, bool Outdated = false);
