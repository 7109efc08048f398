using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Orders.Routing;
using Faro.Venues;
using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using NpgsqlTypes;

namespace Faro.Orders;

/// <summary>Where a leg stands.</summary>
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

    /// <summary>Where it stands.</summary>
    public LegStatus Status { get; init; } = LegStatus.Prepared;

    /// <summary>The id that the venue knows it by, from the intent on; null before. The venue has confirmed it once the leg is accepted.</summary>
    public VenueOrderId? VenueOrderId { get; init; }

    /// <summary>Tells a repeated submission from another one.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Whether the customer sent it himself.</summary>
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

    /// <summary>Its fills.</summary>
    public IReadOnlyList<LegFill> Fills { get; init; } = [];

    /// <summary>Shares filled and not taken back.</summary>
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
    public bool IsOpen => Status is LegStatus.Submitting or LegStatus.Unknown or LegStatus.Accepted or LegStatus.PartiallyFilled
        || Fills.Any(f => f.State == "matched");

    /// <summary>Whether the venue has, may have or had it.</summary>
    [JsonIgnore]
    public bool IsAtVenue => Status is not (LegStatus.Prepared or LegStatus.Rejected);
}

/// <summary>
/// An order as the log has it now: Marten's inline snapshot of its stream, the state that decisions are made on and what
/// <c>GET /orders/{id}</c> reports.
/// </summary>
public sealed record OrderView
{
    /// <summary>The order's stream, which is the document's id.</summary>
    [Identity]
    public required string Stream { get; init; }

    /// <summary>The order's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>Whether it trades at the sandbox.</summary>
    public required bool Test { get; init; }

    /// <summary>The caller's own reference.</summary>
    public string? ClientRef { get; init; }

    /// <summary>Tells the same request from another one under the same reference.</summary>
    public required string RequestHash { get; init; }

    /// <summary>What was asked for.</summary>
    public required OrderTerms Terms { get; init; }

    /// <summary>The legs.</summary>
    public required IReadOnlyList<LegView> Legs { get; init; }

    /// <summary>When it was prepared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last fact was recorded.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of the stream that this view has taken in.</summary>
    public required long Version { get; init; }

    /// <summary>The documented status, derived from the legs.</summary>
    [JsonIgnore]
    public string Status => StatusOf(Legs);

    /// <summary>Whether anything may still change at a venue.</summary>
    [JsonIgnore]
    public bool IsOpen => Legs.Any(l => l.IsOpen);

    /// <summary>The stream of an order.</summary>
    public static string StreamOf(Guid id) => $"order/{id}";

    /// <summary>The order of a stream; null when it is not an order's.</summary>
    public static Guid? IdOf(string stream) =>
        stream.StartsWith("order/", StringComparison.Ordinal) && Guid.TryParseExact(stream["order/".Length..], "D", out var id) ? id : null;

    /// <summary>The leg, or null.</summary>
    public LegView? Leg(Guid id) => Legs.FirstOrDefault(l => l.Prepared.LegId == id);

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">An unknown fact, or one about an order or leg that was never prepared.</exception>
    public static OrderView Evolve(OrderView? view, Recorded e)
    {
        if (e.Data is OrderPrepared p)
        {
            return new OrderView
            {
                Stream = StreamOf(p.OrderId),
                Id = p.OrderId,
                KeyId = p.KeyId,
                Test = p.Test,
                ClientRef = p.ClientRef,
                RequestHash = p.RequestHash,
                Terms = p.Terms,
                Legs = [.. p.Legs.Select(l => new LegView { Prepared = l, VenueOrderId = null })],
                CreatedAt = e.RecordedAt,
                UpdatedAt = e.RecordedAt,
                Version = e.Version,
            };
        }

        if (view is null || e.Data is not LegEvent fact || view.Leg(fact.LegId) is not { } leg)
            throw new InvalidOperationException($"{e.Name} on '{e.Stream}', whose order or leg was never prepared.");
        var after = Evolve(leg, fact, e.RecordedAt);
        return view with
        {
            Legs = [.. view.Legs.Select(l => ReferenceEquals(l, leg) ? after : l)],
            UpdatedAt = e.RecordedAt,
            Version = e.Version,
        };
    }

    /// <summary>The order as it will stand once a fact is recorded, for the next decision of the same append; only its times are those of now.</summary>
    internal static OrderView Suppose(OrderView? view, OrderEvent fact) => Evolve(view, new Recorded(
        0, Guid.Empty, view?.Stream ?? "", (view?.Version ?? 0) + 1, fact.GetType().Name, fact, view?.UpdatedAt ?? default, null, null, null));

    private static LegView Evolve(LegView leg, LegEvent fact, DateTimeOffset at) => fact switch
    {
        LegSubmissionStarted s => leg with
        {
            Status = LegStatus.Submitting,
            VenueOrderId = s.ExpectedVenueOrderId,
            ContentHash = s.ContentHash,
            SentByCustomer = s.SentByCustomer,
            SubmittedAt = at,
            ErrorCode = null,
            ErrorReason = null,
            Retryable = false,
        },
        LegAccepted a => leg with { Status = LegStatus.Accepted, VenueOrderId = a.VenueOrderId, ErrorCode = null, ErrorReason = null },
        LegRejected r => leg with { Status = LegStatus.Rejected, ErrorCode = r.Code, ErrorReason = r.Reason, Retryable = r.Retryable },
        LegLeftInDoubt d => leg with { Status = LegStatus.Unknown, ErrorCode = d.Cause, ErrorReason = "The venue's answer is not known." },
        LegFilled f => Filled(leg, f, at),
        LegSettled s => leg with { Fills = Change(leg, s.FillId, f => f with { State = "settled", TransactionHash = s.TransactionHash ?? f.TransactionHash }) },
        LegReversed r => Reversed(leg, r.FillId),
        LegCompleted => leg with { Status = LegStatus.Filled, CancelPending = false },
        LegExpired x => leg with { Status = LegStatus.Expired, CancelPending = false, ErrorReason = x.Reason },
        CancelRequested => leg with { CancelPending = true, CancelRefusal = null },
        LegCancelled c => leg with { Status = LegStatus.Cancelled, CancelPending = false, ErrorReason = c.Reason },
        CancelRefused c => leg with { CancelPending = false, CancelRefusal = $"{c.Code}: {c.Reason}" },
        _ => throw new InvalidOperationException($"An order's stream holds a {fact.GetType().Name}."),
    };

    private static LegView Filled(LegView leg, LegFilled f, DateTimeOffset at)
    {
        var after = leg with { Fills = [.. leg.Fills, new LegFill(f.FillId, f.Shares, f.Price, f.Notional, "matched", null, at)] };
        if (leg.Status is LegStatus.Cancelled or LegStatus.Expired) return after; // known late: the end stands
        return after with
        {
            Status = f.Complete || after.FilledShares >= leg.Prepared.Shares ? LegStatus.Filled : LegStatus.PartiallyFilled,
        };
    }

    private static LegView Reversed(LegView leg, string fillId)
    {
        var after = leg with { Fills = Change(leg, fillId, f => f with { State = "reversed" }) };
        if (leg.Status is not (LegStatus.Filled or LegStatus.PartiallyFilled)) return after;
        return after with { Status = after.FilledShares == Shares.None ? LegStatus.Accepted : LegStatus.PartiallyFilled };
    }

    private static LegFill[] Change(LegView leg, string fillId, Func<LegFill, LegFill> change) =>
        [.. leg.Fills.Select(f => f.FillId == fillId ? change(f) : f)];

    /// <summary>The documented status: prepared, submitted, partial, filled, cancelled or rejected.</summary>
    public static string StatusOf(IReadOnlyList<LegView> legs)
    {
        var rejected = legs.Count(l => l.Status == LegStatus.Rejected);
        var prepared = legs.Count(l => l.Status == LegStatus.Prepared);
        var there = legs.Count - rejected - prepared;
        if (there == 0) return prepared > 0 ? "prepared" : "rejected";
        if (rejected + prepared > 0) return "partial";
        if (legs.All(l => l.Status == LegStatus.Filled)) return "filled";
        var ended = legs.Count(l => l.Status is LegStatus.Cancelled or LegStatus.Expired);
        if (ended == legs.Count) return "cancelled";
        return ended > 0 && legs.All(l => l.Status is LegStatus.Filled or LegStatus.Cancelled or LegStatus.Expired) ? "partial" : "submitted";
    }
}

/// <summary>The orders: a document a stream, written by Marten in the transaction of the fact.</summary>
public sealed class OrderViews : DocumentProjection<OrderView>
{
    /// <inheritdoc/>
    public override string Name => "OrderView";

    /// <inheritdoc/>
    public override string? Replaces => "order_view";

    /// <inheritdoc/>
    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(OrderEvent)];

    /// <inheritdoc/>
    public override OrderView Project(OrderView? view, Recorded e) => OrderView.Evolve(view, e);

    /// <inheritdoc/>
    protected override IReadOnlyList<ViewColumn<OrderView>> Columns =>
    [
        new("key_id", "uuid", NpgsqlDbType.Uuid, o => o.KeyId),
        new("created_at", "timestamptz", NpgsqlDbType.TimestampTz, o => o.CreatedAt),
    ];

    /// <inheritdoc/>
    protected override void ConfigureDocument(MartenRegistry.DocumentMappingExpression<OrderView> document) => document
        .Duplicate(o => o.CreatedAt, dbType: NpgsqlDbType.TimestampTz)
        .Duplicate(o => o.KeyId, configure: index => index.Columns = ["key_id", "created_at", "id"]);
}
