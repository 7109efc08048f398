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

/// <summary>Who calls.</summary>
/// <param name="Name">For events and log lines: <c>key/UUID</c>, <c>admin</c>, <c>cron</c> or <c>anonymous</c>; never a secret.</param>
/// <param name="KeyId">The key; null without one.</param>
/// <param name="Test">Whether the key trades against the sandbox venues.</param>
internal sealed record Caller(string Name, Guid? KeyId = null, bool Test = false)
{
    public static Caller Anonymous { get; } = new("anonymous");

    public static Caller AdminSecret { get; } = new("admin");

    public static Caller CronSecret { get; } = new("cron");
}

/// <summary>The words for scopes.</summary>
internal static class ScopeWords
{
    public static IReadOnlyList<string> All { get; } = ["read", "trade", "admin"];

    /// <summary>What the words grant: trade implies read, admin neither.</summary>
    public static Scopes Granted(IEnumerable<string> words) => words.Aggregate(Scopes.None, (all, word) => all | word switch
    {
        "read" => Scopes.Read,
        "trade" => Scopes.Trade | Scopes.Read,
        "admin" => Scopes.Admin,
        _ => Scopes.None,
    });
}
