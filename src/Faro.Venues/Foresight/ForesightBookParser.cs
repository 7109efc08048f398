using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <summary>Turns Foresight's books, which are YES books already, into ours. Pure; what is no book gives null.</summary>
internal static class ForesightBookParser
{
    /// <summary>Parses one book.</summary>
    public static Book? Parse(ReadOnlyMemory<byte> body, MarketRef market, DateTimeOffset now) =>
        Tolerant.Document(body, root => Read(root, market, now));

    /// <summary>Reads one book, of the route or of the socket.</summary>
    public static Book? Read(JsonElement root, MarketRef market, DateTimeOffset now) =>
        Side(root, "bids"u8) is { } bids && Side(root, "asks"u8) is { } asks
            ? Book.Create(market, bids, asks, now, Tolerant.Time(root, "timestamp"u8), tick: Price.Cent)
            : null;

    private static List<BookLevel>? Side(JsonElement root, ReadOnlySpan<byte> name)
    {
        if (Tolerant.List(root, name) is not { } list || list.GetArrayLength() > Ladder.MaxLevels)
            return null;
        var side = new List<BookLevel>(list.GetArrayLength());
        foreach (var level in list.EnumerateArray())
        {
            // The book says remainingSize; a delta of the socket says size.
            if (Ladder.Level(Tolerant.Number(level, "price"u8), Tolerant.Number(level, "remainingSize"u8) ?? Tolerant.Number(level, "size"u8))
                is not { } one)
                return null;
            side.Add(one);
        }
        return side;
    }
}
