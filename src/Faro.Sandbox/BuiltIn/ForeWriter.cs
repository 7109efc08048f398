using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Foresight;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Writes drafts as Foresight market records.</summary>
internal static class ForeWriter
{
    /// <summary>The chain of the sandbox's signatures; no live chain has this id.</summary>
    public const int ChainId = 31337;

    public static string ConditionId(ForeDraft d) => Derived.Hex32("foresight", d.Key);

    /// <summary>Newest first, as the venue lists them.</summary>
    public static IReadOnlyList<EventGroup> Write(IEnumerable<ForeDraft> drafts) =>
    [
        .. drafts.OrderByDescending(d => Derived.Listed(d.Key)).Select(d => ForesightShape.Group(ForesightShape.Market(Market(d)))),
    ];

    private static byte[] Market(ForeDraft d) => JsonText.Object(w =>
    {
        var price = d.Cents / 100m;
        w.WriteString("condition_id", ConditionId(d));
        w.WriteNumber("chain_id", ChainId);
        w.WriteString("question", d.Question);
        w.WriteString("status", "OPEN");
        w.WriteStartArray("tokens");
        for (var outcome = 1; outcome >= 0; outcome--)
        {
            w.WriteStartObject();
            w.WriteString("token_id", Derived.Token(outcome == 1 ? "fs-yes" : "fs-no", d.Key));
            w.WriteNumber("outcome", outcome);
            w.WriteNumber("decimals", 18);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteNumber("fee_rate_bps", 100);
        w.WriteString("created_at", Derived.Listed(d.Key).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
        w.WriteString("summary", d.Summary);
        w.WriteString("rules", d.Rules);
        w.WriteString("collateral_token", "0x" + Derived.Hex32("collateral", "usd")[2..42]);
        w.WriteString("ctf_exchange_address", "0x" + Derived.Hex32("exchange", "foresight")[2..42]);
        w.WriteString("conditional_tokens_address", "0x" + Derived.Hex32("ctf", "foresight")[2..42]);
        w.WriteString("end_date", Derived.At(d.Ends).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
        w.WriteStartObject("ticker");
        w.WriteNumber("bestBid", price - 0.01m);
        w.WriteNumber("bestAsk", price + 0.01m);
        w.WriteNumber("lastPrice", price);
        w.WriteNumber("spread", 0.02m);
        w.WriteNumber("displayPriceYES", price);
        w.WriteNumber("displayPriceNO", 1 - price);
        w.WriteEndObject();
        w.WriteString("min_order_size", "1");
        w.WriteNull("payout_yes");
    });
}
