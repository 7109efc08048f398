using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <summary>What an outcome mint represents.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Title">The market's title.</param>
/// <param name="Outcome">The outcome it pays on.</param>
/// <param name="OutcomeLabel">The outcome's name, if the venue has one.</param>
/// <param name="SettlementMint">The settlement mint that it belongs to.</param>
/// <param name="Redeemable">Whether holders can redeem it now.</param>
/// <param name="Price">The outcome's bid as the catalog caches it; null when nobody bids.</param>
internal sealed record OutcomeMint(
    string Ticker, string Title, Outcome Outcome, string? OutcomeLabel, string SettlementMint, bool Redeemable, decimal? Price);

/// <summary>Reads DFlow's answers about mints. Pure; unreadable answers give null.</summary>
internal static class KalshiPositions
{
    /// <summary>Reads <c>/filter_outcome_mints</c>: those of the addresses that are outcome mints.</summary>
    public static HashSet<string>? Filtered(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        if (Tolerant.List(root, "outcomeMints"u8) is not { } list)
            return null;
        var mints = new HashSet<string>();
        foreach (var mint in list.EnumerateArray())
            if (mint.ValueKind == JsonValueKind.String && mint.GetString() is { } text && KalshiMints.IsAddress(text))
                mints.Add(text);
        return mints;
    });

    /// <summary>Reads <c>/markets/batch</c> into what each mint represents, under every settlement mint.</summary>
    public static Dictionary<string, OutcomeMint>? Markets(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        if (Tolerant.List(root, "markets"u8) is not { } markets)
            return null;
        var mints = new Dictionary<string, OutcomeMint>();
        foreach (var market in markets.EnumerateArray())
        {
            if (Tolerant.Text(market, "ticker"u8, Limits.Id) is not { } ticker || !Limits.IsPlainId(ticker)
                || !market.TryGetProperty("accounts"u8, out var accounts) || accounts.ValueKind != JsonValueKind.Object)
                return null;
            foreach (var account in accounts.EnumerateObject())
                foreach (var outcome in new[] { Outcome.Yes, Outcome.No })
                    if (Tolerant.Text(account.Value, outcome == Outcome.Yes ? "yesMint"u8 : "noMint"u8, Limits.Id) is { } mint)
                        mints[mint] = Describe(market, ticker, account, outcome);
        }
        return mints;
    });

    private static OutcomeMint Describe(JsonElement market, string ticker, JsonProperty account, Outcome outcome)
    {
        var over = Tolerant.Text(market, "status"u8) is "determined" or "finalized";
        var redeemable = over && Tolerant.Text(account.Value, "redemptionStatus"u8) == "open"
            && Pays(market, account.Value, outcome);
        return new OutcomeMint(
            ticker,
            Tolerant.Text(market, "title"u8) ?? ticker,
            outcome,
            KalshiMapping.OrNull(Tolerant.Text(market, outcome == Outcome.Yes ? "yesSubTitle"u8 : "noSubTitle"u8)),
            account.Name,
            redeemable,
            Tolerant.Number(market, outcome == Outcome.Yes ? "yesBid"u8 : "noBid"u8));
    }

    private static bool Pays(JsonElement market, JsonElement account, Outcome outcome)
    {
        if (Tolerant.Number(account, "scalarOutcomePct"u8) is { } basisPoints)
            return outcome == Outcome.Yes ? basisPoints > 0 : basisPoints < 10_000;
        return Tolerant.Text(market, "result"u8) switch
        {
            "yes" => outcome == Outcome.Yes,
            "no" => outcome == Outcome.No,
            _ => true, // scalar: both may pay
        };
    }
}
