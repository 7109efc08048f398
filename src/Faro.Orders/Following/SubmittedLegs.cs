using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace Faro.Orders.Following;

/// <summary>
/// Starts following every leg whose submission has begun. The message is stored in the transaction of the subscription's progress:
/// once the intent is on the log, no crash loses its follow-up.
/// </summary>
public sealed class SubmittedLegs : BatchSubscription
{
    private readonly OrdersOptions _options;

    /// <summary>The subscription.</summary>
    /// <param name="options">When a leg is first checked.</param>
    public SubmittedLegs(OrdersOptions options)
        : base("submitted-legs")
    {
        _options = options;
        IncludeType<LegSubmissionStarted>();
    }

    /// <inheritdoc/>
    public override async Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken)
    {
        foreach (var e in page.Events)
        {
            if (e.Data is LegSubmissionStarted started && OrderView.IdOf(e.StreamKey!) is { } order)
                await bus.ScheduleAsync(new FollowLeg(order, started.LegId), _options.FollowInterval);
        }
    }
}
