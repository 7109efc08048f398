using System.Text.RegularExpressions;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <summary>From Kalshi's words to ours.</summary>
internal static partial class KalshiMapping
{
    /// <summary>Why the record is not one binary market of ours; null when it is.</summary>
    public static (string Code, string Detail)? Judge(KalshiMarket market, KalshiEvent? grouping)
    {
        // Parlays first: there are many, and their other faults do not matter.
        if (IsParlay(market.Ticker) || !string.IsNullOrEmpty(market.MultivariateTicker))
            return ("parlay", "A generated combination of other markets.");
        if (market.FaultCode is { } code)
            return (code, market.FaultDetail);
        if (string.IsNullOrEmpty(market.Ticker))
            return ("missing_id", "ticker is empty.");
        if (!Limits.IsPlainId(market.Ticker))
            return ("bad_field", "ticker has characters that are not allowed in a ticker.");
        if (market.MarketType is { Length: > 0 } and not "binary")
            return ("not_binary", "The market type is not binary.");
        if (string.IsNullOrWhiteSpace(market.Title) && string.IsNullOrWhiteSpace(grouping?.Title))
            return ("missing_title", "Neither the market nor its event has a title.");
        if (string.IsNullOrEmpty(market.Status))
            return ("missing_field", "status is missing.");
        if (market.Result is not (null or "" or "yes" or "no" or "scalar" or "void"))
            return ("bad_field", "result is not yes, no or scalar.");
        return null;
    }

    /// <summary>The snapshot of a market that <see cref="Judge"/> found valid.</summary>
    public static MarketSnapshot ToSnapshot(KalshiMarket market, KalshiEvent? grouping, string? category)
    {
        var (status, resolution) = Standing(market);
        // The no subtitle mostly repeats the yes one; only where they differ do they name the two outcomes.
        var yes = PlainTitle.OrNull(market.YesSub);
        var no = PlainTitle.OrNull(market.NoSub);
        var named = yes is not null && no is not null && !string.Equals(yes, no, StringComparison.OrdinalIgnoreCase);
        return new MarketSnapshot
        {
            Market = new MarketRef(Venue.Kalshi, market.Ticker!),
            EventId = OrNull(market.EventTicker) ?? OrNull(grouping?.Ticker),
            Title = Question(market, grouping),
            YesLabel = named ? yes! : "Yes",
            NoLabel = named ? no! : "No",
            OutcomeName = yes ?? PlainTitle.OrNull(market.Subtitle),
            GroupTitle = grouping?.Markets > 1 ? PlainTitle.OrNull(grouping.Title) : null,
            Description = Rules(market),
            ResolutionSource = grouping?.Sources,
            Category = category,
            OpensAt = market.Open,
            EndsAt = market.Close,
            Record = new MarketRecord { StrikeType = OrNull(market.StrikeType), FloorStrike = market.FloorStrike, CapStrike = market.CapStrike, StrikeName = market.StrikeName }.OrNull(),
            DecidedAt = KalshiDates.Decided(market, grouping, status),
            Status = status,
            Resolution = resolution,
            // Kalshi retired the figure and reports 0 for every market: treated as none.
            LiquidityUsd = market.Liquidity is > 0m ? market.Liquidity : null,
            OpenInterest = market.OpenInterest,
            VolumeUsd = market.Volume,
            BestBid = Quote(market.YesBidDollars, market.YesBidCents),
            BestAsk = Quote(market.YesAskDollars, market.YesAskCents),
            Trading = Terms(market),
            Raw = market.Raw,
        };
    }

    /// <summary>Whether the ticker is one of the generated combinations.</summary>
    public static bool IsParlay(string? ticker) => ticker?.StartsWith("KXMVE", StringComparison.Ordinal) == true;

    /// <summary>Null for text that says nothing.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // "Will  become President?": where the template's name was empty and the event is this one market, the event's question has it.
    private static string Question(KalshiMarket market, KalshiEvent? grouping) =>
        PlainTitle.OrNull(market.Title) is not { } own ? PlainTitle.Of(grouping!.Title)
        : grouping?.Markets == 1 && Hole().IsMatch(own) && PlainTitle.OrNull(grouping.Title) is { } whole && !Hole().IsMatch(whole) ? whole
        : own;

    [GeneratedRegex("^Wil+ (?:be|become|becomes|win|wins|get|have)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    private static string Rules(KalshiMarket market)
    {
        var primary = OrNull(market.Rules);
        var secondary = OrNull(market.RulesMore);
        return primary is null ? secondary ?? "" : secondary is null ? primary : $"{primary}\n\n{secondary}";
    }

    // Both vocabularies: the API's statuses, and the filter words that some proxies return. An undocumented
    // word means "not tradable", as the venue's documentation asks.
    private static (MarketStatus, Resolution?) Standing(KalshiMarket market) => market.Status!.ToLowerInvariant() switch
    {
        "active" or "open" => (MarketStatus.Trading, null),
        "initialized" or "unopened" => (MarketStatus.Upcoming, null),
        "closed" or "determined" or "disputed" or "amended" => (MarketStatus.Closed, null),
        "finalized" or "settled" => (MarketStatus.Resolved, market.Result switch
        {
            "yes" => Resolution.Yes,
            "no" => Resolution.No,
            "scalar" or "void" => Resolution.Split,
            _ => null,
        }),
        _ => (MarketStatus.Paused, null),
    };

    // During the change of March 2026 the old cent fields returned 0, so dollars win; 0 and 1 mean an empty side.
    private static Price? Quote(decimal? dollars, decimal? cents)
    {
        var value = dollars ?? cents / 100m;
        return value is > 0m and < 1m ? Price.FromDollars(value.Value) : null;
    }

    private static TradingTerms? Terms(KalshiMarket market)
    {
        if (!KalshiMints.IsAddress(market.UsdcYesMint) || !KalshiMints.IsAddress(market.UsdcNoMint)
            || market.UsdcYesMint == market.UsdcNoMint)
            return null;
        return new TradingTerms
        {
            YesToken = market.UsdcYesMint!,
            NoToken = market.UsdcNoMint!,
            TickTenThousandths = market.PriceStructure switch
            {
                "linear_cent" => 100,
                "deci_cent" or "tapered_deci_cent" => 10,
                _ => null,
            },
            MinimumShares = market.Fractional == true ? 0.01m : 1m,
            Decimals = KalshiMints.Decimals,
            MintsInitialized = market.UsdcInitialized ?? false,
        };
    }
}
