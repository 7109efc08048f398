using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Admin;

/// <summary>
/// <c>POST /api/v1/admin/projections/{name}/rebuild</c> starts a blue/green rebuild and returns at once; its progress is
/// in <c>GET /api/v1/admin/projections</c>.
/// </summary>
[Tags("Operations")]
public static class RebuildProjectionEndpoint
{
    /// <summary>Rebuild a projection</summary>
    /// <remarks>Rebuilds the read model next to the one that serves, and switches to it when done. A stopped rebuild resumes where it stopped.
    /// With hold it stops before the switch and reports the difference; the same call without hold then switches.
    /// With restart it first discards what was already built, which is necessary after a change of the projection's code.</remarks>
    [WolverinePost("/api/v1/admin/projections/{name}/rebuild", OperationId = "rebuildProjection"), Scope("admin")]
    [Returns<RebuildAnswer>(Status = 202), Refuses(404, 409)]
    public static Answer Post([AsParameters] RebuildParameters asked, RunningRebuilds rebuilds) => rebuilds.Start(asked.Name, asked.Hold, asked.Restart) switch
    {
        RunningRebuilds.Outcome.Started => Answer.Of(new RebuildAnswer { Name = asked.Name, Status = "running" }, 202),
        RunningRebuilds.Outcome.AlreadyRunning => ApiErrors.Conflict("This projection is already being rebuilt."),
        _ => ApiErrors.NotFound("No such projection."),
    };
}
