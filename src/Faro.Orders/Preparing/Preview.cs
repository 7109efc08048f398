using System.Globalization;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>A payload decoded into plain words, with the digest to compare before signing.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Details">Further facts, one a line.</param>
/// <param name="Digest">What is signed: an EIP-712 digest in hex, or the SHA-256 of a Solana message.</param>
public sealed record Preview(string Summary, IReadOnlyList<string> Details, string Digest)
{
    /// <summary>A Polymarket order.</summary>
    internal static Preview Of(PolymarketOrder order, string orderType, string outcomeLabel)
    {
        var (shares, money) = order.Side == Side.Buy
            ? (Shares.FromMicro(order.Amounts.Taker), Money.FromMicroUsd(order.Amounts.Maker))
            : (Shares.FromMicro(order.Amounts.Maker), Money.FromMicroUsd(order.Amounts.Taker));
        return new Preview(
            $"{Verb(order.Side)} {shares} shares of \"{outcomeLabel}\" at Polymarket for {Limit(order.Side)} {money} pUSD.",
            [
                $"Price limit {Ratio(money, shares)} per share; order type {orderType}.",
                $"Funds come from {order.Maker} ({order.Wallet.ToString().ToLowerInvariant()} wallet).",
                $"Exchange contract {order.Exchange.Contract} (version {order.Exchange.Version}, chain {order.Exchange.ChainId}).",
                $"Token {order.TokenText}.",
                order.Expiration == 0 ? "The order does not expire by itself." : $"Expires at Unix second {order.Expiration} (not signed).",
                $"The order's id at the venue will be {order.OrderDigest()}.",
            ],
            order.SignDigest().ToString());
    }

    /// <summary>A Foresight order.</summary>
    internal static Preview Of(ForesightOrder order, string orderType, string outcomeLabel)
    {
        var price = (order.TokenTick / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        var shares = Units(order.Size, order.Decimals);
        var (maker, taker) = ForesightAmounts.Of(order.Side, order.TokenTick, order.Size);
        return new Preview(
            $"{Verb(order.Side)} {shares} shares of \"{outcomeLabel}\" at Foresight for {Limit(order.Side)} " +
            $"{Units(order.Side == Side.Buy ? maker : taker, order.Decimals)} collateral.",
            [
                $"Price limit {price} per share; order type {orderType}.",
                $"Signed by and traded from {order.Signer}.",
                $"Exchange contract {order.Exchange}, chain {order.ChainId}, fee {order.FeeRateBps} bps.",
                order.Expiration == 0 ? "The order does not expire by itself." : $"Expires at Unix second {order.Expiration}.",
                "Cancelling takes the order off the book; it does not void the signature.",
            ],
            order.Hash().ToString());
    }

    /// <summary>A Kalshi swap on Solana.</summary>
    internal static Preview Of(SolanaPacket packet, Side side, Outcome outcome, string outcomeLabel)
    {
        var swap = SolanaPolicy.SwapOf(packet);
        var (given, wanted) = side == Side.Buy ? ("USDC", $"\"{outcomeLabel}\" tokens") : ($"\"{outcomeLabel}\" tokens", "USDC");
        return new Preview(
            swap is { } s
                ? $"Swap {Atoms(s.Given)} {given} for about {Atoms(s.Quoted)} {wanted} on Solana, at least {Atoms(s.Worst)}."
                : "A swap on Solana whose amounts cannot be read.",
            [
                $"Trades {outcome.Word()} of the venue's market.",
                $"Fee payer and only signer: {packet.FeePayer}.",
                $"Programs: {string.Join(", ", packet.Instructions.Select(i => packet.Key(i.ProgramIndex)).Distinct())}.",
                $"Blockhash {packet.Blockhash}: the transaction dies about a minute after it was made.",
            ],
            packet.MessageHash);
    }

    private static string Verb(Side side) => side == Side.Buy ? "Buy" : "Sell";

    private static string Limit(Side side) => side == Side.Buy ? "at most" : "at least";

    /// <summary>Atoms of a token with six decimals: outcome tokens and USDC alike.</summary>
    private static string Atoms(ulong atoms) => Shares.FromMicro((long)atoms).ToString();

    private static string Ratio(Money money, Shares shares) =>
        shares == Shares.None ? "0" : ((decimal)money.MicroUsd / shares.Micro).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Units(UInt128 value, int decimals)
    {
        var unit = UInt128.One;
        for (var i = 0; i < decimals; i++) unit *= 10;
        var rest = (value % unit).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0').TrimEnd('0');
        var whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        return rest.Length == 0 ? whole : $"{whole}.{rest}";
    }
}
