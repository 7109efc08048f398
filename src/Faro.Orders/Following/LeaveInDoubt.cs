using Faro.Log;
using Faro.Venues;
using Marten;

namespace Faro.Orders.Following;

/// <summary>Finds submissions whose process died between intent and answer. Their legs are in doubt; evidence resolves that, never a second submission.</summary>
public sealed class LeaveInDoubt(IDocumentStore store, OrdersOptions options, OrdersTelemetry telemetry, TimeProvider clock)
{
    /// <summary>Marks a leg as in doubt when its answer is overdue; returns whether it did.</summary>
    public async Task<bool> Handle(OrderView order, LegView leg, EventMetadata metadata)
    {
        if (leg.Status != LegStatus.Submitting || leg.SubmittedAt is not { } at || clock.GetUtcNow() - at <= options.SubmitGrace) return false;
        var unknown = new RecordReply(leg.Prepared.LegId, leg.VenueOrderId!.Value, new SubmitReply.Unknown("no_answer_recorded"), "lookup");
        if (await OrderLog.Decide(store, order.Id, unknown, metadata, CancellationToken.None) is not OrderVerdict.Go) return false;
        telemetry.Leg(leg.Prepared.Venue, order.Id, leg.Prepared.LegId, "unknown");
        return true;
    }
}
