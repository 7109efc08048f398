using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;

namespace Faro.Http.Keys;

/// <summary>A request for a key.</summary>
[Asked]
public sealed record KeyRequest
{
    /// <summary>Human-readable.</summary>
    [Length(1, 100)]
    public required string Label { get; init; }

    /// <summary>What it is allowed to do.</summary>
    [OneOf("read", "trade", "admin")]
    public IReadOnlyList<string> Scopes { get; init; } = ["read"];

    /// <summary>Calls in 60 seconds.</summary>
    [Range(1, 100_000)]
    public int RateLimitPerMin { get; init; } = 60;

    /// <summary>The account that owns it: orders belong to the account, so each of its keys of the same mode sees them.</summary>
    [AccountName]
    public string Account { get; init; } = "default";

    /// <summary>Issue a test-mode key (faro_test_…) instead of faro_live_….</summary>
    public bool Test { get; init; }
}

/// <summary>A request to replace a key.</summary>
[Asked]
public sealed record RotateKeyRequest
{
    /// <summary>For how many seconds the old key keeps working.</summary>
    [Range(0, 2_592_000)]
    public int OverlapS { get; init; } = 3_600;
}

/// <summary>A key whose plaintext is shown only in this answer.</summary>
public sealed record IssuedKeyAnswer
{
    /// <summary>The plaintext, shown once.</summary>
    public required string Key { get; init; }

    /// <summary>The key's id.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>The part of it that may be shown.</summary>
    public required string KeyPrefix { get; init; }

    /// <summary>The operator's name for the key.</summary>
    public required string Label { get; init; }

    /// <summary>What it is allowed to do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Calls in 60 seconds.</summary>
    public required int RateLimitPerMin { get; init; }

    /// <summary>When it was issued.</summary>
    [Format("date-time")]
    public required string CreatedAt { get; init; }

    /// <summary>What to do with the key.</summary>
    public required string Note { get; init; }

    /// <summary>The account that owns it.</summary>
    public required string Account { get; init; }

    internal static IssuedKeyAnswer Of(string key, Guid id, KeyIssued issued, DateTimeOffset createdAt) => new()
    {
        Key = key,
        KeyId = id,
        KeyPrefix = issued.Prefix,
        Label = issued.Label,
        Scopes = issued.Scopes,
        RateLimitPerMin = issued.RateLimitPerMin,
        CreatedAt = ApiJson.Seconds(createdAt),
        Note = "The plaintext key above is shown ONCE. Store it now; it is unrecoverable.",
        Account = issued.Account!,
    };
}

/// <summary>All keys.</summary>
public sealed record KeyListAnswer
{
    /// <summary>The keys, oldest first.</summary>
    public required IReadOnlyList<KeyAnswer> Keys { get; init; }
}

/// <summary>A key without its plaintext.</summary>
public sealed record KeyAnswer
{
    /// <summary>The key's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The part of it that may be shown.</summary>
    public required string KeyPrefix { get; init; }

    /// <summary>The operator's name for the key.</summary>
    public required string Label { get; init; }

    /// <summary>What it is allowed to do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Whether it works.</summary>
    [OneOf("active", "revoked")]
    public required string Status { get; init; }

    /// <summary>Calls in 60 seconds.</summary>
    public required int RateLimitPerMin { get; init; }

    /// <summary>When it was issued.</summary>
    [Format("date-time")]
    public required string CreatedAt { get; init; }

    /// <summary>When it was last used, accurate to a minute.</summary>
    [Format("date-time")]
    public required string? LastUsedAt { get; init; }

    /// <summary>The account that owns it.</summary>
    public required string Account { get; init; }

    /// <summary>When it stops working, if it was rotated; null for no end.</summary>
    [Format("date-time")]
    public required string? EndsAt { get; init; }

    /// <summary>When it was revoked.</summary>
    [Format("date-time")]
    public string? RevokedAt { get; init; }

    /// <summary>Whether it trades against the sandbox venues.</summary>
    public bool Test { get; init; }

    internal static KeyAnswer Of(KeyView key, DateTimeOffset? used, DateTimeOffset now) => new()
    {
        Id = key.Id,
        KeyPrefix = key.Prefix,
        Label = key.Label,
        Scopes = key.Scopes,
        Status = key.StatusAt(now),
        Account = key.AccountName,
        EndsAt = key.EndsAt is { } ends ? ApiJson.Seconds(ends) : null,
        RateLimitPerMin = key.RateLimitPerMin,
        CreatedAt = ApiJson.Seconds(key.CreatedAt),
        LastUsedAt = used is { } at ? ApiJson.Seconds(at) : null,
        RevokedAt = key.RevokedAt is { } revoked ? ApiJson.Seconds(revoked) : null,
        Test = key.Test,
    };
}

/// <summary>A key that no longer works.</summary>
public sealed record RevokedKeyAnswer
{
    /// <summary>The key's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Always <c>revoked</c>.</summary>
    [OneOf("revoked")]
    public required string Status { get; init; }
}
