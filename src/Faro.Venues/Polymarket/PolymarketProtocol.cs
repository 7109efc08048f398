using System.Text;
using System.Text.Json;
using Faro.Venues.Json;
using Faro.Venues.Live;

namespace Faro.Venues.Polymarket;

/// <summary>Polymarket's market channel. A book is called by the token of the market's first outcome.</summary>
internal sealed class PolymarketProtocol : IBookProtocol
{
    private static readonly byte[] PingText = "PING"u8.ToArray();

    // Neither is documented: well below what clients are observed to do.
    public int BooksPerSocket => 200;

    public double MessagesPerSecond => 10;

    public TimeSpan PingEvery => TimeSpan.FromSeconds(10);

    public byte[] Ping => PingText;

    public string? Name(BookKey key) => key.YesToken is { } token && Limits.IsTokenId(token) ? token : null;

    public BookFold Unknown(BookKey key) => new PolymarketFold();

    // The first message names the channel, further ones the operation.
    public byte[] Subscribe(string name, bool isFirst) => Encoding.UTF8.GetBytes(isFirst
        ? $"{{\"type\":\"market\",\"assets_ids\":[\"{name}\"]}}"
        : $"{{\"operation\":\"subscribe\",\"assets_ids\":[\"{name}\"]}}");

    public byte[] Unsubscribe(string name) => Encoding.UTF8.GetBytes($"{{\"operation\":\"unsubscribe\",\"assets_ids\":[\"{name}\"]}}");

    public IReadOnlyList<(string Name, FeedMessage Message)>? Read(ReadOnlyMemory<byte> frame) =>
        frame.Span.SequenceEqual("PONG"u8)
            ? []
            : Tolerant.Document<IReadOnlyList<(string, FeedMessage)>>(frame, root =>
            {
                var read = new List<(string, FeedMessage)>();
                var isRead = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().All(one => Message(one, read)) : Message(root, read);
                return isRead ? read : null;
            });

    // False: something happened to books, and it is not known to which.
    private static bool Message(JsonElement root, List<(string, FeedMessage)> read)
    {
        switch (Tolerant.Text(root, "event_type"u8))
        {
            case "book" when Token(root) is { } token:
                read.Add((token, Book(root, token)));
                break;
            case "price_change":
                return Changes(root, read);
            case "last_trade_price" when Token(root) is { } token && Tolerant.Text(root, "price"u8, 40) is { } price:
                read.Add((token, new PolymarketMessage.LastTrade(price)));
                break;
            case "tick_size_change" when Token(root) is { } token && Tolerant.Text(root, "new_tick_size"u8, 40) is { } tick:
                read.Add((token, new PolymarketMessage.TickSize(tick)));
                break;
            default:
                break; // not about a book
        }

        return true;
    }

    private static FeedMessage Book(JsonElement root, string token)
    {
        // Old copies of the documentation name the sides buys and sells.
        var (bids, asks) = Tolerant.List(root, "bids"u8) is not null ? ("bids", "asks") : ("buys", "sells");
        if (PolymarketBookParser.Read(root, default, default, bids, asks) is not { } book || Milliseconds(root) is not { } at)
            return new FeedMessage.Unreadable();
        var print = new PolymarketPrint(
            Tolerant.Text(root, "market"u8, Limits.Id), token, Tolerant.Text(root, "min_order_size"u8, 40), Tolerant.Text(root, "tick_size"u8, 40),
            Tolerant.Flag(root, "neg_risk"u8), Tolerant.Text(root, "last_trade_price"u8, 40));
        return new PolymarketMessage.Whole(BookSides.Of(book.Book), at, print, Tolerant.Text(root, "hash"u8, 100));
    }

    // Both outcomes' changes come together; a message belongs to one token here.
    private static bool Changes(JsonElement root, List<(string, FeedMessage)> read)
    {
        var list = Tolerant.List(root, "price_changes"u8) ?? Tolerant.List(root, "changes"u8);
        if (list is not { } changes || changes.GetArrayLength() > 2 * Ladder.MaxLevels) return false;
        var whole = Token(root); // copies of 2025 name the token once
        foreach (var some in changes.EnumerateArray().Select(c => (Token: Token(c) ?? whole, Change: c)).Where(c => c.Token is not null).GroupBy(c => c.Token!))
        {
            var totals = new List<LevelChange>();
            var last = some.Last().Change;
            var isRead = some.All(c => IsBid(c.Change) is { } bid
                && LevelChange.TryAdd(totals, bid, Tolerant.Number(c.Change, "price"u8), Tolerant.Number(c.Change, "size"u8)));
            read.Add((some.Key, isRead && Milliseconds(root) is { } at
                ? new PolymarketMessage.Change(totals, at, Tolerant.Text(last, "hash"u8, 100) ?? Tolerant.Text(root, "hash"u8, 100))
                {
                    BestBid = Best(last, "best_bid"u8),
                    BestAsk = Best(last, "best_ask"u8),
                }
                : new FeedMessage.Unreadable()));
        }

        return true;
    }

    private static string? Token(JsonElement root) =>
        Tolerant.Text(root, "asset_id"u8, Limits.Id) is { } token && Limits.IsTokenId(token) ? token : null;

    private static Price? Best(JsonElement root, ReadOnlySpan<byte> name) =>
        Tolerant.Number(root, name) is > 0m and < 1m and var price ? Price.FromDollars(price) : null;

    private static bool? IsBid(JsonElement change) =>
        Tolerant.Is(change, "side"u8, "BUY") ? true : Tolerant.Is(change, "side"u8, "SELL") ? false : null;

    private static long? Milliseconds(JsonElement root) => Tolerant.Time(root, "timestamp"u8)?.ToUnixTimeMilliseconds();
}
