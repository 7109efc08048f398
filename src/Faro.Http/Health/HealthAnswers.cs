using System.Text.Json.Serialization;
using Faro.Http.Input;

namespace Faro.Http.Health;

/// <summary>The process answers.</summary>
public sealed record HealthAnswer
{
    /// <summary>Always true.</summary>
    public required bool Ok { get; init; }

    /// <summary>The server's time, in UTC.</summary>
    [Format("date-time")]
    public required string Ts { get; init; }
}

/// <summary>The process answers.</summary>
public sealed record LiveAnswer
{
    /// <summary>Always <c>live</c>.</summary>
    [OneOf("live")]
    public required string Status { get; init; }
}

/// <summary>Whether the node is ready for requests.</summary>
public sealed record ReadyAnswer
{
    /// <summary>Whether it is ready.</summary>
    [OneOf("ready", "not_ready")]
    public required string Status { get; init; }

    /// <summary>The state of each dependency.</summary>
    public required IReadOnlyDictionary<string, string> Checks { get; init; }

    /// <summary>Only where it cannot: <c>unavailable</c>, as in every refusal.</summary>
    [OneOf("unavailable"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Only where it cannot: the same for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}
