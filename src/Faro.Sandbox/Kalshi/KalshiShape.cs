using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Kalshi;

/// <summary>Reads Kalshi's v2 records and converts each to DFlow's form: camelCase names, Unix seconds, mints.</summary>
internal static class KalshiShape
{
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    public const string Cash = "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH";

    private static readonly (string, int, CutKind)[] MarketCuts =
    [
        ("ticker", 1, CutKind.Ticker), ("event_ticker", 1, CutKind.Ticker), ("title", 1, CutKind.Text), ("rules_primary", 1, CutKind.Text),
    ];

    private static readonly (string, int, CutKind)[] EventCuts = [("event_ticker", 1, CutKind.Ticker), ("title", 1, CutKind.Text)];

    private static readonly (string, int, CutKind)[] DFlowMarketCuts =
    [
        ("ticker", 1, CutKind.Ticker), ("eventTicker", 1, CutKind.Ticker), ("title", 1, CutKind.Text), ("rulesPrimary", 1, CutKind.Text),
        ("marketLedger", 3, CutKind.Mint), ("yesMint", 3, CutKind.Mint), ("noMint", 3, CutKind.Mint),
    ];

    private static readonly (string, int, CutKind)[] DFlowEventCuts = [("ticker", 1, CutKind.Ticker), ("title", 1, CutKind.Text)];

    /// <summary>A market's record. <paramref name="accounts"/> is the recorded <c>accounts</c> object; null derives the mints.</summary>
    public static MarketRecord Market(byte[] v2, byte[]? accounts = null, byte[]? recordedDFlow = null)
    {
        using var document = JsonDocument.Parse(v2);
        var o = document.RootElement;
        var dflow = recordedDFlow ?? DFlowMarket(o, accounts);
        using var translated = JsonDocument.Parse(dflow);
        var status = o.Text("status") ?? "";
        var facts = new MarketFacts
        {
            Id = o.Id("ticker") ?? throw new JsonException("A Kalshi market without ticker."),
            Tokens = Mints(translated.RootElement),
            Status = status,
            Active = status == "active",
            Closed = status is "closed" or "determined" or "disputed" or "amended" or "finalized",
            Tradable = status == "active",
            OpensAt = o.Time("open_time"),
            ClosesAt = o.Time("close_time"),
            Bid = o.Price("yes_bid_dollars"),
            Ask = o.Price("yes_ask_dollars"),
            Last = o.Price("last_price_dollars"),
            Tick = Tick(o),
            Initialized = translated.RootElement.Member("accounts")?.Member(Usdc)?.Flag("isInitialized") ?? false,
            MinimumSize = 1,
            Liquidity = Math.Max(o.Amount("open_interest_fp") ?? 0, 500),
        };
        return new MarketRecord(
            new RawRecord(v2, JsonEdit.FindCuts(v2, MarketCuts)),
            new RawRecord(dflow, JsonEdit.FindCuts(dflow, DFlowMarketCuts)),
            facts);
    }

    /// <summary>An event's record without its markets.</summary>
    public static EventRecord Event(byte[] v2, byte[]? recordedDFlow = null)
    {
        using var document = JsonDocument.Parse(v2);
        var o = document.RootElement;
        var facts = new EventFacts
        {
            Id = o.Id("event_ticker") ?? throw new JsonException("A Kalshi event without event_ticker."),
            Series = o.Text("series_ticker") ?? "",
            Category = o.Text("category") ?? "",
            Title = o.Text("title") ?? "",
            EndsAt = o.Time("strike_date"),
        };
        var dflow = recordedDFlow ?? DFlowEvent(o);
        return new EventRecord(
            new RawRecord(v2, JsonEdit.FindCuts(v2, EventCuts)), new RawRecord(dflow, JsonEdit.FindCuts(dflow, DFlowEventCuts)), facts);
    }

    /// <summary>A market that is known only from DFlow, in Kalshi's own words.</summary>
    public static void V2Market(Utf8JsonWriter w, JsonElement d, string owner)
    {
        w.WriteString("ticker", d.Text("ticker"));
        w.WriteString("event_ticker", d.Id("eventTicker") ?? owner);
        w.WriteString("market_type", d.Text("marketType") ?? "binary");
        w.WriteString("title", d.Text("title") ?? "");
        w.WriteString("subtitle", d.Text("subtitle") ?? "");
        w.WriteString("yes_sub_title", d.Text("yesSubTitle") ?? "");
        w.WriteString("no_sub_title", d.Text("noSubTitle") ?? "");
        w.WriteString("open_time", Iso(d.Time("openTime")));
        w.WriteString("close_time", Iso(d.Time("closeTime")));
        w.WriteString("expected_expiration_time", Iso(d.Time("expirationTime")));
        w.WriteString("latest_expiration_time", Iso(d.Time("expirationTime")));
        w.WriteString("expiration_time", Iso(d.Time("expirationTime")));
        w.WriteString("status", d.Text("status") ?? "");
        w.WriteString("yes_bid_dollars", d.Text("yesBid") ?? "0.0000");
        w.WriteString("yes_ask_dollars", d.Text("yesAsk") ?? "0.0000");
        w.WriteString("no_bid_dollars", d.Text("noBid") ?? "0.0000");
        w.WriteString("no_ask_dollars", d.Text("noAsk") ?? "0.0000");
        w.WriteString("last_price_dollars", d.Text("yesBid") ?? "0.0000");
        w.WriteString("volume_fp", Hundredths(d, "volume"));
        w.WriteString("volume_24h_fp", Hundredths(d, "volume24h"));
        w.WriteString("open_interest_fp", Hundredths(d, "openInterest"));
        w.WriteString("notional_value_dollars", "1.0000");
        w.WriteString("liquidity_dollars", "0.0000");
        w.WriteString("result", d.Text("result") ?? "");
        w.WriteBoolean("can_close_early", d.Flag("canCloseEarly"));
        if (d.Text("earlyCloseCondition") is { } early)
            w.WriteString("early_close_condition", early);
        w.WriteString("expiration_value", "");
        w.WriteString("rules_primary", d.Text("rulesPrimary") ?? "");
        w.WriteString("rules_secondary", d.Text("rulesSecondary") ?? "");
        w.WriteString("price_level_structure", "linear_cent");
    }

    /// <summary>An event that is known only from DFlow, in Kalshi's own words. DFlow names no category.</summary>
    public static void V2Event(Utf8JsonWriter w, JsonElement d)
    {
        w.WriteString("event_ticker", d.Text("ticker"));
        w.WriteString("series_ticker", d.Text("seriesTicker") ?? "");
        w.WriteString("sub_title", d.Text("subtitle") ?? "");
        w.WriteString("title", d.Text("title") ?? "");
        w.WriteString("collateral_return_type", "");
        w.WriteBoolean("mutually_exclusive", false);
        w.WriteString("category", "");
        if (d.Time("strikeDate") is { } strike)
            w.WriteString("strike_date", Iso(strike));
    }

    private static byte[] DFlowMarket(JsonElement o, byte[]? accounts) => JsonText.Object(w =>
    {
        var ticker = o.Text("ticker")!;
        var active = o.Text("status") == "active";
        w.WriteString("ticker", ticker);
        w.WriteString("eventTicker", o.Text("event_ticker"));
        w.WriteString("marketType", o.Text("market_type") ?? "binary");
        w.WriteString("title", o.Text("title") ?? "");
        w.WriteString("subtitle", o.Text("subtitle") ?? "");
        w.WriteString("yesSubTitle", o.Text("yes_sub_title") ?? "");
        w.WriteString("noSubTitle", o.Text("no_sub_title") ?? "");
        w.WriteNumber("openTime", o.Time("open_time") ?? 0);
        w.WriteNumber("closeTime", o.Time("close_time") ?? 0);
        w.WriteNumber("expirationTime", o.Time("latest_expiration_time") ?? o.Time("expiration_time") ?? o.Time("close_time") ?? 0);
        w.WriteString("status", o.Text("status") ?? "");
        w.WriteNumber("volume", (long)(o.Amount("volume_fp") ?? o.Amount("volume") ?? 0));
        w.WriteString("result", o.Text("result") ?? "");
        w.WriteNumber("openInterest", (long)(o.Amount("open_interest_fp") ?? o.Amount("open_interest") ?? 0));
        w.WriteBoolean("canCloseEarly", o.Flag("can_close_early"));
        if (o.Text("early_close_condition") is { } early)
            w.WriteString("earlyCloseCondition", early);
        w.WriteString("rulesPrimary", o.Text("rules_primary") ?? "");
        w.WriteString("rulesSecondary", o.Text("rules_secondary") ?? "");
        Side(w, "yesBid", active ? o.Price("yes_bid_dollars") : null);
        Side(w, "yesAsk", active ? o.Price("yes_ask_dollars") : null);
        Side(w, "noBid", active ? o.Price("no_bid_dollars") : null);
        Side(w, "noAsk", active ? o.Price("no_ask_dollars") : null);
        w.WritePropertyName("accounts");
        if (accounts is not null)
            w.WriteRawValue(accounts);
        else
            DerivedAccounts(w, ticker, initialized: active);
    });

    private static void DerivedAccounts(Utf8JsonWriter w, string ticker, bool initialized)
    {
        w.WriteStartObject();
        foreach (var settlement in (ReadOnlySpan<string>)[Cash, Usdc])
        {
            w.WriteStartObject(settlement);
            w.WriteString("marketLedger", SolanaAddress.Derive("ledger", settlement, ticker));
            w.WriteString("yesMint", SolanaAddress.Derive("yes", settlement, ticker));
            w.WriteString("noMint", SolanaAddress.Derive("no", settlement, ticker));
            w.WriteBoolean("isInitialized", initialized && settlement == Usdc);
            w.WriteNull("redemptionStatus");
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    private static byte[] DFlowEvent(JsonElement o) => JsonText.Object(w =>
    {
        w.WriteString("ticker", o.Text("event_ticker"));
        w.WriteString("seriesTicker", o.Text("series_ticker") ?? "");
        if (o.Time("strike_date") is { } strike)
            w.WriteNumber("strikeDate", strike);
        else
            w.WriteNull("strikeDate");
        w.WriteNull("strikePeriod");
        w.WriteString("title", o.Text("title") ?? "");
        w.WriteString("subtitle", o.Text("sub_title") ?? "");
        w.WritePropertyName("settlementSources");
        if (o.Member("settlement_sources") is { ValueKind: JsonValueKind.Array } sources)
            sources.WriteTo(w);
        else
            w.WriteNullValue();
        w.WriteNumber("liquidity", 0);
    });

    /// <summary>YES mint, NO mint, ledger under USDC first, then the same under CASH; none if the record has none.</summary>
    private static List<string> Mints(JsonElement dflow)
    {
        var mints = new List<string>(6);
        foreach (var settlement in (ReadOnlySpan<string>)[Usdc, Cash])
        {
            if (dflow.Member("accounts")?.Member(settlement) is not { } account || account.Id("yesMint") is not { } yes || account.Id("noMint") is not { } no)
                continue;
            mints.Add(yes);
            mints.Add(no);
            mints.Add(account.Text("marketLedger") ?? "");
        }

        return mints;
    }

    private static string Hundredths(JsonElement o, string name) => (o.Amount(name) ?? 0).ToString("F2", CultureInfo.InvariantCulture);

    private static Price Tick(JsonElement o) => o.Text("price_level_structure") is "deci_cent" ? Price.Floor(0.001m) : Price.Cents(1);

    private static void Side(Utf8JsonWriter w, string name, Price? price)
    {
        if (price is { } p)
            w.WriteString(name, p.ToFixed());
        else
            w.WriteNull(name);
    }

    private static string? Iso(long? unix) =>
        unix is { } s ? DateTimeOffset.FromUnixTimeSeconds(s).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : null;
}
