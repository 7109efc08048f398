using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;

namespace Faro.Clob.Venue;

/// <summary>A market as it is listed.</summary>
public sealed record MarketListing
{
    /// <summary>The condition; together with <see cref="ChainId"/> the market's identity.</summary>
    public required Hash256 ConditionId { get; init; }

    /// <summary>The chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>What is asked.</summary>
    public required string Question { get; init; }

    /// <summary>A longer text, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>How it resolves, or null.</summary>
    public string? Rules { get; init; }

    /// <summary>False for a market that trades on the AMM and is only listed here.</summary>
    public bool IsClob { get; init; } = true;

    /// <summary>Decimals of collateral and tokens, 2 to 18.</summary>
    public int Decimals { get; init; } = 18;

    /// <summary>Taker fee, which every order must sign.</summary>
    public int FeeRateBps { get; init; }

    /// <summary>Smallest order in base units.</summary>
    public UInt128 MinOrderSize { get; init; }

    /// <summary>Token id of YES.</summary>
    public required Hash256 YesToken { get; init; }

    /// <summary>Token id of NO.</summary>
    public required Hash256 NoToken { get; init; }

    /// <summary>The collateral's contract.</summary>
    public required EthAddress CollateralToken { get; init; }

    /// <summary>The exchange contract that orders are signed for.</summary>
    public required EthAddress Exchange { get; init; }

    /// <summary>The tokens' contract.</summary>
    public EthAddress ConditionalTokens { get; init; }

    /// <summary>Unix milliseconds at which the market closes, or null.</summary>
    public long? EndsAtMs { get; init; }

    /// <summary>First state.</summary>
    public MarketStatus Status { get; init; } = MarketStatus.Open;

    /// <summary>Whether trades settle at once.</summary>
    public bool AutoSettle { get; init; } = true;

    /// <summary>Self-trade prevention.</summary>
    public SelfTradeMode SelfTrade { get; init; }
}

/// <summary>Which asset a deposit brings.</summary>
public enum DepositAsset : byte
{
    /// <summary>The market's collateral.</summary>
    Collateral = 0,

    /// <summary>YES tokens.</summary>
    Yes = 1,

    /// <summary>NO tokens.</summary>
    No = 2,
}

/// <summary>What happens to pairs.</summary>
public enum Conversion : byte
{
    /// <summary>Collateral into pairs.</summary>
    Split = 0,

    /// <summary>Pairs into collateral.</summary>
    Merge = 1,

    /// <summary>Winning tokens into collateral.</summary>
    Redeem = 2,
}

/// <summary>What a key may do.</summary>
[Flags]
public enum KeyPermissions : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading orders, fills, positions, balances.</summary>
    Read = 1,

    /// <summary>Placing and cancelling.</summary>
    Trade = 2,
}

/// <summary>A request's idempotency key and the SHA-256 of its body.</summary>
/// <param name="Key">1 to 128 printable ASCII characters.</param>
/// <param name="Fingerprint">Of the raw body.</param>
public sealed record Idempotency(string Key, Hash256 Fingerprint);

/// <summary>One order of a request: valid so far, or refused; the writer decides the rest.</summary>
public sealed class OrderItem
{
    /// <summary>Passed steps 2 to 10; null when refused before.</summary>
    public ValidOrder? Valid { get; init; }

    /// <summary>Index of the market.</summary>
    public int Market { get; init; }

    /// <summary>Why it was refused; null when accepted.</summary>
    public OrderRefusal? Refused { get; set; }

    /// <summary>The order's number once accepted, from 1.</summary>
    public ulong Number { get; set; }
}

/// <summary>
/// Anything that changes the venue. Commands have no time: the writer assigns it, and the journal stores both, so
/// replaying needs nothing else.
/// </summary>
public abstract record VenueCommand
{
    /// <summary>A market is listed.</summary>
    public sealed record ListMarket(MarketListing Listing) : VenueCommand;

    /// <summary>A market changes its state.</summary>
    public sealed record MoveMarket(int Market, MarketStatus To, int? PayoutYes) : VenueCommand;

    /// <summary>Money or tokens come in from outside.</summary>
    public sealed record Deposit(EthAddress Wallet, int Market, DepositAsset Asset, UInt128 Amount) : VenueCommand;

    /// <summary>Split, merge or redeem.</summary>
    public sealed record Convert(EthAddress Wallet, int Market, Conversion Kind, UInt128 Amount) : VenueCommand;

    /// <summary>One POST of orders.</summary>
    public sealed record PlaceOrders(EthAddress Wallet, IReadOnlyList<OrderItem> Items, Idempotency? Idempotency) : VenueCommand;

    /// <summary>Cancel by hash.</summary>
    public sealed record CancelOrders(EthAddress Wallet, IReadOnlyList<Hash256> Hashes) : VenueCommand;

    /// <summary>Cancel by filter; null matches all.</summary>
    public sealed record CancelMatching(EthAddress Wallet, int? Market, bool? Yes, OrderSide? Side) : VenueCommand;

    /// <summary>The owner voids an order's signature permanently.</summary>
    public sealed record BurnOrder(EthAddress Wallet, Hash256 Hash) : VenueCommand;

    /// <summary>The owner raises the exchange nonce: every open order ends.</summary>
    public sealed record RaiseNonce(EthAddress Wallet, Hash256 Nonce) : VenueCommand;

    /// <summary>A pending trade settled.</summary>
    public sealed record SettleTrade(int Market, ulong Trade, string? TransactionHash) : VenueCommand;

    /// <summary>A pending trade failed.</summary>
    public sealed record FailTrade(int Market, ulong Trade, Blame Blame) : VenueCommand;

    /// <summary>Time passes: expirations and end dates.</summary>
    public sealed record PassTime : VenueCommand;

    /// <summary>A key is made. Only the secret's SHA-256 is kept.</summary>
    public sealed record IssueKey(EthAddress Wallet, string KeyId, Hash256 SecretHash, KeyPermissions Permissions) : VenueCommand;

    /// <summary>A key gets a new secret.</summary>
    public sealed record RegenerateKey(EthAddress Wallet, string KeyId, Hash256 SecretHash) : VenueCommand;

    /// <summary>A key ends.</summary>
    public sealed record RevokeKey(EthAddress Wallet, string KeyId) : VenueCommand;
}
