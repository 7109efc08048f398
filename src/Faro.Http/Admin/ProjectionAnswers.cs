using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Rebuilding;
using JasperFx.Events.Projections;

namespace Faro.Http.Admin;

/// <summary>The views of the log.</summary>
public sealed record ProjectionListAnswer
{
    /// <summary>Each view.</summary>
    public required IReadOnlyList<ProjectionAnswer> Projections { get; init; }
}

/// <summary>A view and its place in the log.</summary>
public sealed record ProjectionAnswer
{
    /// <summary>The view's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of what follows the log for it.</summary>
    public required string Shard { get; init; }

    /// <summary>inline: in the appending transaction; async: behind it.</summary>
    [OneOf("inline", "async")]
    public required string Lifecycle { get; init; }

    /// <summary>How far it has read.</summary>
    public required long Position { get; init; }

    /// <summary>The settled end of the log.</summary>
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

    /// <summary>The rebuild under way.</summary>
    public RebuildProgressAnswer? Rebuild { get; init; }

    internal static ProjectionAnswer Of(ShardStatus s) => new()
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
        Rebuild = s.Rebuild is { } r ? RebuildProgressAnswer.Of(r) : null,
    };
}

/// <summary>A rebuild under way.</summary>
public sealed record RebuildProgressAnswer
{
    /// <summary>Facts folded.</summary>
    public required long Done { get; init; }

    /// <summary>Facts to fold.</summary>
    public required long Total { get; init; }

    /// <summary>Facts folded a second.</summary>
    public required decimal EventsPerSecond { get; init; }

    /// <summary>Seconds left; null before that can be known.</summary>
    public required int? EtaSeconds { get; init; }

    /// <summary>What it is doing.</summary>
    public required string Status { get; init; }

    internal static RebuildProgressAnswer Of(RebuildProgress r) => new()
    {
        Done = r.Done,
        Total = r.Total,
        EventsPerSecond = r.EventsPerSecond,
        EtaSeconds = r.Eta is { } eta ? (int)Math.Ceiling(eta.TotalSeconds) : null,
        Status = r.Status,
    };
}

/// <summary>Which projection.</summary>
[Asked]
public sealed record ProjectionParameters
{
    /// <summary>The projection's name.</summary>
    [InPath, Length(1, 100)]
    public required string Name { get; init; }
}

/// <summary>What became of a wish to rebuild, or to stop that.</summary>
public sealed record RebuildAnswer
{
    /// <summary>The projection's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    [OneOf("running", "stopped")]
    public required string Status { get; init; }
}
