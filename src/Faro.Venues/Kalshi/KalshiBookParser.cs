using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <summary>
/// Converts Kalshi's ladders to two-sided books. Venues list bids only: a bid for NO at p is an offer of YES at 1 − p.
/// Accepts DFlow's maps and all three versions of Kalshi's own lists. Pure; anything else gives null.
/// </summary>
internal static class KalshiBookParser
{
    /// <summary>Parses one book.</summary>
    public static Book? Parse(ReadOnlyMemory<byte> body, MarketRef market, DateTimeOffset now) =>
        Tolerant.Document(body, root => ReadBook(root, market, now));

    private static Book? ReadBook(JsonElement root, MarketRef market, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        List<BookLevel>? yes, no;
        if (root.TryGetProperty("yes_bids"u8, out var yesMap) | root.TryGetProperty("no_bids"u8, out var noMap))
            (yes, no) = (Map(yesMap), Map(noMap));
        else if (root.TryGetProperty("orderbook_fp"u8, out var now2026) && now2026.ValueKind == JsonValueKind.Object)
            (yes, no) = (Pairs(now2026, "yes_dollars"u8, 1), Pairs(now2026, "no_dollars"u8, 1));
        else if (root.TryGetProperty("orderbook"u8, out var old) && old.ValueKind == JsonValueKind.Object)
            (yes, no) = old.TryGetProperty("yes_dollars"u8, out _) || old.TryGetProperty("no_dollars"u8, out _)
                ? (Pairs(old, "yes_dollars"u8, 1), Pairs(old, "no_dollars"u8, 1))
                : old.TryGetProperty("yes"u8, out _) || old.TryGetProperty("no"u8, out _)
                    ? (Pairs(old, "yes"u8, 100), Pairs(old, "no"u8, 100))
                    : (null, null);
        else
            return null;
        if (yes is null || no is null)
            return null;
        for (var i = 0; i < no.Count; i++)
            no[i] = no[i] with { Price = no[i].Price.Complement };
        return Book.Create(market, yes, no, now);
    }

    // {"0.6200": 1250, "0.6100": "830.25"}: the order of keys means nothing.
    private static List<BookLevel>? Map(JsonElement map)
    {
        if (map.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return [];
        if (map.ValueKind != JsonValueKind.Object)
            return null;
        var side = new List<BookLevel>();
        foreach (var level in map.EnumerateObject())
        {
            if (side.Count >= Ladder.MaxLevels || Ladder.Level(Ladder.Decimal(level.Name), Ladder.Decimal(level.Value)) is not { } one)
                return null;
            side.Add(one);
        }
        return side;
    }

    // [["0.6200","1250.00"]] or [[62,1250]]; null is an empty side.
    private static List<BookLevel>? Pairs(JsonElement book, ReadOnlySpan<byte> name, int perDollar)
    {
        if (!book.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > Ladder.MaxLevels)
            return null;
        var side = new List<BookLevel>(list.GetArrayLength());
        foreach (var level in list.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() < 2
                || Ladder.Level(Ladder.Decimal(level[0]) / perDollar, Ladder.Decimal(level[1])) is not { } one)
                return null;
            side.Add(one);
        }
        return side;
    }
}
