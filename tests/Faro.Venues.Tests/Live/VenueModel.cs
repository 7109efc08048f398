using System.Globalization;
using System.Text;
using Faro.Venues.Foresight;
using Faro.Venues.Live;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests.Live;

/// <summary>
/// A venue that changes its book by chance and writes the frames that its socket would send: the truth that a fold has to follow.
/// </summary>
internal abstract class VenueModel(Random random)
{
    public BookSides Book { get; private set; } = BookSides.Empty;

    public BookKey Key { get; } = new(new MarketRef(Venue.Polymarket, "m"), Token, "2");

    protected const string Token = "7153";

    /// <summary>Each frame's own mark, so that a test knows what the book was after it.</summary>
    public abstract long Mark { get; }

    protected Random Random => random;

    public abstract byte[] Snapshot();

    public byte[] Change()
    {
        var changes = new List<LevelChange>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var bid = random.Next(2) == 0;
            // Bids below a half, asks above: a venue's own book is never crossed.
            var price = new Price(100 * (bid ? random.Next(20, 50) : random.Next(50, 80)));
            changes.Add(new LevelChange(bid, price, random.Next(3) == 0 ? Shares.None : Shares.FromMicro(10_000L * random.Next(1, 100_000))));
        }

        Book = Book.With(changes);
        return Write(changes);
    }

    protected abstract byte[] Write(IReadOnlyList<LevelChange> changes);

    protected static string Levels(IEnumerable<KeyValuePair<Price, Shares>> levels, string size) =>
        string.Join(',', levels.Select(l => $"{{\"price\":\"{l.Key}\",\"{size}\":\"{l.Value}\"}}"));
}

/// <summary>Foresight: numbers that grow by one.</summary>
internal sealed class ForesightModel(Random random) : VenueModel(random)
{
    private const string Market = "\"condition_id\":\"0xab\",\"chain_id\":56";

    private long _sequence = 41;

    public static BookKey Ref { get; } = new(new MarketRef(Venue.Foresight, "0xab:56"));

    public override long Mark => _sequence;

    public override byte[] Snapshot() => Encoding.UTF8.GetBytes(
        $"{{\"type\":\"book_snapshot\",{Market},\"seq\":{_sequence},\"bids\":[{Levels(Book.Bids, "remainingSize")}],\"asks\":[{Levels(Book.Asks, "remainingSize")}],\"timestamp\":\"2026-11-20T10:00:00.000Z\"}}");

    protected override byte[] Write(IReadOnlyList<LevelChange> changes) => Encoding.UTF8.GetBytes(
        $"{{\"type\":\"book_delta_batch\",{Market},\"seq\":{++_sequence},\"deltas\":[{string.Join(',', changes.Select(c =>
            $"{{\"side\":\"{(c.IsBid ? "BUY" : "SELL")}\",\"price\":\"{c.Price}\",\"size\":\"{c.Shares}\"}}"))}],\"timestamp\":\"2026-11-20T10:00:00.000Z\"}}");
}

/// <summary>Polymarket: no numbers, and a hash that may be understood, or be another kind of hash.</summary>
internal sealed class PolymarketModel(Random random, bool hashesBooks = true, bool hashesChanges = true) : VenueModel(random)
{
    private static readonly PolymarketPrint Print = new("0xc0", Token, "5", "0.01", false, "0.5");

    private long _milliseconds = 1_800_000_000_000;

    public override long Mark => _milliseconds;

    public override byte[] Snapshot() => Encoding.UTF8.GetBytes(
        $"[{{\"event_type\":\"book\",\"market\":\"0xc0\",\"asset_id\":\"{Token}\",\"timestamp\":\"{_milliseconds}\",\"hash\":\"{Hash(hashesBooks)}\","
        + $"\"bids\":[{Levels(Book.Bids.Reverse(), "size")}],\"asks\":[{Levels(Book.Asks.Reverse(), "size")}],"
        + "\"min_order_size\":\"5\",\"tick_size\":\"0.01\",\"neg_risk\":false,\"last_trade_price\":\"0.5\"}]");

    protected override byte[] Write(IReadOnlyList<LevelChange> changes)
    {
        _milliseconds += Random.Next(0, 2); // several changes fall on one millisecond
        var hash = Hash(hashesChanges);
        var rows = changes.Select(c => string.Create(CultureInfo.InvariantCulture,
            $"{{\"asset_id\":\"{Token}\",\"price\":\"{c.Price}\",\"size\":\"{c.Shares}\",\"side\":\"{(c.IsBid ? "BUY" : "sell")}\",\"hash\":\"{hash}\",\"best_bid\":\"{Book.BestBid?.ToString() ?? "0"}\",\"best_ask\":\"{Book.BestAsk?.ToString() ?? "1"}\"}}"));
        return Encoding.UTF8.GetBytes(
            $"{{\"event_type\":\"price_change\",\"market\":\"0xc0\",\"timestamp\":\"{_milliseconds}\",\"price_changes\":[{string.Join(',', rows)},{{\"asset_id\":\"99\",\"price\":\"0.5\",\"size\":\"1\",\"side\":\"BUY\"}}]}}");
    }

    private string Hash(bool isKnown) => isKnown ? Print.Hash(Book, _milliseconds)! : new string('0', 40);
}
