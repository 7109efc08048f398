using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log.Following;
using Wolverine.Http;

namespace Faro.Http.Admin;

/// <summary><c>GET /api/v1/admin/projections</c>: how far each view is behind the log, who runs it, and its current rebuild.</summary>
[Tags("Operations")]
public static class ListProjectionsEndpoint
{
    /// <summary>Projections</summary>
    /// <remarks>How far each view is behind the log, which node runs it, and the rebuild under way, if any.</remarks>
    [WolverineGet("/api/v1/admin/projections", OperationId = "listProjections"), Scope("admin"), Returns<ProjectionListAnswer>]
    public static async Task<Answer> Get(ProjectionAdmin projections, RunningRebuilds rebuilds, CancellationToken stop) =>
        Answer.Of(new ProjectionListAnswer { Projections = [.. (await projections.Status(stop)).Select(s => ProjectionAnswer.Of(s, rebuilds))] });
}
