namespace Faro.Clob.Engine;

/// <summary>One wallet's holding of one asset, in base units (section 12.1).</summary>
public struct Balance
{
    /// <summary>Free to reserve, split, merge, redeem or withdraw.</summary>
    public UInt128 Available { readonly get; internal set; }

    /// <summary>Backing open orders.</summary>
    public UInt128 Reserved { readonly get; internal set; }

    /// <summary>Paid into trades that are not settled yet.</summary>
    public UInt128 Pending { readonly get; internal set; }

    /// <summary>All three parts.</summary>
    public readonly UInt128 Total => Available + Reserved + Pending;
}

/// <summary>A market as the engine needs it.</summary>
/// <param name="FeeBps">Taker fee in hundredths of a percent, 0 to 10,000.</param>
/// <param name="SelfTrade">Self-trade prevention.</param>
/// <param name="AutoSettle">Whether a trade settles within the command that made it.</param>
/// <param name="Status">First state.</param>
/// <param name="MaxOpenOrders">Open orders one wallet may have here; 0 means no limit.</param>
/// <param name="Collateral">Index of the collateral asset: markets with the same index share a wallet's collateral.</param>
public sealed record MarketSpec(
    int FeeBps = 0,
    SelfTradeMode SelfTrade = SelfTradeMode.CancelResting,
    bool AutoSettle = true,
    MarketStatus Status = MarketStatus.Open,
    int MaxOpenOrders = 0,
    int Collateral = 0);

/// <summary>An order that passed every check that needs no state of the engine.</summary>
/// <param name="Id">The caller's id, not 0; unique among live orders.</param>
/// <param name="Wallet">Index from <see cref="ClobEngine.AddWallet"/>.</param>
/// <param name="Market">Index from <see cref="ClobEngine.AddMarket"/>.</param>
/// <param name="Lots">Size in lots of 100 base units.</param>
/// <param name="YesTick">Price in ticks of the YES book, 1 to 100 (99 for the NO token).</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Yes">Whether the order names the YES token.</param>
/// <param name="TimeInForce">GTC, FAK or FOK.</param>
/// <param name="PostOnly">Whether it must not trade on arrival.</param>
/// <param name="Expiration">Unix seconds, 0 for none.</param>
public readonly record struct NewOrder(
    ulong Id,
    int Wallet,
    int Market,
    UInt128 Lots,
    byte YesTick,
    OrderSide Side,
    bool Yes,
    TimeInForce TimeInForce = TimeInForce.Gtc,
    bool PostOnly = false,
    long Expiration = 0);
