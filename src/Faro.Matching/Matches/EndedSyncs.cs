using Faro.Ingest;
using Faro.Ingest.Syncing;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace Faro.Matching.Matches;

/// <summary>
/// Starts matching after a sync. The message is stored in the transaction of the subscription's progress, so that
/// no sync is missed; of several that ended meanwhile, only the last one counts.
/// </summary>
public sealed class EndedSyncs : BatchSubscription
{
    private const string Syncs = $"run/{SyncRunner.Kind}/";
    private readonly MatchOptions _options;

    /// <summary>The subscription.</summary>
    /// <param name="options">Whether matching runs by itself.</param>
    public EndedSyncs(MatchOptions options)
        : base("ended-syncs")
    {
        _options = options;
        IncludeType<RunCompleted>();
        IncludeType<RunAbandoned>();
    }

    /// <inheritdoc/>
    public override async Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus, CancellationToken cancellationToken)
    {
        var ended = page.Events.LastOrDefault(e => e.StreamKey?.StartsWith(Syncs, StringComparison.Ordinal) == true);
        if (ended is not null && _options.Enabled)
            await bus.PublishAsync(new MatchMarkets(Sync: ended.StreamKey));
    }
}
