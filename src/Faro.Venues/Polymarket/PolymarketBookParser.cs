using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>A book of one token, in that token's prices.</summary>
internal sealed record TokenBook(string TokenId, Book Book);

/// <summary>Turns CLOB books into ours. Pure; a body that is not a book gives null, never an exception.</summary>
internal static class PolymarketBookParser
{
    /// <summary>Parses <c>/book</c>.</summary>
    public static TokenBook? Parse(ReadOnlyMemory<byte> body, MarketRef market, DateTimeOffset now) =>
        Tolerant.Document(body, root => Read(root, market, now));

    /// <summary>Parses <c>/books</c>: books by token id; null when the body is not that list.</summary>
    public static Dictionary<string, TokenBook>? ParseMany(
        ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, MarketRef> markets, DateTimeOffset now) =>
        Tolerant.Document(body, root =>
        {
            if (root.ValueKind != JsonValueKind.Array)
                return null;
            var books = new Dictionary<string, TokenBook>();
            foreach (var element in root.EnumerateArray())
            {
                if (Token(element) is not { } token || !markets.TryGetValue(token, out var market))
                    continue;
                if (Read(element, market, now) is not { } book)
                    return null;
                books[token] = book;
            }
            return books;
        });

    private static string? Token(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("asset_id"u8, out var id)
        && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    /// <summary>Reads one book, of a route or of the socket.</summary>
    public static TokenBook? Read(JsonElement root, MarketRef market, DateTimeOffset now, string bidsName = "bids", string asksName = "asks")
    {
        if (Token(root) is not { } token || Side(root, bidsName) is not { } bids || Side(root, asksName) is not { } asks)
            return null;
        var tick = Tolerant.Number(root, "tick_size"u8) is { } step ? Price.FromDollars(step) : null;
        var minimum = Tolerant.Number(root, "min_order_size"u8);
        return new TokenBook(token, Book.Create(
            market, bids, asks, now, Tolerant.Time(root, "timestamp"u8),
            tick is { IsZero: false } ? tick : null, minimum is { } least ? Shares.TryFloor(least) : null));
    }

    // The venue's documents differ on which end is best; the book sorts.
    private static List<BookLevel>? Side(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var levels) || levels.ValueKind != JsonValueKind.Array
            || levels.GetArrayLength() > Ladder.MaxLevels)
            return null;
        var side = new List<BookLevel>(levels.GetArrayLength());
        foreach (var level in levels.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Object
                || !level.TryGetProperty("price"u8, out var price) || !level.TryGetProperty("size"u8, out var size)
                || Ladder.Level(Ladder.Decimal(price), Ladder.Decimal(size)) is not { } one)
                return null;
            side.Add(one);
        }
        return side;
    }
}
