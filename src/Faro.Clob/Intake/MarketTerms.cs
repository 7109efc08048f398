using Faro.Clob.Engine;
using Faro.Signing;

namespace Faro.Clob.Intake;

/// <summary>The meaning of <c>price</c> on an order for the NO token (2.1).</summary>
public enum NoPriceConvention
{
    /// <summary>The probability of YES, as on every other order.</summary>
    YesProbability,

    /// <summary>The price of the token that the order names.</summary>
    OutcomeToken,
}

/// <summary>A market's terms for validating an order.</summary>
public sealed record MarketTerms
{
    /// <summary>The condition; together with <see cref="ChainId"/> the market's identity.</summary>
    public required Hash256 ConditionId { get; init; }

    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>False for a market of the AMM.</summary>
    public bool IsClob { get; init; } = true;

    /// <summary>Whether orders are taken now.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>Decimals of the collateral and of both tokens.</summary>
    public required int Decimals { get; init; }

    /// <summary>Token id of YES.</summary>
    public required Hash256 YesToken { get; init; }

    /// <summary>Token id of NO.</summary>
    public required Hash256 NoToken { get; init; }

    /// <summary>Fee that an order must sign.</summary>
    public required int FeeRateBps { get; init; }

    /// <summary>Smallest order in base units.</summary>
    public required UInt128 MinOrderSize { get; init; }

    /// <summary>EIP-712 domain of the market's exchange contract.</summary>
    public required Hash256 DomainSeparator { get; init; }
}
