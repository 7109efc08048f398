using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;

namespace Faro.Orders.Submitting;

/// <summary>A leg that comes back signed. Lives in memory only: what it holds is neither logged nor stored.</summary>
public sealed record SignedLeg
{
    /// <summary>The leg.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue the caller says it is for.</summary>
    public required Venue Venue { get; init; }

    /// <summary>EIP-712 signature in hex.</summary>
    public string? Signature { get; init; }

    /// <summary>The signer's address.</summary>
    public string? Owner { get; init; }

    /// <summary>The order type the caller wants; null for the prepared one.</summary>
    public string? OrderType { get; init; }

    /// <summary>Polymarket's L2 headers over the exact body.</summary>
    public PolymarketHeaders? PolymarketHeaders { get; init; }

    /// <summary>Foresight's key.</summary>
    public ForesightHeaders? ForesightHeaders { get; init; }

    /// <summary>A signed Solana transaction.</summary>
    public string? SignedTransaction { get; init; }

    /// <summary>The signature of a transaction that the customer sent.</summary>
    public string? RpcSignature { get; init; }

    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"SignedLeg {LegId}";
}

/// <summary>A leg that passed every check: what is sent, and how the venue will know it.</summary>
/// <param name="ExpectedVenueOrderId">The venue's id of it.</param>
/// <param name="Body">The exact text that is posted, or the signed transaction; null when the customer sent it.</param>
internal sealed record CheckedLeg(VenueOrderId ExpectedVenueOrderId, string? Body)
{
    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"CheckedLeg {ExpectedVenueOrderId}";
}
