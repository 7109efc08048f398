using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Venues.Live;

namespace Faro.Venues.Polymarket;

/// <summary>
/// What Polymarket's hash of a book covers besides its levels, in the venue's own spelling. The hash is SHA-1 over the book's
/// compact JSON, its own member empty.
/// </summary>
/// <param name="Market">The condition id.</param>
/// <param name="Token">The token id.</param>
/// <param name="MinimumSize">The smallest order.</param>
/// <param name="Tick">The price step.</param>
/// <param name="NegRisk">Whether the market is a neg-risk one; null when the message does not say.</param>
/// <param name="LastTrade">The price of the last trade.</param>
internal sealed record PolymarketPrint(string? Market, string? Token, string? MinimumSize, string? Tick, bool? NegRisk, string? LastTrade)
{
    /// <summary>Nothing is known, so no hash matches.</summary>
    public static PolymarketPrint None { get; } = new(null, null, null, null, null, null);

    /// <summary>Whether a hash is this book's at this time; also false if an input of the hash is not known.</summary>
    public bool Matches(BookSides book, long milliseconds, string? hash) => hash is { Length: 40 } && Hash(book, milliseconds) is { } own && own == hash;

    /// <summary>The book's hash at a time; null if an input of the hash is not known.</summary>
    public string? Hash(BookSides book, long milliseconds)
    {
        if (Market is null || Token is null || MinimumSize is null || Tick is null || NegRisk is not { } negRisk || LastTrade is null) return null;
        var text = new StringBuilder(256 + 48 * (book.Bids.Count + book.Asks.Count));
        text.Append(CultureInfo.InvariantCulture, $"{{\"market\":\"{Market}\",\"asset_id\":\"{Token}\",\"timestamp\":\"{milliseconds}\",\"hash\":\"\",\"bids\":[");
        Side(text, book.Bids.Reverse()); // the best level is the last on both sides
        text.Append("],\"asks\":[");
        Side(text, book.Asks.Reverse());
        text.Append(CultureInfo.InvariantCulture, $"],\"min_order_size\":\"{MinimumSize}\",\"tick_size\":\"{Tick}\",\"neg_risk\":");
        text.Append(negRisk ? "true" : "false").Append(",\"last_trade_price\":\"").Append(LastTrade).Append("\"}");
        return Convert.ToHexStringLower(Digest(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Side(StringBuilder text, IEnumerable<KeyValuePair<Price, Shares>> levels)
    {
        var first = true;
        foreach (var (price, shares) in levels)
        {
            text.Append(first ? "" : ",").Append("{\"price\":\"").Append(price).Append("\",\"size\":\"").Append(shares).Append("\"}");
            first = false;
        }
    }

    // The venue's own choice of hash; it only compares books and protects nothing.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The venue's hash of a book is SHA-1; nothing is protected by it.")]
    private static byte[] Digest(byte[] text) => SHA1.HashData(text);
}
