using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Serving;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Writes drafts as Gamma records.</summary>
internal static class PolyWriter
{
    public static string Key(PolyDraft d) => d.Question + "/" + d.Event;

    public static string ConditionId(PolyDraft d) => Derived.Hex32("condition", Key(d));

    public static IReadOnlyList<EventGroup> Write(IEnumerable<PolyDraft> drafts)
    {
        var groups = new List<EventGroup>();
        var number = 700_001;
        var eventNumber = 90_001;
        foreach (var group in drafts.GroupBy(d => d.Event, StringComparer.Ordinal))
        {
            var markets = group.Select((d, i) => GammaShape.Market(JsonText.Object(w => Market(w, d, number++, i)))).ToList();
            var head = GammaShape.Event(JsonText.Object(w => Event(w, [.. group], eventNumber++)));
            groups.Add(new EventGroup(head, markets));
        }

        return groups;
    }

    private static void Event(Utf8JsonWriter w, IReadOnlyList<PolyDraft> drafts, int number)
    {
        var first = drafts[0];
        var listed = Derived.Listed(first.Event);
        w.WriteString("id", number.ToString(CultureInfo.InvariantCulture));
        w.WriteString("ticker", first.Event);
        w.WriteString("slug", first.Event);
        w.WriteString("title", first.EventTitle);
        w.WriteString("description", first.Rules);
        w.WriteString("resolutionSource", first.Source);
        w.WriteString("startDate", Derived.IsoFine(listed));
        w.WriteString("creationDate", Derived.IsoFine(listed));
        w.WriteString("endDate", Derived.Iso(Derived.At(first.Ends)));
        Picture(w, first.Event);
        Lifecycle(w);
        w.WriteNumber("liquidity", drafts.Sum(Liquidity));
        w.WriteNumber("volume", drafts.Sum(Volume));
        w.WriteNumber("openInterest", drafts.Sum(Liquidity) / 2);
        w.WriteString("createdAt", Derived.IsoFine(listed.AddMinutes(-20)));
        w.WriteString("updatedAt", Derived.IsoFine(Derived.Anchor.AddSeconds(number % 3600)));
        w.WriteNumber("competitive", 0.9m);
        w.WriteNumber("volume24hr", drafts.Sum(Volume) / 50);
        w.WriteBoolean("enableOrderBook", true);
        w.WriteNumber("liquidityClob", drafts.Sum(Liquidity));
        w.WriteBoolean("negRisk", first.NegRisk);
        if (first.NegRisk)
            w.WriteString("negRiskMarketID", Derived.Hex32("neg-risk", first.Event)[..64] + "00");
        w.WriteNumber("commentCount", Derived.Below("comments", first.Event, 400));
        w.WriteBoolean("cyom", false);
        w.WriteBoolean("showAllOutcomes", true);
        w.WriteBoolean("showMarketImages", false);
        w.WriteBoolean("enableNegRisk", first.NegRisk);
        w.WriteBoolean("negRiskAugmented", false);
        w.WriteBoolean("automaticallyActive", true);
        w.WriteBoolean("pendingDeployment", false);
        w.WriteBoolean("deploying", false);
        w.WriteString("version", "v1");
        w.WriteStartArray("tags");
        w.WriteStartObject();
        w.WriteString("id", (2 + Derived.Below("tag", first.Tag, 900)).ToString(CultureInfo.InvariantCulture));
        w.WriteString("label", first.Tag);
        w.WriteString("slug", Derived.Slug(first.Tag));
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private static void Market(Utf8JsonWriter w, PolyDraft d, int number, int place)
    {
        var key = Key(d);
        var listed = Derived.Listed(d.Event);
        var ends = Derived.At(d.Ends);
        var fine = d.Cents is < 5 or > 95;
        var slug = Derived.Slug(d.Question);
        var bid = d.Cents / 100m - (fine ? 0.002m : 0.01m);
        var ask = d.Cents / 100m + (fine ? 0.002m : 0.01m);
        w.WriteString("id", number.ToString(CultureInfo.InvariantCulture));
        w.WriteString("question", d.Question);
        w.WriteString("conditionId", ConditionId(d));
        w.WriteString("slug", slug);
        w.WriteString("version", "v1");
        w.WriteString("resolutionSource", d.Source);
        w.WriteString("endDate", Derived.Iso(ends));
        w.WriteString("liquidity", Liquidity(d).ToString(CultureInfo.InvariantCulture));
        w.WriteString("startDate", Derived.IsoFine(listed));
        Picture(w, slug);
        w.WriteString("description", d.Rules);
        w.WriteString("outcomes", $"[\"{d.Yes}\", \"{d.No}\"]");
        w.WriteString("outcomePrices", string.Create(CultureInfo.InvariantCulture, $"[\"{d.Cents / 100m:0.##}\", \"{1 - d.Cents / 100m:0.##}\"]"));
        w.WriteString("volume", Volume(d).ToString(CultureInfo.InvariantCulture));
        Lifecycle(w);
        w.WriteString("marketMakerAddress", "");
        w.WriteString("createdAt", Derived.IsoFine(listed.AddMinutes(-30)));
        w.WriteString("updatedAt", Derived.IsoFine(Derived.Anchor.AddSeconds(number % 3600)));
        w.WriteString("groupItemTitle", d.Group);
        w.WriteString("groupItemThreshold", place.ToString(CultureInfo.InvariantCulture));
        w.WriteString("questionID", d.NegRisk
            ? string.Create(CultureInfo.InvariantCulture, $"{Derived.Hex32("neg-risk", d.Event)[..64]}{place:x2}")
            : Derived.Hex32("question", key));
        w.WriteBoolean("enableOrderBook", true);
        w.WriteNumber("orderPriceMinTickSize", fine ? 0.001m : 0.01m);
        w.WriteNumber("orderMinSize", 5);
        w.WriteNumber("volumeNum", Volume(d));
        w.WriteNumber("liquidityNum", Liquidity(d));
        w.WriteString("endDateIso", ends.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.WriteString("startDateIso", listed.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.WriteBoolean("hasReviewedDates", true);
        w.WriteNumber("volume24hr", Volume(d) / 50);
        w.WriteNumber("volume1wk", Volume(d) / 9);
        w.WriteNumber("volume1mo", Volume(d) / 3);
        w.WriteNumber("volume1yr", Volume(d));
        w.WriteString("clobTokenIds", $"[\"{Derived.Token("yes", key)}\", \"{Derived.Token("no", key)}\"]");
        w.WriteString("umaBond", "500");
        w.WriteString("umaReward", "5");
        w.WriteNumber("volumeClob", Volume(d));
        w.WriteNumber("liquidityClob", Liquidity(d));
        if (d.GameStart.Length > 0)
            w.WriteString("gameStartTime", d.GameStart);
        w.WriteBoolean("acceptingOrders", true);
        w.WriteString("acceptingOrdersTimestamp", Derived.Iso(listed));
        w.WriteBoolean("negRisk", d.NegRisk);
        if (d.NegRisk)
        {
            w.WriteString("negRiskMarketID", Derived.Hex32("neg-risk", d.Event)[..64] + "00");
            w.WriteString("negRiskRequestID", Derived.Hex32("neg-risk-request", key));
        }

        w.WriteBoolean("ready", false);
        w.WriteBoolean("funded", false);
        w.WriteBoolean("cyom", false);
        w.WriteBoolean("pagerDutyNotificationEnabled", false);
        w.WriteBoolean("approved", true);
        w.WriteNumber("rewardsMinSize", 50);
        w.WriteNumber("rewardsMaxSpread", 3.5m);
        w.WriteNumber("spread", ask - bid);
        w.WriteNumber("lastTradePrice", d.Cents / 100m);
        w.WriteNumber("bestBid", bid);
        w.WriteNumber("bestAsk", ask);
        w.WriteBoolean("automaticallyActive", true);
        w.WriteBoolean("clearBookOnStart", d.GameStart.Length > 0);
        w.WriteBoolean("manualActivation", false);
        w.WriteBoolean("negRiskOther", false);
        w.WriteString("umaResolutionStatuses", "[]");
        w.WriteBoolean("pendingDeployment", false);
        w.WriteBoolean("deploying", false);
        w.WriteBoolean("rfqEnabled", false);
        w.WriteBoolean("holdingRewardsEnabled", false);
        w.WriteBoolean("feesEnabled", true);
        w.WriteStartObject("feeSchedule");
        w.WriteNumber("exponent", 1);
        w.WriteNumber("rate", Fee(d.Tag));
        w.WriteBoolean("takerOnly", true);
        w.WriteNumber("rebateRate", 0.25m);
        w.WriteEndObject();
        w.WriteBoolean("requiresTranslation", false);
    }

    private static void Picture(Utf8JsonWriter w, string slug)
    {
        w.WriteString("image", $"https://polymarket-upload.s3.us-east-2.amazonaws.com/{slug}.png");
        w.WriteString("icon", $"https://polymarket-upload.s3.us-east-2.amazonaws.com/{slug}.png");
    }

    private static void Lifecycle(Utf8JsonWriter w)
    {
        w.WriteBoolean("active", true);
        w.WriteBoolean("closed", false);
        w.WriteBoolean("archived", false);
        w.WriteBoolean("new", false);
        w.WriteBoolean("featured", false);
        w.WriteBoolean("restricted", true);
    }

    private static decimal Fee(string tag) => tag switch
    {
        "Crypto" => 0.07m,
        "Sports" => 0.03m,
        "Economy" or "Weather" or "Culture" => 0.05m,
        _ => 0.04m,
    };

    private static decimal Liquidity(PolyDraft d) => 4_000 + Derived.Below("liquidity", Key(d), 90_000) + 0.1187m;

    private static decimal Volume(PolyDraft d) => 20_000 + Derived.Below("volume", Key(d), 3_000_000) + 0.220194m;
}
