using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>From Gamma's words to ours.</summary>
internal static class PolymarketMapping
{
    // Tags are many and unordered; these are the ones that name a field of interest, the most specific first.
    private static readonly (string Tag, string Category)[] KnownTags =
    [
        ("elections", "elections"), ("politics", "politics"), ("u.s. politics", "politics"), ("geopolitics", "geopolitics"),
        ("world", "world"), ("sports", "sports"), ("esports", "esports"), ("crypto", "crypto"), ("economy", "economics"),
        ("economics", "economics"), ("economic policy", "economics"), ("finance", "finance"), ("business", "business"),
        ("tech", "tech"), ("ai", "tech"), ("science", "science"), ("climate & science", "science"), ("weather", "weather"),
        ("culture", "culture"), ("pop culture", "culture"), ("mentions", "mentions"), ("health", "health"),
    ];

    /// <summary>Why the record is not one binary market of ours; null when it is.</summary>
    public static (string Code, string Detail)? Judge(GammaMarket market)
    {
        if (market.FaultCode is { } code)
            return (code, market.FaultDetail);
        if (string.IsNullOrEmpty(market.ConditionId))
            return ("missing_id", "conditionId is empty.");
        if (!Limits.IsHexId(market.ConditionId))
            return ("bad_field", "conditionId is not 0x and hex digits.");
        if (string.IsNullOrWhiteSpace(market.Question))
            return ("missing_title", "question is empty.");
        if (market.Outcomes is null)
            return ("missing_field", "outcomes is missing.");
        if (market.Outcomes.Length != 2)
            return ("not_binary", $"The market has {market.Outcomes.Length} outcomes.");
        if (string.IsNullOrWhiteSpace(market.Outcomes[0]) || string.IsNullOrWhiteSpace(market.Outcomes[1]))
            return ("bad_field", "outcomes has an empty label.");
        if (market.Closed is null)
            return ("missing_field", "closed is missing.");
        if (BadTokens(market.ClobTokenIds))
            return ("bad_field", "clobTokenIds is not two different token ids.");
        if (market.Version == "v2" && BadTokens(market.PositionIds))
            return ("bad_field", "positionIds is not two different token ids.");
        if (market.TickSize is { } tick && Price.FromDollars(tick) is not { TenThousandths: > 0 and <= Price.One / 2 })
            return ("bad_field", "orderPriceMinTickSize is not a price step.");
        if (market.MinSize is < 0 || market.FeeRate is < 0 or > 1 || market.FeeExponent is < 0 or > 10)
            return ("bad_field", "orderMinSize or feeSchedule is out of range.");
        return null;
    }

    /// <summary>The snapshot of a market that <see cref="Judge"/> found valid.</summary>
    public static MarketSnapshot ToSnapshot(GammaMarket market, GammaEvent? grouping)
    {
        var (status, resolution) = Standing(market);
        // Whichever the venue lists first: the outcome labelled No is NO, and so are its token, its price and its payout.
        var swapped = IsNoYes(market.Outcomes!);
        var (yes, no) = swapped ? (1, 0) : (0, 1);
        return new MarketSnapshot
        {
            Market = new MarketRef(Venue.Polymarket, MarketId(market.ConditionId!, market.Version)),
            EventId = grouping?.Id,
            Title = PlainTitle.Of(market.Question),
            YesLabel = market.Outcomes![yes].Trim(),
            NoLabel = market.Outcomes[no].Trim(),
            OutcomeName = PlainTitle.OrNull(market.GroupItemTitle),
            GroupTitle = IsGrouped(market, grouping) ? PlainTitle.OrNull(grouping!.Title) : null,
            Slug = OrNull(market.Slug),
            EventSlug = OrNull(grouping?.Slug),
            Description = market.Description ?? "",
            ResolutionSource = OrNull(market.ResolutionSource),
            Category = Category(market.Category, grouping?.Category, grouping?.Tags ?? market.Tags),
            OpensAt = market.StartDate,
            EndsAt = market.EndDate,
            Record = new MarketRecord { StartsAt = market.GameStartTime, Kind = OrNull(market.SportsMarketType), Line = market.Line }.OrNull(),
            Status = status,
            Resolution = swapped ? Other(resolution) : resolution,
            LiquidityUsd = market.Liquidity,
            VolumeUsd = market.Volume,
            BestBid = Cached(swapped ? 1m - market.BestAsk : market.BestBid, up: false),
            BestAsk = Cached(swapped ? 1m - market.BestBid : market.BestAsk, up: true),
            Trading = Terms(market, yes, no),
            Raw = market.Raw,
        };
    }

    /// <summary>
    /// The condition id in lower case. Protocol V2's ids have 31 bytes and are sometimes written padded to 32: one market, one id.
    /// </summary>
    public static string MarketId(string conditionId, string? version)
    {
        var id = conditionId.ToLowerInvariant();
        return version == "v2" && id.Length == 66 && id.EndsWith("00", StringComparison.Ordinal) ? id[..64] : id;
    }

    /// <summary>The first given category, else the first specific tag, else the first tag; lower case.</summary>
    public static string? Category(string? market, string? grouping, List<string>? tags)
    {
        if ((OrNull(market) ?? OrNull(grouping)) is { } given)
            return given.ToLowerInvariant();
        if (tags is null || tags.Count == 0)
            return null;
        foreach (var (tag, category) in KnownTags)
            foreach (var candidate in tags)
                if (candidate.Equals(tag, StringComparison.OrdinalIgnoreCase))
                    return category;
        return tags[0].Trim().ToLowerInvariant();
    }

    /// <summary>Whether the outcome is labelled Yes or No; null for any other label, whose position then decides.</summary>
    public static Outcome? ByLabel(string? label) => label?.Trim().ToUpperInvariant() switch
    {
        "YES" => Outcome.Yes,
        "NO" => Outcome.No,
        _ => null,
    };

    private static bool IsNoYes(string[] labels) => ByLabel(labels[0]) == Outcome.No && ByLabel(labels[1]) == Outcome.Yes;

    private static Resolution? Other(Resolution? resolution) => resolution switch
    {
        Resolution.Yes => Resolution.No,
        Resolution.No => Resolution.Yes,
        _ => resolution,
    };

    // A page of markets does not say how many its event has; the event's own name for the market shows that there are more.
    private static bool IsGrouped(GammaMarket market, GammaEvent? grouping) =>
        grouping is { Id: not null } && (grouping.Markets is { } count ? count > 1 : !string.IsNullOrWhiteSpace(market.GroupItemTitle));

    /// <summary>Null for text that says nothing.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool BadTokens(string[]? tokens) =>
        tokens is { Length: > 0 }
        && (tokens.Length != 2 || tokens[0] == tokens[1] || !Limits.IsTokenId(tokens[0]) || !Limits.IsTokenId(tokens[1]));

    private static (MarketStatus, Resolution?) Standing(GammaMarket market)
    {
        if (market.Closed == true)
        {
            var final = market.UmaStatus is "resolved" or "settled" && market.OutcomePrices is { Length: 2 };
            return final ? (Number(market.OutcomePrices![0]), Number(market.OutcomePrices[1])) switch
            {
                (1m, 0m) => (MarketStatus.Resolved, Resolution.Yes),
                (0m, 1m) => (MarketStatus.Resolved, Resolution.No),
                (0.5m, 0.5m) => (MarketStatus.Resolved, Resolution.Split),
                _ => (MarketStatus.Closed, null), // the last traded prices are still there: not final
            } : (MarketStatus.Closed, null);
        }
        if (market.Archived == true)
            return (MarketStatus.Closed, null);
        if (market.Active == false)
            return (MarketStatus.Upcoming, null);
        return market.EnableOrderBook == true && market.AcceptingOrders == true && market.Active == true
            ? (MarketStatus.Trading, null)
            : (MarketStatus.Paused, null);
    }

    // The version decides which ids trade, never the presence of an id: a third of the v1 markets have unused positionIds.
    private static TradingTerms? Terms(GammaMarket market, int yes, int no)
    {
        var version = string.IsNullOrEmpty(market.Version) ? "v1" : market.Version;
        var tokens = version switch
        {
            "v1" => market.ClobTokenIds,
            "v2" => market.PositionIds,
            _ => null, // unknown version: read it, never trade it
        };
        if (tokens is not { Length: 2 })
            return null;
        return new TradingTerms
        {
            YesToken = tokens[yes],
            NoToken = tokens[no],
            TickTenThousandths = market.TickSize is { } tick ? Price.FromDollars(tick)?.TenThousandths : null,
            MinimumShares = market.MinSize,
            NegRisk = market.NegRisk == true,
            ProtocolVersion = version,
            FeeRate = market.FeesEnabled == false ? 0m : market.FeeRate,
            FeeExponent = market.FeesEnabled == false ? null : market.FeeExponent,
            Decimals = 6,
        };
    }

    // Catalog quotes may be finer than any tick; they only sort, so they are rounded outward. 0 and 1 mean an empty side.
    private static Price? Cached(decimal? dollars, bool up)
    {
        if (dollars is not (> 0m and < 1m))
            return null;
        var scaled = dollars.Value * Price.One;
        var whole = (int)(up ? decimal.Ceiling(scaled) : decimal.Floor(scaled));
        return whole is > 0 and < Price.One ? new Price(whole) : null;
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var n)
            ? n
            : null;
}
