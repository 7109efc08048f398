using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;

namespace Faro.Clob.Settlement;

/// <summary>One side of a trade as the exchange contract sees it.</summary>
/// <param name="Hash">The order's name.</param>
/// <param name="Signed">What was signed.</param>
/// <param name="MakerAmount">The signed <c>makerAmount</c>.</param>
/// <param name="TakerAmount">The signed <c>takerAmount</c>.</param>
/// <param name="FillAmount">How much of the order's maker asset this trade fills (12.2), in base units.</param>
public sealed record SettlingOrder(Hash256 Hash, SignedOrder Signed, UInt128 MakerAmount, UInt128 TakerAmount, UInt128 FillAmount);

/// <summary>A trade to be settled on chain.</summary>
/// <param name="TradeId">Its name, the same in every attempt: a port must never settle one trade twice.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Exchange">The exchange contract.</param>
/// <param name="Match">How tokens move.</param>
/// <param name="Lots">Size in lots of 100 base units.</param>
/// <param name="YesTick">Price in the YES book.</param>
/// <param name="Maker">The resting order.</param>
/// <param name="Taker">The order that came.</param>
public sealed record SettlingTrade(
    string TradeId, long ChainId, EthAddress Exchange, Engine.MatchType Match, UInt128 Lots, byte YesTick, SettlingOrder Maker, SettlingOrder Taker);

/// <summary>What became of an attempt to settle.</summary>
public abstract record SettlementReport
{
    /// <summary>It is on chain and confirmed.</summary>
    public sealed record Settled(string TransactionHash) : SettlementReport;

    /// <summary>The chain refused it for good, and this order was the reason.</summary>
    public sealed record Reverted(Blame Blame) : SettlementReport;

    /// <summary>Nobody knows yet, or it could not be sent: the trade stays pending and is asked about again.</summary>
    public sealed record Unknown(string Cause) : SettlementReport;
}

/// <summary>
/// Where trades go to be settled. Called again for the same trade after an unknown outcome and after a restart, so it must
/// know by <see cref="SettlingTrade.TradeId"/> what it has sent before. It answers; it does not throw for what a chain does.
/// </summary>
public interface ISettlementPort
{
    /// <summary>Settles a trade, or says why not.</summary>
    Task<SettlementReport> Settle(SettlingTrade trade, CancellationToken cancel);
}
