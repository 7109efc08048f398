using Faro.Log;
using Faro.Orders;

namespace Faro.Http.Keys;

/// <summary>What a key may.</summary>
[Flags]
internal enum Scopes
{
    None = 0,
    Read = 1,
    Trade = 2,
    Admin = 4,
}

/// <summary>The caller. The gate stores it with the request; an endpoint takes it as a parameter.</summary>
/// <param name="Name">For events and log lines: <c>key/UUID</c>, <c>admin</c>, <c>cron</c> or <c>anonymous</c>; never a secret.</param>
/// <param name="KeyId">The key; null without one.</param>
/// <param name="Test">Whether the key trades against the sandbox venues.</param>
/// <param name="Account">The key's account; empty without a key.</param>
public sealed record Caller(string Name, Guid? KeyId = null, bool Test = false, string Account = "")
{
    internal static Caller Anonymous { get; } = new("anonymous");

    internal static Caller AdminSecret { get; } = new("admin");

    internal static Caller CronSecret { get; } = new("cron");

    /// <summary>Whether the key has the scope trade.</summary>
    public bool MayTrade { get; init; }

    /// <summary>The caller that the gate let in.</summary>
    /// <exception cref="InvalidOperationException">The request has not passed the gate.</exception>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("The request has not passed the gate.");

    /// <summary>The metadata of the events that this call writes: the request's id and the caller's name.</summary>
    public EventMetadata Metadata(HttpContext http) => new(http.TraceIdentifier, null, Name);

    /// <summary>The account whose orders the caller sees; the caller must have a key.</summary>
    public OrderOwner Owner => new(Account, KeyId ?? throw new InvalidOperationException("The caller has no key."), Test);
}

/// <summary>The words for scopes.</summary>
internal static class ScopeWords
{
    public static IReadOnlyList<string> All { get; } = ["read", "trade", "admin"];

    /// <summary>What the scopes grant: trade implies read, admin neither.</summary>
    public static Scopes Granted(IEnumerable<string> words) => words.Aggregate(Scopes.None, (all, word) => all | word switch
    {
        "read" => Scopes.Read,
        "trade" => Scopes.Trade | Scopes.Read,
        "admin" => Scopes.Admin,
        _ => Scopes.None,
    });
}
