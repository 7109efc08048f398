using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log.Following;
using Faro.Log.Rebuilding;
using JasperFx.Events.Projections;

namespace Faro.Http.Admin;

/// <summary>The views of the log.</summary>
public sealed record ProjectionListAnswer
{
    /// <summary>Each view with its position in the log.</summary>
    public required IReadOnlyList<ProjectionAnswer> Projections { get; init; }
}

/// <summary>A view and its position in the log.</summary>
public sealed record ProjectionAnswer
{
    /// <summary>The view's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its projection shard.</summary>
    public required string Shard { get; init; }

    /// <summary>inline: updated in the appending transaction; async: updated after it.</summary>
    [OneOf("inline", "async")]
    public required string Lifecycle { get; init; }

    /// <summary>The last sequence number it has processed.</summary>
    public required long Position { get; init; }

    /// <summary>The last sequence number at or below which nothing is still in flight.</summary>
    public required long HighWater { get; init; }

    /// <summary>Facts between the two.</summary>
    public required long LagEvents { get; init; }

    /// <summary>Seconds between the two.</summary>
    public required decimal LagSeconds { get; init; }

    /// <summary>What it is doing.</summary>
    [OneOf("running", "paused", "stopped", "inline")]
    public required string State { get; init; }

    /// <summary>Why it does not run.</summary>
    public string? Reason { get; init; }

    /// <summary>The node that runs it.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether an earlier version of Faro wrote its rows: a node with workers folds them anew, and the old ones serve meanwhile.</summary>
    public required bool Outdated { get; init; }

    /// <summary>The rebuild under way.</summary>
    public RebuildProgressAnswer? Rebuild { get; init; }

    /// <summary>How its last rebuild on the answering node ended; null if none has ended since the node started, or one is running.</summary>
    public RebuildEndAnswer? LastRebuild { get; init; }

    internal static ProjectionAnswer Of(ShardStatus s, RunningRebuilds rebuilds) => new()
    {
        Name = s.Name,
        Shard = s.Shard,
        Lifecycle = s.Lifecycle == ProjectionLifecycle.Inline ? "inline" : "async",
        Position = s.Position,
        HighWater = s.HighWater,
        LagEvents = s.LagEvents,
        LagSeconds = s.LagSeconds,
        State = s.State,
        Reason = s.Reason,
        Owner = s.Owner,
        Outdated = s.Outdated,
        Rebuild = s.Rebuild is { } r ? RebuildProgressAnswer.Of(r, rebuilds.Runs(s.Name), rebuilds.Ended(s.Name))
            : rebuilds.Runs(s.Name) ? RebuildProgressAnswer.Begun
            : null,
        LastRebuild = rebuilds.Ended(s.Name) is { } end ? RebuildEndAnswer.Of(end) : null,
    };
}

/// <summary>A rebuild under way.</summary>
public sealed record RebuildProgressAnswer
{
    /// <summary>Facts folded.</summary>
    public required long Done { get; init; }

    /// <summary>Facts to fold; 0 before they are counted.</summary>
    public required long Total { get; init; }

    /// <summary>Facts folded per second.</summary>
    public required decimal EventsPerSecond { get; init; }

    /// <summary>Seconds left; null before that can be known.</summary>
    public required int? EtaSeconds { get; init; }

    /// <summary>What it is doing: running, stopped, or ready to switch.</summary>
    [OneOf("running", "stopped", "ready")]
    public required string Status { get; init; }

    /// <summary>A rebuild that has just started and has folded nothing yet.</summary>
    internal static RebuildProgressAnswer Begun { get; } = new() { Done = 0, Total = 0, EventsPerSecond = 0, EtaSeconds = null, Status = "running" };

    internal static RebuildProgressAnswer Of(RebuildProgress r, bool runsHere, RebuildEnd? end) => new()
    {
        Done = r.Done,
        Total = r.Total,
        EventsPerSecond = r.EventsPerSecond,
        EtaSeconds = r.Eta is { } eta ? (int)Math.Ceiling(eta.TotalSeconds) : null,
        // The progress row does not say why the rebuild has stopped; the node that ran it knows at once.
        Status = runsHere ? "running" : end?.Status is "ready" or "stopped" ? end.Status : r.Status,
    };
}

/// <summary>How a rebuild ended.</summary>
public sealed record RebuildEndAnswer
{
    /// <summary>ready: waits for the switch; switched: the rebuilt model serves; stopped, failed: the old model still serves.</summary>
    [OneOf("ready", "switched", "stopped", "failed")]
    public required string Status { get; init; }

    /// <summary>When the rebuild ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>What the switch changes or changed; null if the rebuild did not get that far.</summary>
    public RebuildDifferenceAnswer? Difference { get; init; }

    internal static RebuildEndAnswer Of(RebuildEnd end) => new()
    {
        Status = end.Status,
        EndedAt = end.At,
        Difference = end.Difference is { } d ? RebuildDifferenceAnswer.Of(d) : null,
    };
}

/// <summary>The rebuilt rows compared with the serving ones, at the same sequence number.</summary>
public sealed record RebuildDifferenceAnswer
{
    /// <summary>The place in the log.</summary>
    public required long Sequence { get; init; }

    /// <summary>Rows of the rebuilt model.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that were not there.</summary>
    public required long Added { get; init; }

    /// <summary>Rows that are gone.</summary>
    public required long Removed { get; init; }

    /// <summary>Rows that differ.</summary>
    public required long Changed { get; init; }

    /// <summary>The smallest ids of those rows, each prefixed with +, - or ~.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    internal static RebuildDifferenceAnswer Of(RebuildDifference d) =>
        new() { Sequence = d.Sequence, Rows = d.Rows, Added = d.Added, Removed = d.Removed, Changed = d.Changed, Samples = d.Samples };
}

/// <summary>Which projection.</summary>
[Asked]
public record ProjectionParameters
{
    /// <summary>The projection's name.</summary>
    [InPath, Length(1, 100)]
    public required string Name { get; init; }
}

/// <summary>Which projection, and how far.</summary>
[Asked]
public sealed record RebuildParameters : ProjectionParameters
{
    /// <summary>Stop before the switch, and report the difference.</summary>
    public bool Hold { get; init; }

    /// <summary>Discard what a stopped rebuild has already built, and start over.</summary>
    public bool Restart { get; init; }
}

/// <summary>The result of a request to start or stop a rebuild.</summary>
public sealed record RebuildAnswer
{
    /// <summary>The projection's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    [OneOf("running", "stopped")]
    public required string Status { get; init; }
}
