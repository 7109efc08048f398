using Faro.Http.Input;

namespace Faro.Http.Serving;

/// <summary>Every refusal has this form.</summary>
[Schema(SchemaName)]
public sealed record ErrorAnswer
{
    internal const string SchemaName = "Error";

    /// <summary>A stable code.</summary>
    [OneOf("bad_request", "unauthorized", "forbidden", "not_found", "conflict", "too_large", "rate_limited", "internal", "upstream", "unavailable")]
    public required string Error { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>upstream: the venue that returned the error.</summary>
    public string Venue { get; init; } = "";

    /// <summary>upstream: whether the same call may succeed later.</summary>
    public bool Retryable { get; init; }

    /// <summary>upstream: the venue's own code.</summary>
    public string VenueCode { get; init; } = "";

    /// <summary>What is wrong with the input, by field.</summary>
    public ErrorIssues Issues { get; init; } = null!;
}

/// <summary>What is wrong with an input.</summary>
public sealed record ErrorIssues
{
    /// <summary>About the input as a whole.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("formErrors")]
    public required IReadOnlyList<string> FormErrors { get; init; }

    /// <summary>By field, in the API's own names.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("fieldErrors")]
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> FieldErrors { get; init; }
}
