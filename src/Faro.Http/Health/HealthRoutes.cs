using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Health;

/// <summary>Whether the process lives, whether it can be given work, and the documented public probe.</summary>
internal static class HealthRoutes
{
    /// <summary><c>GET /api/v1/health</c>: never touches the database.</summary>
    public static ApiRoute Health(TimeProvider clock) =>
        ApiRoute.Get("/api/v1/health", Access.Public, _ => Task.FromResult(
            Answer.Of(new { Ok = true, Ts = ApiJson.Milliseconds(clock.GetUtcNow()) }))) with
        {
            Docs = new RouteDocs("health", "Health", "Liveness", "Health")
            {
                Description = "Public liveness probe. Never touches the database.",
            },
        };

    /// <summary><c>GET /healthz/live</c>: the process answers.</summary>
    public static ApiRoute Live() =>
        ApiRoute.Get("/healthz/live", Access.Probe, _ => Task.FromResult(Answer.Of(new { Status = "live" }))) with
        {
            Docs = new RouteDocs("live", "Health", "Liveness for orchestrators", "Live"),
        };

    /// <summary><c>GET /healthz/ready</c>: the database answers, the log's tables are there, the views follow the log.</summary>
    public static ApiRoute Ready(Readiness readiness) =>
        ApiRoute.Get("/healthz/ready", Access.Probe, call => Handle(call, readiness)) with
        {
            Docs = new RouteDocs("ready", "Health", "Readiness for orchestrators", "Ready")
            {
                Description = "200 when the database answers, the log's tables are there and every view is close to the end of the log; else 503.",
                Also = [503],
            },
        };

    private static async Task<Answer> Handle(Call call, Readiness readiness)
    {
        var look = await readiness.Look(call.Cancel);
        return look.IsReady
            ? Answer.Of(new { Status = "ready", look.Checks })
            : Answer.Of(new { Error = "unavailable", Message = "Not ready.", Status = "not_ready", look.Checks }, 503);
    }
}
