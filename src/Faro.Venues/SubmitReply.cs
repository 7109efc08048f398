namespace Faro.Venues;

/// <summary>
/// The result of a submission. A venue's refusal is a value, and so is an unknown result: a submission never throws for what a
/// venue does, and is never repeated blindly.
/// </summary>
public abstract record SubmitReply
{
    private SubmitReply()
    {
    }

    /// <summary>The venue has the order.</summary>
    /// <param name="VenueOrderId">The venue's id of it: order hash, or transaction signature.</param>
    public sealed record Accepted(VenueOrderId VenueOrderId) : SubmitReply
    {
        /// <summary>What the venue said of it at once.</summary>
        public SubmitState State { get; init; } = SubmitState.Resting;

        /// <summary>The venue's trade ids, if it returned any.</summary>
        public IReadOnlyList<string> TradeIds { get; init; } = [];

        /// <summary>The amount paid at once, as the venue writes it (its unit is ambiguous); null when not reported.</summary>
        public decimal? MakingAmount { get; init; }

        /// <summary>The amount received at once, as the venue writes it (its unit is ambiguous); null when not reported.</summary>
        public decimal? TakingAmount { get; init; }

        /// <summary>The fills in the answer itself; null when there are none.</summary>
        public Evidence.Standing? AtOnce { get; init; }

        /// <summary>Transactions of the trades, if it returned any.</summary>
        public IReadOnlyList<string> TransactionHashes { get; init; } = [];
    }

    /// <summary>The venue certainly does not have the order.</summary>
    /// <param name="Code">A stable reason, lower case: <c>insufficient_balance</c>, <c>bad_tick</c>, <c>rate_limited</c> …</param>
    /// <param name="Reason">The venue's words, or ours, for a person; no secrets.</param>
    public sealed record Rejected(string Code, string Reason) : SubmitReply
    {
        /// <summary>Whether the same submission may be accepted later.</summary>
        public bool Retryable { get; init; }

        /// <summary>The wait that the venue asks for; null for none.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>Unknown: no answer, or an ambiguous one. It may have traded; query it by its id.</summary>
    /// <param name="Cause">A stable cause: <c>timeout</c>, <c>unreachable</c>, <c>http_500</c>, <c>duplicate</c> …</param>
    public sealed record Unknown(string Cause) : SubmitReply;
}

/// <summary>The state of an order in the venue's first answer.</summary>
public enum SubmitState
{
    /// <summary>It rests, or its matching is not known yet.</summary>
    Resting,

    /// <summary>It matched at once, in whole or in part; trades are not settled yet.</summary>
    Matched,

    /// <summary>It is held for a moment before it may match: query it again.</summary>
    Delayed,
}

/// <summary>What became of a cancellation.</summary>
public abstract record CancelReply
{
    private CancelReply()
    {
    }

    /// <summary>The order is off the book; what was filled before stays filled.</summary>
    public sealed record Cancelled : CancelReply;

    /// <summary>The venue did not cancel it: gone, matched, not the caller's, or the request was refused.</summary>
    /// <param name="Code">A stable reason: <c>not_found</c>, <c>already_matched</c>, <c>unauthorized</c> …</param>
    /// <param name="Reason">The venue's words.</param>
    public sealed record Refused(string Code, string Reason) : CancelReply
    {
        /// <summary>Whether the same request may succeed later.</summary>
        public bool Retryable { get; init; }
    }

    /// <summary>No answer: the order may or may not be off the book. Cancelling again does no harm.</summary>
    /// <param name="Cause">A stable cause: <c>timeout</c>, <c>unreachable</c>, <c>http_500</c> …</param>
    public sealed record Unknown(string Cause) : CancelReply;
}
