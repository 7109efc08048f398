using Faro.EventStore;

namespace Faro.Orders;

/// <summary>Decides on an order's stream.</summary>
internal static class OrderLog
{
    /// <summary>Loads, folds, decides and appends; on a conflict it decides again on what is there now.</summary>
    public static Task<OrderVerdict> Decide(EventLog log, Guid orderId, OrderCommand command, EventMetadata metadata, CancellationToken cancel) =>
        log.Decide<OrderView?, OrderVerdict>(
            OrderView.StreamOf(orderId), null, OrderView.Evolve,
            order =>
            {
                var decision = OrderDecider.Decide(command, order);
                return (decision.Events, decision.Verdict);
            },
            metadata, cancel);
}
