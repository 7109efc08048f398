using Faro.Http.Input;

namespace Faro.Http.Portfolio;

/// <summary>Positions of each venue.</summary>
public sealed record PositionsAnswer
{
    /// <summary>At Polymarket, for the wallet.</summary>
    public required IReadOnlyList<PositionAnswer> Polymarket { get; init; }

    /// <summary>At Kalshi, for dflow_account.</summary>
    public required PositionsKalshiAnswer Kalshi { get; init; }

    /// <summary>At Foresight; a note when its headers were not given.</summary>
    [AnyOf(typeof(IReadOnlyList<PositionAnswer>), typeof(VenueNoteAnswer))]
    public required object Foresight { get; init; }
}

/// <summary>Positions in Kalshi outcome tokens, read from the Solana wallet.</summary>
public sealed record PositionsKalshiAnswer
{
    /// <summary>What cannot be read here, and why.</summary>
    public string Note { get; init; } = null!;

    /// <summary>Holdings of known outcome tokens; absent when dflow_account was not given.</summary>
    public IReadOnlyList<PositionAnswer> Positions { get; init; } = null!;

    /// <summary>USDC in the Solana wallet; null when dflow_account was not given.</summary>
    public decimal? Usdc { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string Error { get; init; } = null!;

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>A holding.</summary>
public sealed record PositionAnswer
{
    /// <summary>The venue's id of the market.</summary>
    public required string Market { get; init; }

    /// <summary>How many shares are held.</summary>
    public required decimal Size { get; init; }

    /// <summary>Average price paid, in dollars per share; null if the venue does not report it.</summary>
    public required decimal? AvgPrice { get; init; }

    /// <summary>The venue's id of the outcome's token, or its mint.</summary>
    public required string TokenId { get; init; }

    /// <summary>The venue's own outcome.</summary>
    [OneOf("YES", "NO")]
    public required string? Outcome { get; init; }

    /// <summary>The venue's own label for the outcome.</summary>
    public required string? OutcomeLabel { get; init; }

    /// <summary>The venue's title of the market.</summary>
    public required string? Title { get; init; }

    /// <summary>The price now, in dollars per share; null if the venue does not report it.</summary>
    public required decimal? CurrentPrice { get; init; }

    /// <summary>What the shares are worth at that price, in dollars.</summary>
    public required decimal? CurrentValueUsd { get; init; }

    /// <summary>Whether the market has resolved and the shares can be redeemed.</summary>
    public required bool? Redeemable { get; init; }
}

/// <summary>Why a venue is not read.</summary>
public sealed record VenueNoteAnswer
{
    /// <summary>What cannot be read here, and why.</summary>
    public string Note { get; init; } = null!;

    /// <summary>What went wrong; null when nothing did.</summary>
    public string Error { get; init; } = null!;

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>The value at each venue.</summary>
public sealed record BalancesAnswer
{
    /// <summary>At Polymarket, for the wallet.</summary>
    public required BalancesPolymarketAnswer Polymarket { get; init; }

    /// <summary>On Solana, for dflow_account.</summary>
    public required BalancesKalshiAnswer Kalshi { get; init; }

    /// <summary>At Foresight, by chain; a note when its headers were not given.</summary>
    [AnyOf(typeof(IReadOnlyList<BalancesForesightAnswer>), typeof(VenueNoteAnswer))]
    public required object Foresight { get; init; }
}

/// <summary>The value at Polymarket.</summary>
public sealed record BalancesPolymarketAnswer
{
    /// <summary>What all positions of the wallet are worth at current prices, in dollars.</summary>
    public required decimal? PortfolioValueUsd { get; init; }
}

/// <summary>The value of the Solana wallet that trades Kalshi.</summary>
public sealed record BalancesKalshiAnswer
{
    /// <summary>What cannot be read here, and why.</summary>
    public string Note { get; init; } = null!;

    /// <summary>USDC in the Solana wallet; null when dflow_account was not given.</summary>
    public decimal? Usdc { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string Error { get; init; } = null!;

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>Collateral at Foresight, by chain.</summary>
public sealed record BalancesForesightAnswer
{
    /// <summary>The chain that the collateral is on.</summary>
    public required long ChainId { get; init; }

    /// <summary>The contract of the collateral token.</summary>
    public required string CollateralToken { get; init; }

    /// <summary>Collateral in dollars, reserved orders included.</summary>
    public required decimal Total { get; init; }

    /// <summary>Collateral in dollars that no open order reserves.</summary>
    public required decimal Available { get; init; }
}
