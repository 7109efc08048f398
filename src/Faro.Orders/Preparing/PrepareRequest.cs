using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Orders.Routing;
using Faro.Signing;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>A request for a plan, its fields checked one by one already.</summary>
public sealed record PrepareRequest
{
    /// <summary>The unified event, under any of its ids.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's outcome.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>BUY or SELL.</summary>
    public required Side Side { get; init; }

    /// <summary>Notional in dollars, above 0, at most 10,000,000.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts, 0 … 1; null for any price.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>How long it stays in the book.</summary>
    public TimeInForce Time { get; init; }

    /// <summary>How it is distributed over venues.</summary>
    public RouteStrategy Strategy { get; init; }

    /// <summary>The key that signs Polymarket's legs.</summary>
    public required EthAddress Wallet { get; init; }

    /// <summary>The Solana account.</summary>
    public string? DFlowAccount { get; init; }

    /// <summary>Polymarket's wallet with the funds.</summary>
    public EthAddress? PolymarketMaker { get; init; }

    /// <summary>The type of that wallet, if it cannot be derived from the key: 0 … 3.</summary>
    public int? PolymarketSignatureType { get; init; }

    /// <summary>The key that signs Foresight's legs; absent: wallet_address.</summary>
    public EthAddress? ForesightAddress { get; init; }

    /// <summary>The accounts that the caller trades with.</summary>
    public TraderAccounts Accounts => new()
    {
        Wallet = Wallet,
        DFlowAccount = DFlowAccount,
        PolymarketMaker = PolymarketMaker,
        PolymarketSignatureType = PolymarketSignatureType,
        ForesightAddress = ForesightAddress,
    };

    /// <summary>Only these venues; null for all.</summary>
    public IReadOnlyList<Venue>? Venues { get; init; }

    /// <summary>Only markets whose recorded divergences from the event are all listed here; null for any.</summary>
    public IReadOnlyList<string>? AcceptDivergence { get; init; }

    /// <summary>The caller's own reference.</summary>
    public string? ClientRef { get; init; }

    /// <summary>Identifies the same request: SHA-256 over every field.</summary>
    public string Hash()
    {
        var text = new StringBuilder();
        void Add(object? value) => text.Append(value is IFormattable f ? f.ToString(null, CultureInfo.InvariantCulture) : value?.ToString()).Append('\n');
        Add(EventId);
        Add(Outcome);
        Add(Side);
        Add(SizeUsd / 1.000000000000000000000000000m); // 100 and 100.0 are the same request
        Add(MaxPrice / 1.000000000000000000000000000m);
        Add(Time);
        Add(Strategy);
        Add(Wallet);
        Add(DFlowAccount);
        Add(PolymarketMaker);
        Add(PolymarketSignatureType);
        Add(ForesightAddress);
        Add(Venues is null ? null : string.Join(',', Venues.Order()));
        Add(AcceptDivergence is null ? null : string.Join(',', AcceptDivergence.Order(StringComparer.Ordinal)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
