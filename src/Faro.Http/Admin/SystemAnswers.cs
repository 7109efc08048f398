using Faro.Http.Input;
using Wolverine;
using Wolverine.Runtime.Agents;

namespace Faro.Http.Admin;

/// <summary>The nodes, the schedules and the venues' market counts.</summary>
public sealed record SystemAnswer
{
    /// <summary>single: one node does all the work; cluster: nodes share it; api: the answering node does none.</summary>
    [OneOf("single", "cluster", "api")]
    public required string Mode { get; init; }

    /// <summary>The nodes with workers.</summary>
    public required IReadOnlyList<NodeAnswer> Nodes { get; init; }

    /// <summary>The recurring jobs with their next times.</summary>
    public required IReadOnlyList<ScheduleAnswer> Schedules { get; init; }

    /// <summary>Each venue's markets.</summary>
    public required IReadOnlyList<VenueCountAnswer> Venues { get; init; }
}

/// <summary>A node.</summary>
public sealed record NodeAnswer
{
    /// <summary>The node's number in the cluster.</summary>
    public required int Number { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last reported.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether it distributes the work over the nodes.</summary>
    public required bool Leader { get; init; }

    /// <summary>What it runs: views, subscriptions, schedules.</summary>
    public required IReadOnlyList<string> Agents { get; init; }

    internal static NodeAnswer Of(WolverineNode node) => new()
    {
        Number = node.AssignedNodeNumber,
        Machine = node.Description,
        StartedAt = node.Started,
        SeenAt = node.LastHealthCheck,
        Leader = node.IsLeader(),
        Agents = [.. node.ActiveAgents.Select(a => a.ToString()).Order(StringComparer.Ordinal)],
    };
}

/// <summary>A recurring job.</summary>
public sealed record ScheduleAnswer
{
    /// <summary>What it starts.</summary>
    [OneOf("sync", "match")]
    public required string Kind { get; init; }

    /// <summary>When, as a cron expression in UTC.</summary>
    public required string Cron { get; init; }

    /// <summary>Whether it is on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The next time; null when it is off.</summary>
    public DateTimeOffset? NextAt { get; init; }

    internal static ScheduleAnswer Of(string kind, string cron, bool enabled, DateTimeOffset now) => new()
    {
        Kind = kind,
        Cron = cron,
        Enabled = enabled,
        NextAt = enabled && CronSchedule.TryParse(cron, TimeZoneInfo.Utc, out var schedule) ? schedule.NextOccurrence(now) : null,
    };
}

/// <summary>How many markets of a venue are known.</summary>
public sealed record VenueCountAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>All markets ever listed.</summary>
    public required long Markets { get; init; }

    /// <summary>Those that trade.</summary>
    public required long Trading { get; init; }
}
