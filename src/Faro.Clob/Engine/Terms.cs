namespace Faro.Clob.Engine;

/// <summary>Whether an order buys or sells outcome tokens. The numbers are those of the signed struct.</summary>
public enum OrderSide : byte
{
    /// <summary>Gives collateral, gets tokens.</summary>
    Buy = 0,

    /// <summary>Gives tokens, gets collateral.</summary>
    Sell = 1,
}

/// <summary>How long an order may look for a counterparty.</summary>
public enum TimeInForce : byte
{
    /// <summary>Good till cancelled (or, with an expiration, till date): what does not cross rests.</summary>
    Gtc = 0,

    /// <summary>Fill and kill: what does not cross at once is cancelled.</summary>
    Fak = 1,

    /// <summary>Fill or kill: all at once or nothing, decided before the first trade.</summary>
    Fok = 2,
}

/// <summary>How a trade creates, moves or destroys outcome tokens (rules M2, M6, M7).</summary>
public enum MatchType : byte
{
    /// <summary>Tokens change hands for collateral.</summary>
    Complementary = 0,

    /// <summary>Two buyers of opposite outcomes pay for new pairs.</summary>
    Mint = 1,

    /// <summary>Two sellers of opposite outcomes return pairs.</summary>
    Merge = 2,
}

/// <summary>State of an order (section 9). Filled, Cancelled, Expired and MatchFailed are final.</summary>
public enum OrderStatus : byte
{
    /// <summary>Accepted, nothing filled.</summary>
    Open = 0,

    /// <summary>Something filled, the rest rests.</summary>
    PartiallyFilled = 1,

    /// <summary>Everything crossed, at least one trade is not settled.</summary>
    Matched = 2,

    /// <summary>Everything crossed and settled.</summary>
    Filled = 3,

    /// <summary>Ended by user, engine or market; may have fills.</summary>
    Cancelled = 4,

    /// <summary>Ended by time; may have fills.</summary>
    Expired = 5,

    /// <summary>Ended because its settlement failed through its own fault.</summary>
    MatchFailed = 6,
}

/// <summary>Why an order ended.</summary>
public enum EndReason : byte
{
    /// <summary>It has not ended, or it ended by being filled.</summary>
    None = 0,

    /// <summary>Its owner cancelled it.</summary>
    User,

    /// <summary>A fill-or-kill found too little.</summary>
    FokNotFilled,

    /// <summary>The rest of a fill-and-kill.</summary>
    FakRemainder,

    /// <summary>A fill-and-kill found nothing.</summary>
    NoMatch,

    /// <summary>A post-only order would have traded at once.</summary>
    PostOnlyWouldCross,

    /// <summary>Self-trade prevention.</summary>
    SelfTrade,

    /// <summary>The market closed or resolved.</summary>
    MarketClosed,

    /// <summary>Its expiration passed.</summary>
    Expired,

    /// <summary>Its own settlement failed.</summary>
    SettlementFailed,

    /// <summary>Its counterparty's settlement failed and it could not return.</summary>
    CounterpartyFailed,

    /// <summary>It could not return because its limit was no longer covered.</summary>
    InsufficientBalance,

    /// <summary>Its owner raised the exchange nonce.</summary>
    NonceRaised,
}

/// <summary>State of a market (section 15).</summary>
public enum MarketStatus : byte
{
    /// <summary>Listed, not yet open.</summary>
    Seeding = 0,

    /// <summary>Trading.</summary>
    Open = 1,

    /// <summary>No new orders; resting ones stay.</summary>
    Paused = 2,

    /// <summary>Nothing rests.</summary>
    Closed = 3,

    /// <summary>Final; tokens can be redeemed.</summary>
    Resolved = 4,
}

/// <summary>What happens when an incoming order meets a resting order of the same wallet (rule M10).</summary>
public enum SelfTradeMode : byte
{
    /// <summary>The resting order is cancelled and the incoming one continues.</summary>
    CancelResting = 0,

    /// <summary>The incoming remainder is cancelled.</summary>
    CancelIncoming = 1,

    /// <summary>Both are cancelled.</summary>
    CancelBoth = 2,
}

/// <summary>Whose fault a failed settlement was.</summary>
[Flags]
public enum Blame : byte
{
    /// <summary>No party at fault was found; the engine then blames the taker.</summary>
    None = 0,

    /// <summary>The maker's order.</summary>
    Maker = 1,

    /// <summary>The taker's order.</summary>
    Taker = 2,

    /// <summary>Both orders.</summary>
    Both = Maker | Taker,
}

/// <summary>Why a command changed nothing.</summary>
public enum Refusal : byte
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The market is not open.</summary>
    MarketNotActive,

    /// <summary>The expiration is not in the future.</summary>
    OrderExpired,

    /// <summary>An order with this id is live.</summary>
    DuplicateOrder,

    /// <summary>The available balance does not cover it.</summary>
    InsufficientBalance,

    /// <summary>The wallet has too many open orders in this market.</summary>
    TooManyOpenOrders,

    /// <summary>The market has no payout yet.</summary>
    MarketNotResolved,

    /// <summary>The market cannot move to that state.</summary>
    InvalidTransition,

    /// <summary>The trade is unknown, settled or failed.</summary>
    NotPending,

    /// <summary>A deposit would exceed what 128-bit sums can hold.</summary>
    TooLarge,
}
