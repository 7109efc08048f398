using Faro.Venues;

namespace Faro.Orders;

/// <summary>Why a request about orders is refused. One closed type for the whole stage; it knows nothing of HTTP.</summary>
/// <param name="Message">A sentence for people.</param>
public abstract record OrderRefusal(string Message)
{
    /// <summary>There is no such thing, or it is another account's.</summary>
    public sealed record NotFound(string Message) : OrderRefusal(Message);

    /// <summary>What is asked for cannot be done.</summary>
    public sealed record Impossible(string Message) : OrderRefusal(Message)
    {
        /// <summary>The field at fault; null when it is none.</summary>
        public FieldFault? Fault { get; init; }
    }

    /// <summary>It contradicts what is recorded.</summary>
    public sealed record Conflict(string Message) : OrderRefusal(Message);

    /// <summary>The venues it needs cannot be reached with this key.</summary>
    public sealed record Unavailable(string Message) : OrderRefusal(Message);

    /// <summary>A venue could not be read.</summary>
    /// <param name="Venue">The venue.</param>
    /// <param name="Code">The venue's own code.</param>
    /// <param name="Message">A sentence for people.</param>
    public sealed record VenueFailed(Venue Venue, string? Code, string Message) : OrderRefusal(Message);

    internal static OrderRefusal NoOrder { get; } = new NotFound("No such order.");

    internal static OrderRefusal NoEvent { get; } = new NotFound("No such event.");

    internal static OrderRefusal NoSandbox { get; } = new Unavailable("This installation has no sandbox for test keys.");

    internal static OrderRefusal OtherVenues { get; } = new Unavailable("The order's venues are not reachable with this key.");

    internal static OrderRefusal OtherRequest { get; } = new Conflict("Another request already used this client_ref.");

    /// <summary>A fault of one field.</summary>
    internal static OrderRefusal Of(FieldFault fault) => new Impossible("Invalid request body") { Fault = fault };
}

/// <summary>What was asked for, or why it is refused.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">The answer; null when refused.</param>
/// <param name="Refusal">The refusal; null when answered.</param>
public readonly record struct OrderResult<T>(T? Value, OrderRefusal? Refusal)
    where T : class
{
    /// <summary>Answered.</summary>
    public static implicit operator OrderResult<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator OrderResult<T>(OrderRefusal refusal) => new(null, refusal);
}

/// <summary>What is wrong with a leg.</summary>
/// <param name="Code">A stable reason.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Retryable">Whether the same leg may be submitted again.</param>
public sealed record LegError(string? Code, string? Message, bool Retryable = false)
{
    /// <summary>What the recorded state of a leg says is wrong; null when nothing is.</summary>
    public static LegError? Of(LegView leg) => leg.Status switch
    {
        LegStatus.Rejected => new LegError(leg.ErrorCode, leg.ErrorReason, leg.Retryable),
        LegStatus.Submitting when leg.SentByCustomer => null, // nothing went wrong: the chain has not confirmed it yet
        LegStatus.Submitting => new LegError("in_flight", "The leg is being sent; the answer is not recorded yet."),
        LegStatus.Unknown => new LegError(leg.ErrorCode, "The venue's answer is not known. The leg will not be sent again; Faro is asking the venue for its state."),
        _ => null,
    };

    internal static LegError? Of(OrderVerdict verdict) => verdict is OrderVerdict.Refused refused ? new LegError(refused.Code, refused.Reason) : null;

    internal static LegError SwitchedOff { get; } = new("disabled", "This venue is switched off.");
}
