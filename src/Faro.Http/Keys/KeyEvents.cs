using System.Text.Json.Serialization;
using Faro.Log;

namespace Faro.Http.Keys;

/// <summary>A fact about an API key; its stream is <c>key/UUID</c>.</summary>
public abstract record KeyEvent;

/// <summary>A key was minted. The plaintext was shown once and is stored nowhere.</summary>
/// <param name="Prefix">The mode and the first four characters, so that people can distinguish keys.</param>
/// <param name="Sha256">SHA-256 of the whole key, in lower-case hexadecimal digits.</param>
/// <param name="Label">The operator's name for the key.</param>
/// <param name="Scopes">What it is allowed to do: <c>read</c>, <c>trade</c>, <c>admin</c>.</param>
/// <param name="RateLimitPerMin">Calls in 60 seconds.</param>
/// <param name="Test">Whether it trades against the sandbox venues.</param>
[EventName("key_issued")]
public sealed record KeyIssued(
    string Prefix, string Sha256, string Label, IReadOnlyList<string> Scopes, int RateLimitPerMin, bool Test) : KeyEvent
{
    /// <summary>The account that owns it; null on facts from before accounts existed, whose keys have one each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    /// <summary>The key that it replaces; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Replaces { get; init; }
}

/// <summary>Another key was minted in its place.</summary>
/// <param name="NewKeyId">The other key.</param>
/// <param name="EndsAt">Until when this one works.</param>
[EventName("key_rotated")]
public sealed record KeyRotated(Guid NewKeyId, DateTimeOffset EndsAt) : KeyEvent;

/// <summary>A key was revoked, for good.</summary>
[EventName("key_revoked")]
public sealed record KeyRevoked : KeyEvent;
