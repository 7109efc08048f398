using Faro.Http.Admin;
using Faro.Http.Cron;
using Faro.Http.Events;
using Faro.Http.Health;
using Faro.Http.Keys;
using Faro.Http.Markets;
using Faro.Http.Matches;
using Faro.Http.OpenApi;
using Faro.Http.Orders;
using Faro.Http.Portfolio;
using Faro.Http.Sandbox;
using Faro.Http.Site;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching;
using Faro.Matching.Matches;
using Faro.Orders;
using Faro.Orders.Cancelling;
using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Orders.Submitting;
using Faro.Venues;
using Microsoft.Extensions.Options;

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
            ListEvents.Create(events, log),
            GetEvent.Create(events, log),
            GetEventHistory.Create(events, log),
            GetQuotes.Create(Of<QuoteService>()),
            GetOrderbook.Create(Of<QuoteService>()),
            ListMarkets.Create(Of<MarketQueries>()),
            PrepareOrder.Create(Of<PrepareService>()),
            SubmitOrder.Create(Of<SubmitService>()),
            ListOrders.Create(Of<OrderQueries>()),
            GetOrder.Create(Of<OrderQueries>(), log),
            GetOrderHistory.Create(Of<OrderQueries>()),
            GetOrderReceipt.Create(Of<OrderQueries>()),
            .. CancelOrder.Create(Of<CancelService>()),
            RefreshOrder.Create(Of<CancelService>()),
            GetPositions.Create(Of<PortfolioService>()),
            GetBalances.Create(Of<PortfolioService>()),
            GetSandbox.Create(Of<IOptions<VenuesOptions>>().Value),
            IssueKey.Create(log, views, telemetry),
            ListKeys.Create(log, views, ring),
            RevokeKey.Create(log, ring, telemetry),
            SyncEvents.Create(Of<SyncRunner>(), Of<MatchRunner>(), Of<IHostApplicationLifetime>()),
            MatchMarkets.Create(Of<MatchRunner>(), Of<RunQueries>(), Of<IHostApplicationLifetime>()),
            ListMatches.Create(Of<MatchQueries>(), log),
            GetMatch.Create(Of<MatchQueries>(), log),
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
