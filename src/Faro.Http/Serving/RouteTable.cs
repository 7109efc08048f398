using Faro.EventStore;
using Faro.Http.Admin;
using Faro.Http.Health;
using Faro.Http.Keys;

namespace Faro.Http.Serving;

/// <summary>All routes of the API.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<ApiRoute> Create(IServiceProvider services)
    {
        var log = Of<EventLog>();
        var views = Of<KeyViews>();
        var ring = Of<KeyRing>();
        var telemetry = Of<HttpTelemetry>();
        var projections = Of<ProjectionAdmin>();
        return
        [
            HealthRoutes.Health(Of<TimeProvider>()),
            HealthRoutes.Live(),
            HealthRoutes.Ready(Of<Readiness>()),
            IssueKey.Create(log, views, telemetry),
            ListKeys.Create(log, views, ring),
            RevokeKey.Create(log, ring, telemetry),
            ProjectionStatus.Create(projections),
        ];

        T Of<T>()
            where T : notnull => services.GetRequiredService<T>();
    }
}
