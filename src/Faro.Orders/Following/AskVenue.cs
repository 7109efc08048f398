using Faro.Log;
using Faro.Venues;
using Marten;

namespace Faro.Orders.Following;

/// <summary>Reads a leg's state from its venue and records it. Reading changes nothing at the venue; recording twice adds nothing.</summary>
public sealed class AskVenue(IDocumentStore store, OrdersOptions options, OrdersTelemetry telemetry, TimeProvider clock)
{
    /// <summary>Reads with the caller's headers, and records the venue's answer.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task Handle(
        OrderView order, LegView leg, ITradingVenue venue, LegCredentials? credentials, EventMetadata metadata, CancellationToken cancel)
    {
        var asked = Asked(order, leg);
        if (await venue.Ask(asked, credentials, cancel) is not (var evidence and not Evidence.NoNews)) return;
        var verdicts = await OrderLog.Decide(store, order.Id, Commands(asked, evidence), metadata, CancellationToken.None);
        if (verdicts[^1] is OrderVerdict.Go) telemetry.Leg(leg.Prepared.Venue, order.Id, leg.Prepared.LegId, Word(evidence));
    }

    /// <summary>What to record from the evidence. Pure.</summary>
    internal static IReadOnlyList<OrderCommand> Commands(AskedLeg leg, Evidence evidence)
    {
        var id = leg.Prepared.LegId;
        switch (evidence)
        {
            case Evidence.Standing standing:
                var progress = new RecordProgress(id, standing.Fills, standing.End, standing.Reason);
                // Evidence from the chain is recorded as such; a venue's is derived from what it reports of the order.
                return standing.OnChain && leg.IsInDoubt
                    ? [new RecordReply(id, leg.Id, new SubmitReply.Accepted(leg.Id), "chain"), progress]
                    : [progress];
            case Evidence.Void gone when leg.IsInDoubt:
                return [new RecordReply(id, leg.Id, new SubmitReply.Rejected(gone.Code, gone.Reason), gone.OnChain ? "chain" : "lookup")];
            case Evidence.Void gone:
                return [new RecordProgress(id, [], gone.End, gone.Reason)];
            default:
                throw new InvalidOperationException($"An unknown kind of evidence: {evidence.GetType().Name}.");
        }
    }

    private AskedLeg Asked(OrderView order, LegView leg) => new()
    {
        Prepared = leg.Prepared,
        Id = leg.VenueOrderId!.Value,
        Side = order.Terms.Side,
        SentByCaller = leg.SentByCustomer,
        IsInDoubt = leg.Status is LegStatus.Submitting or LegStatus.Unknown,
        IsOverdue = leg.SubmittedAt is { } at && clock.GetUtcNow() - at > options.SubmitGrace,
        Fills = [.. leg.Fills.Select(f => new ReportedFill(f.FillId, f.Shares, f.Price, f.Notional, StateOf(f), f.TransactionHash))],
    };

    private static FillState StateOf(LegFill fill) => fill.State switch
    {
        "settled" => FillState.Settled,
        "reversed" => FillState.Failed,
        _ => FillState.Matched,
    };

    private static string Word(Evidence evidence) => evidence switch
    {
        Evidence.Standing { End: { } end } => end.ToString().ToLowerInvariant(),
        Evidence.Void gone => gone.Code,
        _ => "progress",
    };
}
