using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Venues.Json;
using Faro.Venues.Live;

namespace Faro.Venues.Foresight;

/// <summary>The book channel of Foresight's socket.</summary>
internal sealed class ForesightProtocol : IBookProtocol
{
    private static readonly byte[] PingText = """{"type":"ping"}"""u8.ToArray();

    // The venue takes 300 subscriptions on a socket and 20 messages a second.
    public int BooksPerSocket => 250;

    public double MessagesPerSecond => 15;

    public TimeSpan PingEvery => TimeSpan.FromSeconds(25);

    public byte[] Ping => PingText;

    public string? Name(BookKey key) => ForesightIds.TryParse(key.Market.MarketId, out _, out _) ? key.Market.MarketId.ToLowerInvariant() : null;

    public BookFold Unknown(BookKey key) => new ForesightFold();

    // Subscribing again yields a fresh snapshot.
    public byte[] Subscribe(string name, bool isFirst) => Request("subscribe", name);

    public byte[] Unsubscribe(string name) => Request("unsubscribe", name);

    public IReadOnlyList<(string Name, FeedMessage Message)>? Read(ReadOnlyMemory<byte> frame) =>
        Tolerant.Document<IReadOnlyList<(string, FeedMessage)>>(frame, root =>
            Name(root) is { } name && Message(root) is { } message ? [(name, message)] : []);

    private static string? Name(JsonElement root) =>
        Tolerant.Text(root, "condition_id"u8, Limits.Id) is { } condition && root.TryGetProperty("chain_id"u8, out var chain)
        && chain.ValueKind == JsonValueKind.Number && chain.TryGetInt32(out var id)
            ? ForesightIds.MarketId(condition, id)
            : null;

    private static FeedMessage? Message(JsonElement root) => Tolerant.Text(root, "type"u8) switch
    {
        "book_snapshot" => Sequence(root) is { } number && ForesightBookParser.Read(root, default, default) is { } book
            ? new ForesightMessage.Snapshot(BookSides.Of(book), number, Tolerant.Time(root, "timestamp"u8))
            : new FeedMessage.Unreadable(),
        "book_delta_batch" => Sequence(root) is { } number && Deltas(root) is { } changes
            ? new ForesightMessage.Batch(changes, number, Tolerant.Time(root, "timestamp"u8))
            : new FeedMessage.Unreadable(),
        "error" when Tolerant.Is(root, "channel"u8, "book") =>
            new FeedMessage.Refused(Tolerant.Text(root, "code"u8, 100) ?? "error", Tolerant.Text(root, "message"u8, 300) ?? "The venue refused the book."),
        _ => null, // acknowledgements, pongs, and what is not known yet
    };

    private static ulong? Sequence(JsonElement root) =>
        root.TryGetProperty("seq"u8, out var seq) && seq.ValueKind == JsonValueKind.Number && seq.TryGetUInt64(out var number) ? number : null;

    private static List<LevelChange>? Deltas(JsonElement root)
    {
        if (Tolerant.List(root, "deltas"u8) is not { } list || list.GetArrayLength() > 2 * Ladder.MaxLevels) return null;
        var changes = new List<LevelChange>(list.GetArrayLength());
        foreach (var delta in list.EnumerateArray())
        {
            if (IsBid(delta) is not { } bid
                || !LevelChange.TryAdd(changes, bid, Tolerant.Number(delta, "price"u8), Tolerant.Number(delta, "size"u8)))
                return null;
        }

        return changes;
    }

    private static bool? IsBid(JsonElement delta) =>
        Tolerant.Is(delta, "side"u8, "BUY") ? true : Tolerant.Is(delta, "side"u8, "SELL") ? false : null;

    private static byte[] Request(string type, string name) => ForesightIds.TryParse(name, out var condition, out var chain)
        ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{{\"type\":\"{type}\",\"channel\":\"book\",\"condition_id\":{JsonSerializer.Serialize(condition)},\"chain_id\":{chain}}}"))
        : throw new ArgumentException("Not a Foresight market.", nameof(name));
}
