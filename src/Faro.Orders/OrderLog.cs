using Faro.Log;

namespace Faro.Orders;

/// <summary>Decides on an order's stream.</summary>
internal static class OrderLog
{
    /// <summary>
    /// Loads, decides and appends; on a conflict it decides again on what is there now. The state is the order's view, which is
    /// written in the transaction of each fact: folding the stream would read the whole plan again for every step. The append is
    /// guarded by the view's version, so a view that is not the stream's decides nothing; then the stream itself is folded.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="command">What to do.</param>
    /// <param name="metadata">What goes with the facts.</param>
    /// <param name="cancel">Stops before the append.</param>
    /// <param name="seen">The order as the caller has just read it.</param>
    public static async Task<OrderVerdict> Decide(
        EventLog log, Guid orderId, OrderCommand command, EventMetadata metadata, CancellationToken cancel, OrderView? seen = null) =>
        (await Decide(log, orderId, [command], metadata, cancel, seen))[0];

    /// <summary>The same for several commands in one append: all of what they decide is recorded, or nothing.</summary>
    public static async Task<IReadOnlyList<OrderVerdict>> Decide(
        EventLog log, Guid orderId, IReadOnlyList<OrderCommand> commands, EventMetadata metadata, CancellationToken cancel, OrderView? seen = null)
    {
        var stream = OrderView.StreamOf(orderId);
        // A plan is the first fact of its stream: nothing has to be read to try it.
        var order = commands[0] is KeepPlan ? null : seen ?? await View(log, stream, cancel);
        while (true)
        {
            var (facts, verdicts) = OrderDecider.DecideAll(commands, order);
            if (facts.Count == 0) return verdicts;
            var append = new StreamAppend(stream, ExpectedVersion.At(order?.Version ?? 0), facts) { Metadata = metadata };
            var result = await log.Append(append, cancel);
            if (result is not AppendResult.Conflict conflict)
            {
                result.Required();
                return verdicts;
            }

            order = await View(log, stream, cancel);
            if ((order?.Version ?? 0) < conflict.ActualVersion)
                order = (await log.Fold<OrderView?>(stream, null, OrderView.Evolve, null, cancel)).State;
        }
    }

    private static async Task<OrderView?> View(EventLog log, string stream, CancellationToken cancel) =>
        log.Projections.OfType<OrderViews>().FirstOrDefault() is { } views ? await log.Load(views, stream, cancel) : null;
}
