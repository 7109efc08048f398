using Faro.Http.Webhooks;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Gaps;
using Faro.Orders;
using Faro.Orders.Following;
using Faro.Proofs;
using Faro.Proofs.Roots;
using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;
using Wolverine.Transports.Local;
using Wolverine.Util;

namespace Faro.Http.Hosting;

/// <summary>
/// Marten and Wolverine as the host has them: the log's store in the container, messages in Postgres next to it, handlers whose
/// code was generated at build time (<c>./faro codegen</c> writes it to Internal/Generated; a start compiles nothing).
/// </summary>
internal static class Messaging
{
    private const string EveryMinute = "* * * * *";
    private const string EachNight = "40 3 * * *";

    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var before = services.Count;
        services.AddMarten(Store)
            .UseLightweightSessions()
            .IntegrateWithWolverine(m =>
            {
                m.AutoCreate = AutoCreate.CreateOrUpdate; // the log's own tables are created by LogStart
                m.UseWolverineManagedEventSubscriptionDistribution = true;
            })
            .SubscribeMatching()
            .SubscribeOrders()
            .SubscribeProofs()
            .SubscribeWebhooks();
        services.AddSingleton<IWolverineExtension, NodeMode>();
        builder.Host.UseWolverine(
            o =>
            {
                Configure(o);
                Schedule(o.Schedules, builder.Configuration);
            },
            ExtensionDiscovery.ManualOnly);
        services.AddHostedService<FailedShards>();
        services.AddHostedService<SilentLeader>();
        WolverineStart.TakeOver(services, before);
    }

    private static StoreOptions Store(IServiceProvider services)
    {
        var options = new StoreOptions();
        LogConfiguration.Configure(
            options, services.GetRequiredService<EventTypes>(), services.GetServices<Projection>(), services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<EventLogOptions>());
        return options;
    }

    /// <summary>The schedules, once for all nodes: a due time is the identity of its run. Invalid settings are reported at the start.</summary>
    private static void Schedule(RecurringMessageCollection schedules, ConfigurationManager configuration)
    {
        // An API node runs no schedules; Wolverine refuses schedules that would never come due.
        if (!configuration.GetValue("Faro:Workers", defaultValue: true))
            return;
        var sync = configuration.GetSection(SyncOptions.Section).Get<SyncOptions>() ?? new();
        if (sync.Enabled && CronSchedule.TryParse(sync.Cron, TimeZoneInfo.Utc, out var syncs))
            schedules.ScheduleRecurring("sync-catalog", syncs, due => new SyncCatalog(due)).SkipWhileRunning();
        var match = configuration.GetSection(MatchOptions.Section).Get<MatchOptions>() ?? new();
        if (match.Enabled && CronSchedule.TryParse(match.Cron, TimeZoneInfo.Utc, out var matches))
            schedules.ScheduleRecurring("match-markets", matches, due => new MatchMarkets(due)).SkipWhileRunning();
        if (configuration.GetSection(ProofOptions.Section)[nameof(ProofOptions.KeyFile)] is { Length: > 0 } && CronSchedule.TryParse(EveryMinute, TimeZoneInfo.Utc, out var minutes))
        {
            schedules.ScheduleRecurring("sign-root", minutes, due => new SignRoot(due)).SkipWhileRunning();
            schedules.ScheduleRecurring("send-roots", minutes, due => new SendRoots(due)).SkipWhileRunning();
        }

        if (CronSchedule.TryParse(EachNight, TimeZoneInfo.Utc, out var nights))
            schedules.ScheduleRecurring("prune-deliveries", nights, due => new PruneDeliveries(due)).SkipWhileRunning();
        if (match.Enabled && CronSchedule.TryParse(match.PriceGapCron, TimeZoneInfo.Utc, out var looks))
            schedules.ScheduleRecurring("watch-price-gaps", looks, due => new WatchPriceGaps(due)).SkipWhileRunning();
    }

    private static void Configure(WolverineOptions options)
    {
        options.ApplicationAssembly = typeof(Messaging).Assembly;
        options.ServiceName = "faro";
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        options.Discovery.DisableConventionalDiscovery()
            .IncludeType(typeof(SyncCatalogHandler))
            .IncludeType(typeof(MatchMarketsHandler))
            .IncludeType(typeof(FollowLegHandler))
            .IncludeType(typeof(SignRootHandler))
            .IncludeType(typeof(PublishRootHandler))
            .IncludeType(typeof(WatchPriceGapsHandler));
        Queue<SyncCatalog>(options);
        Queue<MatchMarkets>(options);
        Queue<FollowLeg>(options);
        Queue<SignRoot>(options);
        Queue<PublishRoot>(options);
        Queue<WatchPriceGaps>(options);
        options.Policies.AutoApplyTransactions();
        options.Policies.UseDurableLocalQueues();
        WebhookRegistration.Configure(options); // first: messages given up there stay given up
        // No other message is given up: a database or a venue comes back, and a node that stops leaves its messages.
        options.OnAnyException().ScheduleRetryIndefinitely(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// Gives a message its durable queue, with its conventional name. The convention finds its queues only after
    /// subscriptions and due messages have begun to run at a start: what they send before that is lost, as is everything
    /// of its class that the process sends from then on.
    /// </summary>
    internal static LocalQueueConfiguration Queue<TMessage>(WolverineOptions options) =>
        options.PublishMessage<TMessage>().ToLocalQueue(typeof(TMessage).ToMessageTypeName().ToLowerInvariant()).UseDurableInbox();
}
