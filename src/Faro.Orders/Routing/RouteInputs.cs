using System.Text.Json.Serialization;
using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>How a plan is distributed over venues.</summary>
public enum RouteStrategy
{
    /// <summary>The cheapest shares first, whichever venue has them: in the end all venues have the same marginal price.</summary>
    BestPrice,

    /// <summary>Split over the venues by marginal price: no venue's next share is cheaper after fees than the last one taken elsewhere.</summary>
    Split,

    /// <summary>Equal shares on every venue while its depth lasts, whatever it costs.</summary>
    EqualShares,
}

/// <summary>The names of strategies in JSON.</summary>
public static class RouteStrategyWords
{
    /// <summary><c>best_price</c>, <c>split</c> or <c>equal_shares</c>.</summary>
    public static string Word(this RouteStrategy strategy) => strategy switch
    {
        RouteStrategy.BestPrice => "best_price",
        RouteStrategy.Split => "split",
        RouteStrategy.EqualShares => "equal_shares",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Not a strategy."),
    };

    /// <summary>The strategy with a name; null when there is none.</summary>
    public static RouteStrategy? Parse(string word) => word switch
    {
        "best_price" => RouteStrategy.BestPrice,
        "split" => RouteStrategy.Split,
        "equal_shares" => RouteStrategy.EqualShares,
        _ => null,
    };
}

/// <summary>What is to be traded.</summary>
/// <param name="Outcome">The event's outcome.</param>
/// <param name="Side">BUY or SELL.</param>
/// <param name="Size">Notional at the levels' prices.</param>
/// <param name="LimitPrice">The most a BUY pays, the least a SELL takes, before fees; null for any.</param>
/// <param name="Time">How long it stays in the book.</param>
/// <param name="Strategy">How it is distributed over venues.</param>
public sealed record RouteRequest(
    Outcome Outcome, Side Side, [property: JsonPropertyName("sizeMicroUsd")] Money Size, Price? LimitPrice, TimeInForce Time, RouteStrategy Strategy);

/// <summary>One side of one venue's book as seen from the event's outcome, best level first, with the venue's rules.</summary>
public sealed record VenueDepth
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's market.</summary>
    public required string MarketId { get; init; }

    /// <summary>Prices of the event's outcome.</summary>
    public required Price[] Prices { get; init; }

    /// <summary>Shares at each price.</summary>
    [JsonPropertyName("microShares")]
    public required Shares[] Shares { get; init; }

    /// <summary>The price step.</summary>
    public required Price Tick { get; init; }

    /// <summary>The smallest order in shares.</summary>
    [JsonPropertyName("minimumMicroShares")]
    public Shares MinimumShares { get; init; }

    /// <summary>The smallest order in money.</summary>
    [JsonPropertyName("minimumMicroUsd")]
    public Money MinimumNotional { get; init; }

    /// <summary>The step of sizes.</summary>
    [JsonPropertyName("lotMicroShares")]
    public Shares Lot { get; init; } = Faro.Venues.Shares.Hundredth;

    /// <summary>The taker fee.</summary>
    public required FeeModel Fee { get; init; }

    /// <summary>When the venue answered with the book.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Whether an order can rest here (a swap cannot).</summary>
    public bool CanRest { get; init; } = true;

    /// <summary>How an order here counts the dollars that it spends; null where orders are for shares.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Spending? Spending { get; init; }

    /// <summary>Takes one side of a book, at most <paramref name="levels"/> deep. The mapping of outcomes is the book's own.</summary>
    public static (Price[] Prices, Shares[] Shares) Take(Book book, Outcome outcome, bool inverted, Side side, int levels)
    {
        var view = book.View(outcome, inverted);
        var list = side == Side.Buy ? view.Asks : view.Bids;
        var count = Math.Min(list.Count, levels);
        var (prices, shares) = (new Price[count], new Shares[count]);
        for (var i = 0; i < count; i++)
            (prices[i], shares[i]) = (list[i].Price, list[i].Shares);
        return (prices, shares);
    }
}

/// <summary>A venue that takes no part, and why.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="MarketId">The venue's market.</param>
/// <param name="Code">A stable reason: <c>closed</c>, <c>paused</c>, <c>maintenance</c>, <c>stale_book</c>, <c>ineligible</c>, <c>divergence</c> …</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record SkippedVenue(Venue Venue, string MarketId, string Code, string Reason)
{
    /// <summary>Whether the venue could not be reached, which is nobody's fault who calls.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unreachable { get; init; }
}

/// <summary>Everything a plan depends on: the same inputs give the same plan, bit for bit.</summary>
/// <param name="Request">What is to be traded.</param>
/// <param name="Venues">The books, in the fixed order of venues.</param>
/// <param name="Skipped">Venues left out before planning.</param>
public sealed record RouteInputs(
    RouteRequest Request, VenueDepth[] Venues, IReadOnlyList<SkippedVenue> Skipped)
{
    /// <summary>The version of the planner that this plan came from.</summary>
    [JsonPropertyOrder(-1)]
    public int Planner { get; init; } = RoutePlanner.Version;
}
