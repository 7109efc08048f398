using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>The status of a leg.</summary>
public enum LegStatus
{
    /// <summary>Handed out; nothing was sent.</summary>
    Prepared,

    /// <summary>Being sent: the intent is recorded, no answer yet.</summary>
    Submitting,

    /// <summary>Nobody knows whether the venue has it.</summary>
    Unknown,

    /// <summary>The venue has it.</summary>
    Accepted,

    /// <summary>Some of it is filled.</summary>
    PartiallyFilled,

    /// <summary>All of it is filled.</summary>
    Filled,

    /// <summary>The venue does not have it.</summary>
    Rejected,

    /// <summary>It was cancelled; it may have fills.</summary>
    Cancelled,

    /// <summary>Time ended it; it may have fills.</summary>
    Expired,
}

/// <summary>The words for it.</summary>
public static class LegStatusNames
{
    /// <summary>As the API says it: <c>partially_filled</c>.</summary>
    public static string Word(this LegStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}

/// <summary>A fill of a leg.</summary>
/// <param name="FillId">The venue's id.</param>
/// <param name="Shares">How many shares.</param>
/// <param name="Price">The traded token's price.</param>
/// <param name="Notional">Money that changed hands.</param>
/// <param name="State"><c>matched</c>, <c>settled</c> or <c>reversed</c>.</param>
/// <param name="TransactionHash">The transaction; null when there is none yet.</param>
/// <param name="At">When it was recorded.</param>
public sealed record LegFill(
    string FillId, [property: JsonPropertyName("microShares")] Shares Shares, Price Price,
    [property: JsonPropertyName("notionalMicroUsd")] Money Notional, string State, string? TransactionHash, DateTimeOffset At);

/// <summary>A leg as the log has it now.</summary>
public sealed record LegView
{
    /// <summary>What was handed out.</summary>
    public required PreparedLeg Prepared { get; init; }

    /// <summary>Its status.</summary>
    public LegStatus Status { get; init; } = LegStatus.Prepared;

    /// <summary>The id that the venue knows it by, from the intent on; null before. The venue has confirmed it once the leg is accepted.</summary>
    public VenueOrderId? VenueOrderId { get; init; }

    /// <summary>Tells a repeated submission from another one.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Whether the caller sent it to the venue.</summary>
    public bool SentByCustomer { get; init; }

    /// <summary>When it was first sent.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Why it was rejected, or why its fate is not known.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The same in words.</summary>
    public string? ErrorReason { get; init; }

    /// <summary>Whether a rejected leg may be submitted again.</summary>
    public bool Retryable { get; init; }

    /// <summary>A cancel that has no answer yet.</summary>
    public bool CancelPending { get; init; }

    /// <summary>Why the last cancel was refused.</summary>
    public string? CancelRefusal { get; init; }

    /// <summary>Whether nothing more of it can be filled, though it may not be filled as a whole: the venue has ended it.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether the venue is known to have filled, or may have filled, more than what is recorded: nobody has asked it since.</summary>
    public bool AmountUnknown { get; init; }

    /// <summary>Its fills.</summary>
    public IReadOnlyList<LegFill> Fills { get; init; } = [];

    /// <summary>Shares filled and not taken back, as far as they are recorded; see <see cref="AmountUnknown"/>.</summary>
    [JsonIgnore]
    public Shares FilledShares => Fills.Where(f => f.State != "reversed").Sum(f => f.Shares);

    /// <summary>Shares whose fills are final.</summary>
    [JsonIgnore]
    public Shares SettledShares => Fills.Where(f => f.State == "settled").Sum(f => f.Shares);

    /// <summary>Money of the fills that were not taken back.</summary>
    [JsonIgnore]
    public Money FilledNotional => Fills.Where(f => f.State != "reversed").Sum(f => f.Notional);

    /// <summary>Whether something may still change at the venue.</summary>
    [JsonIgnore]
    public bool IsOpen => (!IsOver && Status is LegStatus.Submitting or LegStatus.Unknown or LegStatus.Accepted or LegStatus.PartiallyFilled)
        || Fills.Any(f => f.State == "matched");

    /// <summary>Whether the venue has, may have or had it.</summary>
    [JsonIgnore]
    public bool IsAtVenue => Status is not (LegStatus.Prepared or LegStatus.Rejected);

    /// <summary>Whether its end is recorded: filled, over, cancelled or expired.</summary>
    [JsonIgnore]
    public bool HasEnded => IsOver || Status is LegStatus.Filled or LegStatus.Cancelled or LegStatus.Expired;
}
