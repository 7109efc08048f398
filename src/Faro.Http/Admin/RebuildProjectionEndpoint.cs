using Faro.Http.Keys;
using Faro.Http.Serving;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Admin;

/// <summary>
/// <c>POST /api/v1/admin/projections/{name}/rebuild</c> starts a blue/green rebuild and answers at once; its progress is
/// in <c>GET /api/v1/admin/projections</c>.
/// </summary>
[Tags("Operations")]
public static class RebuildProjectionEndpoint
{
    /// <summary>Rebuild a projection</summary>
    /// <remarks>Folds the read model anew beside the serving one and switches when it is done. A rebuild that was stopped goes on where it was.
    /// With hold it stops before the switch and shows the difference; the same call without hold then switches.
    /// With restart what is folded is thrown away first, which a change of the code that folds makes necessary.</remarks>
    [WolverinePost("/api/v1/admin/projections/{name}/rebuild", OperationId = "rebuildProjection"), Scope("admin")]
    [Returns<RebuildAnswer>(Status = 202), Refuses(404, 409)]
    public static Answer Post([AsParameters] RebuildParameters asked, RunningRebuilds rebuilds) => rebuilds.Start(asked.Name, asked.Hold, asked.Restart) switch
    {
        RunningRebuilds.Outcome.Started => Answer.Of(new RebuildAnswer { Name = asked.Name, Status = "running" }, 202),
        RunningRebuilds.Outcome.AlreadyRunning => ApiErrors.Conflict("This projection is being rebuilt."),
        _ => ApiErrors.NotFound("No such projection."),
    };
}
