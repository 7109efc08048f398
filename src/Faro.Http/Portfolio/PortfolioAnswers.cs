using Faro.Http.Input;

namespace Faro.Http.Portfolio;

/// <summary>Positions of each venue.</summary>
public sealed record PositionsAnswer
{
    /// <summary>Polymarket.</summary>
    public required IReadOnlyList<PositionAnswer> Polymarket { get; init; }

    /// <summary>Kalshi.</summary>
    public required PositionsKalshiAnswer Kalshi { get; init; }

    /// <summary>Foresight.</summary>
    [AnyOf(typeof(IReadOnlyList<PositionAnswer>), typeof(VenueNoteAnswer))]
    public required object Foresight { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record PositionsKalshiAnswer
{
    /// <summary>What cannot be read here, and why.</summary>
    public string Note { get; init; } = null!;

    /// <summary>Positions.</summary>
    public IReadOnlyList<PositionAnswer> Positions { get; init; } = null!;

    /// <summary>Usdc.</summary>
    public decimal? Usdc { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string Error { get; init; } = null!;

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>A holding.</summary>
public sealed record PositionAnswer
{
    /// <summary>Market.</summary>
    public required string Market { get; init; }

    /// <summary>Size.</summary>
    public required decimal Size { get; init; }

    /// <summary>Avg price.</summary>
    public required decimal? AvgPrice { get; init; }

    /// <summary>Token id.</summary>
    public required string TokenId { get; init; }

    /// <summary>The venue's own outcome.</summary>
    [OneOf("YES", "NO")]
    public required string? Outcome { get; init; }

    /// <summary>Outcome label.</summary>
    public required string? OutcomeLabel { get; init; }

    /// <summary>Title.</summary>
    public required string? Title { get; init; }

    /// <summary>Current price.</summary>
    public required decimal? CurrentPrice { get; init; }

    /// <summary>Current value usd.</summary>
    public required decimal? CurrentValueUsd { get; init; }

    /// <summary>Redeemable.</summary>
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
    /// <summary>Polymarket.</summary>
    public required BalancesPolymarketAnswer Polymarket { get; init; }

    /// <summary>Kalshi.</summary>
    public required BalancesKalshiAnswer Kalshi { get; init; }

    /// <summary>Foresight.</summary>
    [AnyOf(typeof(IReadOnlyList<BalancesForesightAnswer>), typeof(VenueNoteAnswer))]
    public required object Foresight { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record BalancesPolymarketAnswer
{
    /// <summary>Portfolio value usd.</summary>
    public required decimal? PortfolioValueUsd { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record BalancesKalshiAnswer
{
    /// <summary>What cannot be read here, and why.</summary>
    public string Note { get; init; } = null!;

    /// <summary>Usdc.</summary>
    public decimal? Usdc { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string Error { get; init; } = null!;

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record BalancesForesightAnswer
{
    /// <summary>Chain id.</summary>
    public required long ChainId { get; init; }

    /// <summary>Collateral token.</summary>
    public required string CollateralToken { get; init; }

    /// <summary>Total.</summary>
    public required decimal Total { get; init; }

    /// <summary>Available.</summary>
    public required decimal Available { get; init; }
}
