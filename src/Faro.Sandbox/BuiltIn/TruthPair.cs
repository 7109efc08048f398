using System.Text.Json.Serialization;

namespace Faro.Sandbox.BuiltIn;

/// <summary>A pair of built-in markets of two venues, and whether they settle alike.</summary>
public sealed record TruthPair
{
    /// <summary><c>bi-001</c>, <c>bi-002</c>, …</summary>
    [JsonPropertyName("pair_id")]
    public required string PairId { get; init; }

    /// <summary><c>same</c> or <c>near</c>.</summary>
    [JsonPropertyName("label")]
    public required string Label { get; init; }

    /// <summary>Polymarket's condition id; null when Polymarket is not in the pair.</summary>
    [JsonPropertyName("polymarket")]
    public string? Polymarket { get; init; }

    /// <summary>Kalshi's market ticker; null when Kalshi is not in the pair.</summary>
    [JsonPropertyName("kalshi")]
    public string? Kalshi { get; init; }

    /// <summary>Foresight's condition id; null when Foresight is not in the pair.</summary>
    [JsonPropertyName("foresight")]
    public string? Foresight { get; init; }

    /// <summary>True when YES of one market is NO of the other.</summary>
    [JsonPropertyName("inverted")]
    public bool Inverted { get; init; }

    /// <summary>Why they settle alike, or what makes them differ.</summary>
    [JsonPropertyName("why")]
    public required string Why { get; init; }

    /// <summary>For a pair that settles alike: the first market's outcome labels to the second's (YES or NO).</summary>
    [JsonPropertyName("outcome_map")]
    public IReadOnlyDictionary<string, string>? OutcomeMap { get; init; }
}
