using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Polymarket;

/// <summary>A token and the market that it is an outcome of.</summary>
internal readonly record struct ClobToken(string Id, MarketRow Row, int Outcome, BookShelf Shelf)
{
    public MarketFacts Facts => Row.Record.Facts;

    public string Condition => Variants.Apply(Facts.ConditionId ?? "", CutKind.Hex, Row.Variant);

    public string LastPrice => Facts.Last is { } last ? (Outcome == 0 ? last : last.Complement).ToString() : "";

    public Book Book() => Of(Shelf.Read(Row));

    /// <summary>A YES book in this token's prices.</summary>
    public Book Of(Book yes) => Outcome == 0 ? yes : yes.Mirrored();

    /// <summary>The book's JSON with its hash. <paramref name="type"/> names the event in the socket's messages.</summary>
    public string BookText(Book book, long milliseconds, string? type = null)
    {
        var text = Text(book, milliseconds, Hash(book, milliseconds));
        return type is null ? text : $"{{\"event_type\":\"{type}\",{text[1..]}";
    }

    /// <summary>SHA-1 over the book's JSON, its own member empty.</summary>
    public string Hash(Book book, long milliseconds)
    {
#pragma warning disable CA5350 // the venue's own choice of hash; it only says whether the book changed
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Text(book, milliseconds, ""))));
#pragma warning restore CA5350
    }

    // The members are in the order of the hash.
    private string Text(Book book, long milliseconds, string hash)
    {
        // Ascending bids and descending asks: the best level is last on both sides.
        static string Side(IReadOnlyList<Level> levels) =>
            string.Join(',', levels.Reverse().Select(l => $"{{\"price\":\"{l.Price}\",\"size\":\"{l.Size}\"}}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"market\":\"{Condition}\",\"asset_id\":\"{Id}\",\"timestamp\":\"{milliseconds}\",\"hash\":\"{hash}\","
            + $"\"bids\":[{Side(book.Bids)}],\"asks\":[{Side(book.Asks)}],\"min_order_size\":\"{Facts.MinimumSize:0.##}\","
            + $"\"tick_size\":\"{Facts.Tick}\",\"neg_risk\":{(Facts.NegRisk ? "true" : "false")},"
            + $"\"last_trade_price\":\"{LastPrice}\"}}");
    }
}
