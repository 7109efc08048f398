namespace Faro.Venues;

/// <summary>A prediction market venue that Faro reads and routes to.</summary>
public enum Venue
{
    /// <summary>Polymarket: Gamma catalog, CLOB books, orders on Polygon.</summary>
    Polymarket,

    /// <summary>Kalshi, through DFlow's metadata or Kalshi's own public API; trades as SPL tokens on Solana.</summary>
    Kalshi,

    /// <summary>The Foresight CLOB, or any server that speaks its API (Faro.Clob does).</summary>
    Foresight,
}

/// <summary>The venue's name in URLs, JSON and stream ids.</summary>
public static class VenueNames
{
    /// <summary>All venues, in their fixed order.</summary>
    public static IReadOnlyList<Venue> All { get; } = [.. VenueDialects.All.Select(d => d.Venue)];

    /// <summary>The lower-case name: <c>polymarket</c>, <c>kalshi</c>, <c>foresight</c>.</summary>
    public static string Name(this Venue venue) => VenueDialects.Of(venue).Name;

    /// <summary>Reads a lower-case name; false for anything else.</summary>
    public static bool TryParse(string? text, out Venue venue)
    {
        foreach (var dialect in VenueDialects.All)
        {
            if (dialect.Name != text) continue;
            venue = dialect.Venue;
            return true;
        }

        venue = (Venue)(-1);
        return false;
    }
}
