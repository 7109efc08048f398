using Faro.Ingest;
using Faro.Venues;

namespace Faro.Matching;

/// <summary>Takes a market's words from what ingest knows of it.</summary>
public static class MarketTexts
{
    /// <summary>The words of a snapshot and of the venue's own event that groups it, if any.</summary>
    public static MarketText From(MarketSnapshot market, EventSnapshot? grouping) => new()
    {
        Venue = market.Market.Venue,
        MarketId = market.Market.MarketId,
        Title = market.Title,
        YesLabel = market.YesLabel,
        NoLabel = market.NoLabel,
        OutcomeName = market.OutcomeName,
        EventTitle = grouping?.Title,
        EventSubtitle = grouping?.Subtitle,
        Rules = market.Description,
        ResolutionSource = market.ResolutionSource,
        Category = market.Category,
        EndsAt = market.EndsAt,
    };

    /// <summary>The words of a market as the log has it.</summary>
    public static MarketText From(MarketView market, string? eventTitle, string? eventSubtitle) => new()
    {
        Venue = market.Venue,
        MarketId = market.MarketId,
        Title = market.Terms.Title,
        YesLabel = market.Terms.YesLabel,
        NoLabel = market.Terms.NoLabel,
        OutcomeName = market.Terms.OutcomeName,
        EventTitle = eventTitle,
        EventSubtitle = eventSubtitle,
        Rules = market.Terms.Description,
        ResolutionSource = market.Terms.ResolutionSource,
        Category = market.Terms.Category,
        EndsAt = market.Terms.EndsAt,
    };
}
