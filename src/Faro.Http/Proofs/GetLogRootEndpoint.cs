using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Proofs.Roots;
using Wolverine.Http;

namespace Faro.Http.Proofs;

/// <summary><c>GET /api/v1/log/root</c>: a signed root of the log.</summary>
[Tags("Proofs")]
public static class GetLogRootEndpoint
{
    /// <summary>Signed root</summary>
    /// <remarks>The latest signed root of the log, or the root of a given size. Keep one, and you can check later whether history was rewritten.</remarks>
    [WolverineGet("/api/v1/log/root", OperationId = "getLogRoot"), Scope("public"), Returns<LogRootAnswer>, Refuses(400, 404, 503)]
    public static async Task<Answer> Get([AsParameters] LogRootParameters asked, LogRoots roots, CancellationToken stop) =>
        LogRootAnswer.Of(asked.Size is { } size ? await roots.Of(size, stop) : await roots.Latest(stop) ?? await roots.Sign(stop));
}
