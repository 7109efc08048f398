namespace Faro.Venues;

/// <summary>Whose holdings are asked for.</summary>
/// <param name="Wallet">The wallet that holds the funds at Polymarket.</param>
/// <param name="DFlowAccount">The Solana account; null when the caller named none.</param>
/// <param name="Credentials">What venues need that tell holdings only to their owner.</param>
public sealed record PortfolioRequest(string Wallet, string? DFlowAccount, LegCredentials Credentials);

/// <summary>What an account holds at a venue.</summary>
/// <param name="Positions">The positions; null when they could not be asked for.</param>
/// <param name="Note">What a reader has to know about them; null for nothing.</param>
/// <param name="Usdc">The account's own USDC, where it is read with them.</param>
public sealed record VenuePositions(IReadOnlyList<VenuePosition>? Positions, string? Note = null, decimal? Usdc = null);

/// <summary>What an account is worth at a venue.</summary>
public sealed record VenueBalances
{
    /// <summary>The positions' value in dollars; null when the venue does not say.</summary>
    public decimal? PortfolioValueUsd { get; init; }

    /// <summary>What a reader has to know; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The account's own USDC; null when it was not read.</summary>
    public decimal? Usdc { get; init; }

    /// <summary>Collateral that the venue holds for the account; null when it was not read.</summary>
    public IReadOnlyList<VenueCollateral>? Collateral { get; init; }
}

/// <summary>Collateral at a venue, in units of the collateral token.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="CollateralToken">The token's address.</param>
/// <param name="Total">All of it.</param>
/// <param name="Available">What no open order reserves.</param>
public sealed record VenueCollateral(int ChainId, string CollateralToken, decimal Total, decimal Available);
