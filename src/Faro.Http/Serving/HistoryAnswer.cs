using System.Text.Json.Nodes;

namespace Faro.Http.Serving;

/// <summary>A page of recorded facts.</summary>
public sealed record HistoryAnswer
{
    /// <summary>The facts, in the order of the log.</summary>
    public required IReadOnlyList<RecordedFactAnswer> History { get; init; }

    /// <summary>Pass it as after to get the next page; null at the end.</summary>
    public required long? NextAfter { get; init; }
}

/// <summary>One fact, as recorded on the log.</summary>
public sealed record RecordedFactAnswer
{
    /// <summary>Its place in the whole log.</summary>
    public required long Sequence { get; init; }

    /// <summary>The stream it belongs to.</summary>
    public required string Stream { get; init; }

    /// <summary>Its place in its stream.</summary>
    public required long Version { get; init; }

    /// <summary>The kind of fact.</summary>
    public required string Name { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who did it: key/UUID, admin, cron, or a job: sync, match, orders; null if that was not recorded.</summary>
    public required string? By { get; init; }

    /// <summary>The request or run it came from.</summary>
    public required string? CorrelationId { get; init; }

    /// <summary>The message that caused it, if known.</summary>
    public string? CausationId { get; init; }

    /// <summary>The same as by, if a person or a key did it.</summary>
    public string? UserName { get; init; }

    /// <summary>The fact: snake_case names, dollars, shares, times in UTC with a Z.</summary>
    public required JsonObject Data { get; init; }
}
