using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Venues;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using NpgsqlTypes;

namespace Faro.Orders;

/// <summary>
/// The current state of an order: Marten's inline snapshot of its stream, the state that decisions are based on and
/// <c>GET /orders/{id}</c> reports.
/// </summary>
public sealed record OrderView
{
    /// <summary>The order's stream, which is the document's id.</summary>
    [Identity]
    public required string Stream { get; init; }

    /// <summary>The order's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The key that prepared it.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>The account that owns it.</summary>
    public string Account
    {
        get => field ?? OrderOwner.AccountOf(KeyId);
        init;
    }

    /// <summary>Whether it trades at the sandbox.</summary>
    public required bool Test { get; init; }

    /// <summary>The caller's own reference.</summary>
    public string? ClientRef { get; init; }

    /// <summary>Identifies the same request under the same reference.</summary>
    public required string RequestHash { get; init; }

    /// <summary>What was asked for.</summary>
    public required OrderTerms Terms { get; init; }

    /// <summary>The legs.</summary>
    public required IReadOnlyList<LegView> Legs { get; init; }

    /// <summary>When it was prepared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last fact was recorded.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of the stream that this view has processed.</summary>
    public required long Version { get; init; }

    /// <summary>The documented status, derived from the legs.</summary>
    [JsonIgnore]
    public string Status => StatusOf(Legs);

    /// <summary>Until when the whole order may be submitted.</summary>
    [JsonIgnore]
    public DateTimeOffset ExpiresAt => Legs.Min(l => l.Prepared.ExpiresAt);

    /// <summary>Whether it was never submitted and the whole order no longer can be.</summary>
    public bool IsExpired(DateTimeOffset now) => Legs.All(l => l.Status == LegStatus.Prepared) && now >= ExpiresAt;

    /// <summary>Whether a leg's filled amount is not known.</summary>
    [JsonIgnore]
    public bool AmountUnknown => Legs.Any(l => l.AmountUnknown);

    /// <summary>Whether anything may still change at a venue.</summary>
    [JsonIgnore]
    public bool IsOpen => Legs.Any(l => l.IsOpen);

    /// <summary>The open legs, each with its venue and where it stands (<c>kalshi:accepted polymarket:unknown</c>); null when there is none.</summary>
    [JsonIgnore]
    public string? OpenLegs => IsOpen
        ? string.Join(' ', Legs.Where(l => l.IsOpen).Select(l => $"{l.Prepared.Venue.Name()}:{l.Status.Word()}").Order(StringComparer.Ordinal))
        : null;

    /// <summary>The stream of an order.</summary>
    public static string StreamOf(Guid id) => $"order/{id}";

    /// <summary>The order of a stream; null when it is not an order's.</summary>
    public static Guid? IdOf(string stream) =>
        stream.StartsWith("order/", StringComparison.Ordinal) && Guid.TryParseExact(stream["order/".Length..], "D", out var id) ? id : null;

    /// <summary>The leg, or null.</summary>
    public LegView? Leg(Guid id) => Legs.FirstOrDefault(l => l.Prepared.LegId == id);

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">An unknown fact, or one about an order or leg that was never prepared.</exception>
    public static OrderView Evolve(OrderView? view, IEvent e)
    {
        if (e.Data is OrderPrepared p)
        {
            return new OrderView
            {
                Stream = StreamOf(p.OrderId),
                Id = p.OrderId,
                KeyId = p.KeyId,
                Account = p.Account ?? OrderOwner.AccountOf(p.KeyId),
                Test = p.Test,
                ClientRef = p.ClientRef,
                RequestHash = p.RequestHash,
                Terms = p.Terms,
                Legs = [.. p.Legs.Select(l => new LegView { Prepared = l, VenueOrderId = null })],
                CreatedAt = e.Timestamp,
                UpdatedAt = e.Timestamp,
                Version = e.Version,
            };
        }

        if (view is null || e.Data is not LegEvent fact || view.Leg(fact.LegId) is not { } leg)
            throw new InvalidOperationException($"{e.EventTypeName} on '{e.Stream}', whose order or leg was never prepared.");
        var after = Evolve(leg, fact, e.Timestamp);
        return view with
        {
            Legs = [.. view.Legs.Select(l => ReferenceEquals(l, leg) ? after : l)],
            UpdatedAt = e.Timestamp,
            Version = e.Version,
        };
    }

    /// <summary>The order after a fact is recorded, for the next decision of the same append; only its times are the current ones.</summary>
    internal static OrderView Suppose(OrderView? view, OrderEvent fact) => Evolve(view, new Event<OrderEvent>(fact)
    {
        StreamKey = view?.Stream ?? "",
        Version = (view?.Version ?? 0) + 1,
        Timestamp = view?.UpdatedAt ?? default,
        EventTypeName = fact.GetType().Name,
    });

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
            IsOver = false,
        },
        LegAccepted a => leg with
        {
            Status = LegStatus.Accepted,
            VenueOrderId = a.VenueOrderId,
            ErrorCode = null,
            ErrorReason = null,
            AmountUnknown = a.State is SubmitState.Matched or SubmitState.Delayed, // until its fills are recorded, mostly in the same append
        },
        LegRejected r => leg with { Status = LegStatus.Rejected, ErrorCode = r.Code, ErrorReason = r.Reason, Retryable = r.Retryable, AmountUnknown = false },
        LegLeftInDoubt d => leg with { Status = LegStatus.Unknown, ErrorCode = d.Cause, ErrorReason = "The venue's answer is not known." },
        LegFilled f => Filled(leg, f, at),
        LegSettled s => leg with { Fills = Change(leg, s.FillId, f => f with { State = "settled", TransactionHash = s.TransactionHash ?? f.TransactionHash }) },
        LegReversed r => Reversed(leg, r.FillId),
        LegCompleted => Ended(leg) with { CancelPending = false },
        LegExpired x => leg with { Status = LegStatus.Expired, CancelPending = false, ErrorReason = x.Reason, AmountUnknown = false },
        CancelRequested => leg with { CancelPending = true, CancelRefusal = null },
        // A venue's answer to a cancel contains no amount: how much was filled before is known only after the venue is asked.
        LegCancelled c => leg with
        {
            Status = LegStatus.Cancelled,
            CancelPending = false,
            ErrorReason = c.Reason,
            AmountUnknown = c.Reason == LegCancelled.ByCaller,
        },
        LegAmountConfirmed => leg with { AmountUnknown = false },
        CancelRefused c => leg with { CancelPending = false, CancelRefusal = $"{c.Code}: {c.Reason}" },
        _ => throw new InvalidOperationException($"An order's stream holds a {fact.GetType().Name}."),
    };

    private static LegView Filled(LegView leg, LegFilled f, DateTimeOffset at)
    {
        var after = leg with { Fills = [.. leg.Fills, new LegFill(f.FillId, f.Shares, f.Price, f.Notional, "matched", null, at)] };
        after = after with { AmountUnknown = false };
        if (leg.Status is LegStatus.Cancelled or LegStatus.Expired) return after; // known late: the final state is kept
        return f.Complete || IsWhole(after) ? Ended(after) : after with { Status = LegStatus.PartiallyFilled };
    }

    private static bool IsWhole(LegView leg) => leg.Prepared.IsWhole(leg.FilledShares, leg.FilledNotional);

    /// <summary>The venue has closed it: the amount decides whether it is filled.</summary>
    private static LegView Ended(LegView leg) => leg with
    {
        IsOver = true,
        Status = leg.FilledShares == Shares.None ? LegStatus.Accepted : IsWhole(leg) ? LegStatus.Filled : LegStatus.PartiallyFilled,
        AmountUnknown = leg.FilledShares == Shares.None,
    };

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
        if (legs.All(l => l.Status is LegStatus.Cancelled or LegStatus.Expired)) return "cancelled";
        // All legs have ended, and not everything is filled.
        return legs.All(l => l.HasEnded && l.Status != LegStatus.Accepted) ? "partial" : "submitted";
    }
}

/// <summary>The orders: one document per stream, written by Marten in the transaction of the fact.</summary>
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
    public override OrderView Project(OrderView? view, IEvent e) => OrderView.Evolve(view, e);

    /// <inheritdoc/>
    protected override IReadOnlyList<ViewColumn<OrderView>> Columns =>
    [
        new("key_id", "uuid", NpgsqlDbType.Uuid, o => o.KeyId),
        new("account", "varchar", NpgsqlDbType.Varchar, o => o.Account),
        new("created_at", "timestamptz", NpgsqlDbType.TimestampTz, o => o.CreatedAt),
        new("open_legs", "varchar", NpgsqlDbType.Varchar, o => o.OpenLegs),
    ];

    /// <inheritdoc/>
    protected override void ConfigureDocument(MartenRegistry.DocumentMappingExpression<OrderView> document) => document
        .Duplicate(o => o.CreatedAt, dbType: NpgsqlDbType.TimestampTz)
        .Duplicate(o => o.KeyId, configure: index => index.Columns = ["key_id", "created_at", "id"])
        .Duplicate(o => o.Account, configure: index => index.Columns = ["account", "created_at", "id"])
        .Duplicate(o => o.OpenLegs, configure: index => index.Predicate = "open_legs is not null");
}
