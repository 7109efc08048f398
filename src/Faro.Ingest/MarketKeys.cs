using Faro.Venues;

namespace Faro.Ingest;

/// <summary>
/// What a market is looked up by: every identifier that a client may have. Each key is one string that begins with its kind, so that one
/// index finds them all; ids and names in lower case, tokens unchanged (mints are case-sensitive).
/// </summary>
public static class MarketKeys
{
    /// <summary>The keys in SQL: an array of strings from the column that stores them.</summary>
    public const string Column = "string_to_array(keys, ' ')";

    /// <summary>All keys in one column: written set-wise, a column cannot be an array itself.</summary>
    public static string Joined(IEnumerable<string> keys) => string.Join(' ', keys.Distinct(StringComparer.Ordinal));

    /// <summary>The key of a venue's own id, at one venue or at any.</summary>
    public static string Market(Venue? venue, string marketId) =>
        venue is { } one ? $"market:{one.Name()}:{Plain(marketId)}" : $"market:{Plain(marketId)}";

    /// <summary>The key of a ticker: of a market, of an event or of a series.</summary>
    public static string Ticker(string ticker) => $"ticker:{Plain(ticker)}";

    /// <summary>The key of a name in web addresses: a market's or an event's.</summary>
    public static string Slug(string slug) => $"slug:{Plain(slug)}";

    /// <summary>The key of an outcome token or mint.</summary>
    public static string Token(string token) => $"token:{token.Replace(' ', '_')}";

    /// <summary>The key of a venue's event with its markets.</summary>
    public static string Group(string group) => $"group:{Plain(group)}";

    /// <summary>The id of a venue's event with its markets, as used in answers.</summary>
    public static string GroupId(Venue venue, string eventId) => $"{venue.Name()}:{eventId}";

    /// <summary>All keys of a market.</summary>
    public static IEnumerable<string> Of(Venue venue, string marketId, string? eventId, string? slug, string? eventSlug, string? yesToken, string? noToken)
    {
        yield return Market(venue, marketId);
        yield return Market(null, marketId);
        if (eventId is not null)
            yield return Group(GroupId(venue, eventId));
        if (venue == Venue.Kalshi)
        {
            yield return Ticker(marketId);
            if (eventId is not null && !eventId.Equals(marketId, StringComparison.OrdinalIgnoreCase))
                yield return Ticker(eventId);
            if (marketId.IndexOf('-', StringComparison.Ordinal) is > 0 and var end)
                yield return Ticker(marketId[..end]);
        }

        foreach (var name in (string?[])[slug, eventSlug == slug ? null : eventSlug])
        {
            if (name is not null)
                yield return Slug(name);
        }

        foreach (var token in (string?[])[yesToken, noToken])
        {
            if (token is not null)
                yield return Token(token);
        }
    }

    /// <summary>All keys of a market as the log has it.</summary>
    public static IEnumerable<string> Of(MarketView market) => Of(
        market.Venue, market.MarketId, market.Terms.EventId, market.Terms.Slug, market.Terms.EventSlug, market.Trading?.YesToken, market.Trading?.NoToken);

    private static string Plain(string text) => text.Trim().ToLowerInvariant().Replace(' ', '_');
}
