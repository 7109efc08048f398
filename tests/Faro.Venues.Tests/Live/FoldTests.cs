using System.Text;
using Faro.Venues.Foresight;
using Faro.Venues.Live;
using Faro.Venues.Polymarket;

namespace Faro.Venues.Tests.Live;

/// <summary>What a message of a venue's socket does to a followed book.</summary>
public class FoldTests
{
    [Theory] //  messages, and the book after them
    [InlineData("S41 b0.54x10", "41 b0.54x10")]
    [InlineData("S41 b0.54x10 | D41 b0.54x99", "41 b0.54x10")] // it is in the snapshot already
    [InlineData("S41 b0.54x10 | D42 b0.54x0 b0.53x5", "42 b0.53x5")]
    [InlineData("S41 b0.54x10 | D42 b0.53x5 | D44 b0.52x1", "gap")]
    [InlineData("S41 b0.54x10 | D43 b0.53x5 | S43 b0.53x5 a0.6x1 | D44 a0.6x0", "44 b0.53x5")]
    [InlineData("D42 b0.53x5", "nothing")] // nothing is known of it
    [InlineData("S41 b0.54x10 | D42 a0.5x1", "gap")] // crossed
    [InlineData("S41 b0.54x10 | D42 b0.53x1 | S41 b0.54x10", "42 b0.54x10 b0.53x1")] // a snapshot that came late
    [InlineData("S41 b0.54x10 | D42 b0.53x1 | D42 b0.53x1", "42 b0.54x10 b0.53x1")] // twice
    [InlineData("S41 b0.54x10 | D42 a1.00x5", "42 b0.54x10")] // no book has a level at 1
    [InlineData("S41 b0.54x10 | D42 bnonex5", "gap")] // cannot be read
    public void Foresights_messages_are_counted(string messages, string expected)
    {
        var protocol = new ForesightProtocol();
        BookFold fold = new ForesightFold();
        FoldResult? last = null;
        foreach (var text in messages.Split(" | "))
        {
            foreach (var (_, message) in protocol.Read(Frame(text))!) (fold, last) = fold.Step(message);
        }

        Assert.Equal(expected, fold.Book is { } book
            ? $"{((ForesightFold)fold).Sequence} {Text(book)}"
            : last is FoldResult.Gap ? "gap" : "nothing");
    }

    [Fact]
    public void A_refusal_of_Foresight_is_heard_for_its_book()
    {
        var (name, message) = Assert.Single(new ForesightProtocol().Read(Encoding.UTF8.GetBytes(
            """{"type":"error","code":"NOT_FOUND","message":"There is no such market on this chain.","channel":"book","condition_id":"0xAB","chain_id":56}"""))!);

        Assert.Equal("0xab:56", name);
        Assert.Equal("NOT_FOUND", Assert.IsType<FoldResult.Refused>(new ForesightFold().Step(message).Result).Code);
    }

    [Fact]
    public void Polymarkets_hash_is_that_of_its_documented_text()
    {
        // SHA-1 of {"market":"0xc0","asset_id":"7","timestamp":"1700000000000","hash":"","bids":[{"price":"0.4","size":"1.5"},{"price":"0.45","size":"2"}],
        // "asks":[{"price":"0.6","size":"3"}],"min_order_size":"5","tick_size":"0.01","neg_risk":false,"last_trade_price":""}, without the line break.
        var book = BookSides.Empty.With([Bid(4_000, 1_500_000), Bid(4_500, 2_000_000), new(false, new Price(6_000), Shares.FromMicro(3_000_000))]);

        Assert.Equal("bd92c717774db1bcb6a8f1082929ed370d7a91ce", new PolymarketPrint("0xc0", "7", "5", "0.01", false, "").Hash(book, 1_700_000_000_000));
    }

    [Fact]
    public void A_lost_change_of_Polymarket_is_noticed_by_the_hash_though_the_best_prices_agree()
    {
        var model = new PolymarketModel(new Random(5));
        var protocol = new PolymarketProtocol();
        BookFold fold = new PolymarketFold();
        for (var i = 0; i < 50; i++) model.Change();
        Step(model.Snapshot());
        Step(model.Change());
        Assert.True(fold.NoticesEveryGap);
        var best = (fold.Book!.BestBid, fold.Book.BestAsk);
        byte[] next;
        do
        {
            model.Change(); // lost
            next = model.Change();
        }
        while ((model.Book.BestBid, model.Book.BestAsk) != best);

        Assert.IsType<FoldResult.Gap>(Step(next));
        Assert.Null(fold.Book);

        FoldResult? Step(byte[] frame)
        {
            FoldResult? result = null;
            foreach (var (name, message) in protocol.Read(frame)!)
                if (name == "7153") (fold, result) = fold.Step(message);
            return result;
        }
    }

    [Theory]
    [InlineData("""{"event_type":"price_change","timestamp":"1800000000000","price_changes":"what?"}""")]
    [InlineData("""{"event_type":"price_change","price_ch""")]
    public void What_cannot_be_told_to_a_book_breaks_the_connection(string frame) =>
        Assert.Null(new PolymarketProtocol().Read(Encoding.UTF8.GetBytes(frame)));

    [Fact]
    public void A_book_and_its_mirror_follow_the_same_changes()
    {
        var random = new Random(6);
        var model = new ForesightModel(random);
        var mirror = BookSides.Empty;
        for (var i = 0; i < 200; i++)
        {
            var before = model.Book;
            model.Change();
            mirror = mirror.With([.. model.Book.Since(before).Select(c => c.Mirror())]);
            Assert.True(mirror.IsSame(model.Book.Mirror()));
        }
    }

    private static LevelChange Bid(int price, long micro) => new(true, new Price(price), Shares.FromMicro(micro));

    private static string Text(BookSides book) => string.Join(' ',
        book.Bids.Select(l => $"b{l.Key}x{l.Value}").Concat(book.Asks.Select(l => $"a{l.Key}x{l.Value}")));

    // S41 b0.54x10: a snapshot; D42 b0.54x0: a batch.
    private static byte[] Frame(string text)
    {
        var words = text.Split(' ');
        var levels = words.Skip(1).Select(w => (Bid: w[0] == 'b', Parts: w[1..].Split('x'))).ToList();
        string Side(bool bid) => string.Join(',', levels.Where(l => l.Bid == bid).Select(l => $"{{\"price\":\"{l.Parts[0]}\",\"remainingSize\":\"{l.Parts[1]}\"}}"));
        var body = words[0][0] == 'S'
            ? $"\"bids\":[{Side(true)}],\"asks\":[{Side(false)}]"
            : $"\"deltas\":[{string.Join(',', levels.Select(l => $"{{\"side\":\"{(l.Bid ? "BUY" : "SELL")}\",\"price\":\"{l.Parts[0]}\",\"size\":\"{l.Parts[1]}\"}}"))}]";
        return Encoding.UTF8.GetBytes(
            $"{{\"type\":\"{(words[0][0] == 'S' ? "book_snapshot" : "book_delta_batch")}\",\"condition_id\":\"0xab\",\"chain_id\":56,\"seq\":{words[0][1..]},{body}}}");
    }
}
