using Faro.Signing;

namespace Faro.Venues;

/// <summary>The accounts that a caller trades with.</summary>
public sealed record TraderAccounts
{
    /// <summary>The key that signs Polymarket's legs, and Foresight's when it has no key of its own.</summary>
    public required EthAddress Wallet { get; init; }

    /// <summary>The Solana account.</summary>
    public string? DFlowAccount { get; init; }

    /// <summary>Polymarket's wallet with the funds; the key's own account when absent.</summary>
    public EthAddress? PolymarketMaker { get; init; }

    /// <summary>The type of that wallet, if it cannot be derived from the key: 0 … 3.</summary>
    public int? PolymarketSignatureType { get; init; }

    /// <summary>The key that signs Foresight's legs; absent: wallet_address.</summary>
    public EthAddress? ForesightAddress { get; init; }
}
