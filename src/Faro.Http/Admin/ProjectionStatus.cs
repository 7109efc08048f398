using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Admin;

/// <summary><c>GET /api/v1/admin/projections</c>: how far each view is behind the log, who runs it, and a rebuild under way.</summary>
internal static class ProjectionStatus
{
    public static ApiRoute Create(ProjectionAdmin projections) =>
        ApiRoute.Get("/api/v1/admin/projections", Access.Admin, call => Handle(call, projections)) with
        {
            Docs = new RouteDocs("listProjections", "Operations", "Projections", "ProjectionList")
            {
                Description = "How far each view is behind the log, which node runs it, and the rebuild under way, if any.",
            },
        };

    private static async Task<Answer> Handle(Call call, ProjectionAdmin projections) => Answer.Of(new
    {
        Projections = (await projections.Status(call.Cancel)).Select(s => new
        {
            s.Name,
            s.Shard,
            s.Lifecycle,
            s.Position,
            s.HighWater,
            s.LagEvents,
            s.LagSeconds,
            s.State,
            s.Reason,
            s.Owner,
            Rebuild = s.Rebuild is { } r
                ? new { r.Done, r.Total, r.EventsPerSecond, EtaSeconds = r.Eta is { } eta ? (int?)Math.Ceiling(eta.TotalSeconds) : null, r.Status }
                : null,
        }),
    });
}
