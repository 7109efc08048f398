using Faro.EventStore;
using Faro.Http.Admin;
using Faro.Http.Cron;
using Faro.Http.Events;
using Faro.Http.Health;
using Faro.Http.Keys;
using Faro.Http.Markets;
using Faro.Http.Matches;
using Faro.Http.OpenApi;
using Faro.Http.Site;
using Faro.Ingest;
using Faro.Matching;
using Faro.Matching.Matches;

namespace Faro.Http.Serving;

/// <summary>All routes of the API.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<ApiRoute> Create(IServiceProvider services)
    {
        var log = Of<EventLog>();
        var clock = Of<TimeProvider>();
        var views = Of<KeyViews>();
        var ring = Of<KeyRing>();
        var telemetry = Of<HttpTelemetry>();
        var events = Of<EventQueries>();
        ApiRoute[] api =
        [
            ListEvents.Create(events),
            GetEvent.Create(events),
            GetEventHistory.Create(events, log),
            ListMarkets.Create(Of<MarketQueries>()),
            IssueKey.Create(log, views, telemetry),
            ListKeys.Create(log, views, ring),
            RevokeKey.Create(log, ring, telemetry),
            SyncEvents.Create(Of<SyncRunner>(), Of<IHostApplicationLifetime>()),
            MatchMarkets.Create(Of<MatchRunner>(), Of<RunQueries>(), Of<IHostApplicationLifetime>()),
            ListMatches.Create(Of<MatchQueries>()),
            GetMatch.Create(Of<MatchQueries>()),
            GetMatch.CreateHistory(Of<MatchQueries>(), log),
            OverrideMatch.Create(Of<MatchRunner>()),
            ProjectionStatus.Create(Of<ProjectionAdmin>()),
            .. RebuildProjection.Create(Of<RunningRebuilds>()),
            HealthRoutes.Health(clock),
            HealthRoutes.Live(),
            HealthRoutes.Ready(Of<Readiness>()),
        ];
        return [.. api, SiteRoutes.Document(OpenApiDocument.Write(api)), .. SiteRoutes.Create()];

        T Of<T>()
            where T : notnull => services.GetRequiredService<T>();
    }
}
