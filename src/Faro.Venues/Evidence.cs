namespace Faro.Venues;

/// <summary>A leg that a venue is asked for, with what is known of it already.</summary>
public sealed record AskedLeg
{
    /// <summary>What was handed out.</summary>
    public required PreparedLeg Prepared { get; init; }

    /// <summary>The id that the venue knows it by.</summary>
    public required VenueOrderId Id { get; init; }

    /// <summary>Which way the order trades.</summary>
    public required Side Side { get; init; }

    /// <summary>Whether the caller sent it itself.</summary>
    public bool SentByCaller { get; init; }

    /// <summary>Whether it is not known if the venue has it.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>Whether the submission is so long ago that nothing can be on its way any more.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>The fills that are recorded.</summary>
    public IReadOnlyList<ReportedFill> Fills { get; init; } = [];

    /// <summary>Shares of the fills that were not taken back.</summary>
    public Shares Filled => Fills.Where(f => f.State != FillState.Failed).Sum(f => f.Shares);
}

/// <summary>What a venue, or the chain, says became of an order.</summary>
public abstract record Evidence
{
    private Evidence()
    {
    }

    /// <summary>Nothing that would change what is known.</summary>
    public sealed record NoNews : Evidence;

    /// <summary>The order arrived; this is how far it got.</summary>
    /// <param name="Fills">All of its fills that are known.</param>
    /// <param name="End">How it ended; null while it has not, or when that is not known.</param>
    /// <param name="Reason">Why it ended.</param>
    public sealed record Standing(IReadOnlyList<ReportedFill> Fills, LegEnd? End, string Reason) : Evidence
    {
        /// <summary>Whether the chain says so, not the venue.</summary>
        public bool OnChain { get; init; }
    }

    /// <summary>The order never arrived, or nothing came of it.</summary>
    /// <param name="Code">A stable reason.</param>
    /// <param name="Reason">A sentence for people.</param>
    /// <param name="End">How it ended if it was known to have arrived.</param>
    public sealed record Void(string Code, string Reason, LegEnd End) : Evidence
    {
        /// <summary>The venue does not have an order that it should have by now.</summary>
        public static Void NeverArrived { get; } = new("never_arrived", "The venue does not have the order.", LegEnd.Failed);

        /// <summary>Whether the chain says so, not the venue.</summary>
        public bool OnChain { get; init; }
    }
}

/// <summary>A fill as the venue reports it now.</summary>
/// <param name="FillId">The venue's id, unique within the leg.</param>
/// <param name="Shares">How many shares.</param>
/// <param name="Price">The traded token's price.</param>
/// <param name="Notional">Money that changed hands.</param>
/// <param name="State">How final it is.</param>
/// <param name="TransactionHash">The transaction; null when there is none yet.</param>
public sealed record ReportedFill(string FillId, Shares Shares, Price Price, Money Notional, FillState State, string? TransactionHash);

/// <summary>How an order ended at its venue.</summary>
public enum LegEnd
{
    /// <summary>All of it was filled.</summary>
    Completed,

    /// <summary>It was cancelled by somebody.</summary>
    Cancelled,

    /// <summary>Time ended it.</summary>
    Expired,

    /// <summary>It failed: nothing of it remains but what is settled.</summary>
    Failed,
}

/// <summary>How a venue's order states end a leg.</summary>
internal static class LegEnds
{
    public static LegEnd? Of(VenueOrderState state) => state switch
    {
        VenueOrderState.Matched or VenueOrderState.Filled => LegEnd.Completed,
        VenueOrderState.Cancelled => LegEnd.Cancelled,
        VenueOrderState.Expired => LegEnd.Expired,
        VenueOrderState.Failed => LegEnd.Failed,
        VenueOrderState.Delayed or VenueOrderState.Open or VenueOrderState.PartiallyFilled => null,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not an order's state."),
    };

    /// <summary>Why an order has its status: the venue's word, or the state's name.</summary>
    public static string Reason(VenueOrder order) => order.Reason ?? order.State.ToString().ToLowerInvariant();
}
