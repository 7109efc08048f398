using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Orders.Preparing;
using Faro.Orders.Routing;
using Faro.Signing;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary>A request to trade.</summary>
[Asked, Schema("PrepareRequest")]
public sealed record PrepareBody
{
    /// <summary>The unified event, under any of its ids.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's outcome.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>Whether to buy or to sell.</summary>
    [OneOf("BUY", "SELL")]
    public required string Side { get; init; }

    /// <summary>Notional in dollars; digits after the sixth decimal are ignored.</summary>
    [Between("Must be a number from 0.000001 to 10000000.", AtLeast = "0.000001", AtMost = "10000000")]
    public required decimal SizeUsd { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts, in dollars per share.</summary>
    [Between("Must be above 0 and below 1, in steps of 0.0001: dollars per share, so 65 cents are 0.65.", Above = "0", Below = "1", Step = "0.0001")]
    public decimal? MaxPrice { get; init; }

    /// <summary>How long it stays in the book.</summary>
    [OneOf("GTC", "IOC", "FOK")]
    public string TimeInForce { get; init; } = "GTC";

    /// <summary>
    /// best_price and split take the cheapest shares after fees, whichever venue has them; equal_shares takes the same number at
    /// every venue, and the plan warns if that costs more.
    /// </summary>
    [OneOf("best_price", "split", "equal_shares")]
    public string RouteStrategy { get; init; } = "best_price";

    /// <summary>The key that signs Polymarket's legs.</summary>
    [EthAddress]
    public required string WalletAddress { get; init; }

    /// <summary>The Solana account that signs Kalshi's legs.</summary>
    [SolanaAddress]
    public string? DflowAccount { get; init; }

    /// <summary>Polymarket's wallet with the funds.</summary>
    [EthAddress]
    public string? PolymarketMakerAddress { get; init; }

    /// <summary>The type of that wallet, if it cannot be derived from the key.</summary>
    [Range(0, 3)]
    public int? PolymarketSignatureType { get; init; }

    /// <summary>The key that signs Foresight's legs; absent: wallet_address.</summary>
    [EthAddress]
    public string? ForesightAddress { get; init; }

    /// <summary>Only these venues.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public IReadOnlyList<string>? Venues { get; init; }

    /// <summary>Only markets whose recorded divergences from the event are all listed here.</summary>
    [Length(0, 32)]
    public IReadOnlyList<string>? AcceptDivergence { get; init; }

    /// <summary>The caller's own reference: the same request under it is executed once.</summary>
    [Length(1, 64)]
    public string? ClientRef { get; init; }

    /// <summary>The same, as the stage takes it.</summary>
    internal PrepareRequest Request() => new()
    {
        EventId = EventId,
        Outcome = Outcome == "YES" ? Faro.Venues.Outcome.Yes : Faro.Venues.Outcome.No,
        Side = Side == "BUY" ? Faro.Venues.Side.Buy : Faro.Venues.Side.Sell,
        SizeUsd = SizeUsd,
        MaxPrice = MaxPrice,
        Time = TimeInForce switch { "GTC" => Faro.Venues.TimeInForce.Gtc, "IOC" => Faro.Venues.TimeInForce.Ioc, _ => Faro.Venues.TimeInForce.Fok },
        Strategy = RouteStrategyWords.Parse(RouteStrategy)!.Value,
        Wallet = EthAddress.Parse(WalletAddress),
        DFlowAccount = DflowAccount,
        PolymarketMaker = Address(PolymarketMakerAddress),
        PolymarketSignatureType = PolymarketSignatureType,
        ForesightAddress = Address(ForesightAddress),
        Venues = Venues is null ? null : [.. VenueNames.All.Where(v => Venues.Contains(v.Name()))],
        AcceptDivergence = AcceptDivergence,
        ClientRef = ClientRef,
    };

    private static EthAddress? Address(string? text) => text is null ? null : EthAddress.Parse(text);
}
