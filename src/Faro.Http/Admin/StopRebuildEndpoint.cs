using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Admin;

/// <summary><c>DELETE /api/v1/admin/projections/{name}/rebuild</c> stops a rebuild; the old views keep serving.</summary>
[Tags("Operations")]
public static class StopRebuildEndpoint
{
    /// <summary>Stop a rebuild</summary>
    /// <remarks>Stops a rebuild that runs on this node. The old read model keeps serving, and what was already built is kept.</remarks>
    [WolverineDelete("/api/v1/admin/projections/{name}/rebuild", OperationId = "stopRebuild"), Scope("admin"), Returns<RebuildAnswer>, Refuses(404)]
    public static async Task<Answer> Delete([AsParameters] ProjectionParameters asked, RunningRebuilds rebuilds) => await rebuilds.Stop(asked.Name)
        ? Answer.Of(new RebuildAnswer { Name = asked.Name, Status = "stopped" })
        : ApiErrors.NotFound("No rebuild of that name runs on this node.");
}
