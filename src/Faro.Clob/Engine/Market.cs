namespace Faro.Clob.Engine;

/// <summary>One market: its YES book, its counters and its fees.</summary>
internal sealed class Market(int index, MarketSpec spec)
{
    public readonly int Index = index;
    public readonly MarketSpec Spec = spec;
    public readonly Ladder Bids = new(bids: true);
    public readonly Ladder Asks = new(bids: false);
    public MarketStatus Status = spec.Status;
    public int PayoutYes = -1;
    public ulong BookSequence;
    public ulong Trades;

    /// <summary>Fees taken, in base units: collateral, YES, NO.</summary>
    public UInt128 FeesCollateral;
    public UInt128 FeesYes;
    public UInt128 FeesNo;

    /// <summary>Pairs in base units: minted and split minus merged. May be negative where tokens were deposited.</summary>
    public Int128 Sets;

    /// <summary>Collateral paid out by redeeming.</summary>
    public UInt128 Redeemed;

    /// <summary>Whether the running command already listed this market for its batch.</summary>
    public bool Listed;

    public Ladder SideOf(in OrderNode node) => node.IsBid ? Bids : Asks;

    public Ladder Against(in OrderNode node) => node.IsBid ? Asks : Bids;
}

/// <summary>A wallet in a market: where its balances are and the list of its open orders, oldest first.</summary>
internal struct Member
{
    public int Wallet;
    public int Market;
    public int CollateralSlot;

    /// <summary>Slot of the YES balance; NO is the next one.</summary>
    public int TokenSlot;
    public int OpenHead;
    public int OpenTail;
    public int OpenCount;
    public int NextOfWallet;
}

/// <summary>A trade that is not settled yet.</summary>
internal struct PendingTrade
{
    public UInt128 Lots;
    public UInt128 Fee;
    public ulong Number;
    public int Market;
    public int Maker;
    public int Taker;
    public int NextFree;
    public byte Tick;
    public MatchType Match;
}
