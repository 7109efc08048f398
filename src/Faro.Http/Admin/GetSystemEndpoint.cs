using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest.Queries;
using Faro.Ingest.Syncing;
using Faro.Matching.Matches;
using Wolverine.Http;
using Wolverine.Persistence.Durability;

namespace Faro.Http.Admin;

/// <summary><c>GET /api/v1/admin/system</c>: the nodes, what they run, the schedules, and how many markets each venue lists.</summary>
[Tags("Operations")]
public static class GetSystemEndpoint
{
    /// <summary>System</summary>
    /// <remarks>The nodes with workers and what each runs, the schedules with their next time, and how many markets of each venue are known.</remarks>
    [WolverineGet("/api/v1/admin/system", OperationId = "getSystem"), Scope("admin"), Returns<SystemAnswer>]
    public static async Task<Answer> Get(IMessageStore store, IConfiguration configuration, MarketQueries markets, FaroHttpOptions options, TimeProvider clock, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var sync = configuration.GetSection(SyncOptions.Section).Get<SyncOptions>() ?? new();
        var match = configuration.GetSection(MatchOptions.Section).Get<MatchOptions>() ?? new();
        return Answer.Of(new SystemAnswer
        {
            Mode = !options.Workers ? "api" : options.Cluster ? "cluster" : "single",
            Nodes = [.. (await store.Nodes.LoadAllNodesAsync(stop)).OrderBy(n => n.AssignedNodeNumber).Select(NodeAnswer.Of)],
            Schedules = [ScheduleAnswer.Of("sync", sync.Cron, sync.Enabled, now), ScheduleAnswer.Of("match", match.Cron, match.Enabled, now)],
            Venues = [.. (await markets.Counts(stop)).Select(c => new VenueCountAnswer { Venue = c.Venue, Markets = c.All, Trading = c.Trading })],
        });
    }
}
