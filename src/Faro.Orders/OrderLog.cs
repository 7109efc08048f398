using Faro.Log;
using Marten;

namespace Faro.Orders;

/// <summary>Decides on an order's stream.</summary>
internal static class OrderLog
{
    /// <summary>Fetches the order, decides and appends; on a conflict it decides again on what is there now.</summary>
    public static async Task<OrderVerdict> Decide(
        IDocumentStore store, Guid orderId, OrderCommand command, EventMetadata metadata, CancellationToken cancel, Action<IDocumentOperations>? beside = null) =>
        (await Decide(store, orderId, [command], metadata, cancel, beside))[0];

    /// <summary>The same for several commands in one append: all of what they decide is recorded, or nothing.</summary>
    public static Task<IReadOnlyList<OrderVerdict>> Decide(
        IDocumentStore store, Guid orderId, IReadOnlyList<OrderCommand> commands, EventMetadata metadata, CancellationToken cancel,
        Action<IDocumentOperations>? beside = null) =>
        store.Decide<OrderView, IReadOnlyList<OrderVerdict>>(
            OrderView.StreamOf(orderId), order => OrderDecider.DecideAll(commands, order), metadata, beside, cancel);
}
