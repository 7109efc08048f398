using Faro.Clob.Engine;
using Faro.Signing;

namespace Faro.Clob.Venue;

/// <summary>The result of a command.</summary>
public abstract record VenueOutcome
{
    /// <summary>Whether it changed anything: only then is it journaled.</summary>
    public bool Changed { get; init; } = true;

    /// <summary>Done, nothing to tell.</summary>
    public sealed record Done : VenueOutcome;

    /// <summary>Nothing changed; a code of section 6 or of the engine.</summary>
    public sealed record Refused(string Code, string Message) : VenueOutcome;

    /// <summary>A market was listed under this index.</summary>
    public sealed record Listed(int Market) : VenueOutcome;

    /// <summary>Orders were accepted or refused one by one. <see cref="Replayed"/> when this repeats the answer to an earlier request.</summary>
    public sealed record Placed(IReadOnlyList<OrderItem> Items, long AtMs, bool Replayed = false) : VenueOutcome;

    /// <summary>What was really cancelled, in order.</summary>
    public sealed record Cancelled(IReadOnlyList<Hash256> Hashes) : VenueOutcome;

    /// <summary>Base units that redeeming paid.</summary>
    public sealed record Paid(UInt128 Amount) : VenueOutcome;

    internal static VenueOutcome From(Refusal refusal) => refusal == Refusal.None
        ? new Done() : new Refused(CodeOf(refusal), MessageOf(refusal)) { Changed = false };

    internal static string CodeOf(Refusal refusal) => refusal switch
    {
        Refusal.MarketNotActive => "MARKET_NOT_ACTIVE",
        Refusal.OrderExpired => "ORDER_EXPIRED",
        Refusal.DuplicateOrder => "DUPLICATE_ORDER",
        Refusal.InsufficientBalance => "INSUFFICIENT_BALANCE",
        Refusal.TooManyOpenOrders => "RATE_LIMITED",
        Refusal.MarketNotResolved => "MARKET_NOT_RESOLVED",
        Refusal.NotPending => "NOT_PENDING",
        _ => "INVALID_REQUEST",
    };

    internal static string MessageOf(Refusal refusal) => refusal switch
    {
        Refusal.MarketNotActive => "The market is not accepting orders now.",
        Refusal.OrderExpired => "The expiration has passed.",
        Refusal.DuplicateOrder => "An order with this hash was placed before.",
        Refusal.InsufficientBalance => "The available balance does not cover it.",
        Refusal.TooManyOpenOrders => "Too many open orders in this market.",
        Refusal.MarketNotResolved => "The market is not resolved.",
        Refusal.NotPending => "The trade is not pending.",
        Refusal.InvalidTransition => "The market cannot move to that state.",
        _ => "The amount is too large.",
    };
}
