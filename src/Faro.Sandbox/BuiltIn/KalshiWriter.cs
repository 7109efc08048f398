using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Writes drafts as Kalshi v2 records, in the shape of late 2026.</summary>
internal static class KalshiWriter
{
    public static IReadOnlyList<EventGroup> Write(IEnumerable<KalshiDraft> drafts) =>
    [
        .. drafts.GroupBy(d => d.Event, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new EventGroup(
            KalshiShape.Event(JsonText.Object(w => Event(w, g.First()))),
            [.. g.OrderBy(d => d.Ticker, StringComparer.Ordinal).Select(d => KalshiShape.Market(JsonText.Object(w => Market(w, d))))])),
    ];

    private static void Event(Utf8JsonWriter w, KalshiDraft d)
    {
        w.WriteString("event_ticker", d.Event);
        w.WriteString("series_ticker", d.Series);
        w.WriteString("sub_title", d.SubTitle);
        w.WriteString("title", d.EventTitle);
        w.WriteString("collateral_return_type", d.Exclusive ? "MECNET" : "");
        w.WriteBoolean("mutually_exclusive", d.Exclusive);
        w.WriteString("category", d.Category);
        w.WriteString("strike_period", "");
        w.WriteBoolean("available_on_brokers", true);
        w.WriteString("last_updated_ts", Derived.Iso(Derived.Anchor));
    }

    private static void Market(Utf8JsonWriter w, KalshiDraft d)
    {
        var opened = Derived.Listed(d.Event);
        var closes = Derived.At(d.Closes);
        var bid = Math.Max(d.Cents - 1, 1) / 100m;
        var ask = Math.Min(d.Cents + 1, 99) / 100m;
        var volume = 5_000 + Derived.Below("volume", d.Ticker, 900_000);
        w.WriteString("ticker", d.Ticker);
        w.WriteString("event_ticker", d.Event);
        w.WriteString("market_type", "binary");
        w.WriteString("title", d.Title);
        w.WriteString("subtitle", "");
        w.WriteString("yes_sub_title", d.Yes);
        w.WriteString("no_sub_title", d.Yes);
        w.WriteString("created_time", Derived.IsoFine(opened.AddHours(-8)));
        w.WriteString("updated_time", Derived.IsoFine(Derived.Anchor.AddSeconds(volume % 3600)));
        w.WriteString("open_time", Derived.Iso(opened));
        w.WriteString("close_time", Derived.Iso(closes));
        w.WriteString("expected_expiration_time", Derived.Iso(closes.AddMinutes(5)));
        w.WriteString("latest_expiration_time", Derived.Iso(closes.AddDays(7)));
        w.WriteString("expiration_time", Derived.Iso(closes.AddDays(7)));
        w.WriteNumber("settlement_timer_seconds", 1800);
        w.WriteString("status", "active");
        Dollars(w, "yes_bid_dollars", bid);
        Count(w, "yes_bid_size_fp", 400 + volume % 4_000);
        Dollars(w, "yes_ask_dollars", ask);
        Count(w, "yes_ask_size_fp", 300 + volume % 5_000);
        Dollars(w, "no_bid_dollars", 1 - ask);
        Dollars(w, "no_ask_dollars", 1 - bid);
        Dollars(w, "last_price_dollars", d.Cents / 100m);
        Dollars(w, "previous_yes_bid_dollars", bid);
        Dollars(w, "previous_yes_ask_dollars", ask);
        Dollars(w, "previous_price_dollars", d.Cents / 100m);
        Count(w, "volume_fp", volume);
        Count(w, "volume_24h_fp", volume / 60);
        Count(w, "open_interest_fp", volume / 2);
        Dollars(w, "notional_value_dollars", 1);
        Dollars(w, "liquidity_dollars", 0);
        w.WriteString("result", "");
        w.WriteBoolean("can_close_early", true);
        w.WriteString("early_close_condition", "This market will close and expire early if the event occurs.");
        w.WriteString("expiration_value", "");
        w.WriteString("rules_primary", d.Rules);
        w.WriteString("rules_secondary", d.More);
        w.WriteString("price_level_structure", "linear_cent");
        w.WriteStartArray("price_ranges");
        w.WriteStartObject();
        w.WriteString("start", "0.0000");
        w.WriteString("end", "1.0000");
        w.WriteString("step", "0.0100");
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteString("strike_type", (d.Floor, d.Cap) switch { (null, null) => "custom", (_, null) => "greater", (null, _) => "less", _ => "between" });
        if (d.Floor is { } floor)
            w.WriteNumber("floor_strike", floor);
        if (d.Cap is { } cap)
            w.WriteNumber("cap_strike", cap);
    }

    private static void Dollars(Utf8JsonWriter w, string name, decimal value) =>
        w.WriteString(name, value.ToString("0.0000", CultureInfo.InvariantCulture));

    private static void Count(Utf8JsonWriter w, string name, int value) =>
        w.WriteString(name, value.ToString("0.00", CultureInfo.InvariantCulture));
}
