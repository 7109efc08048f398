using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Proofs.Roots;
using Wolverine.Http;

namespace Faro.Http.Proofs;

/// <summary><c>GET /api/v1/log/key</c>: the public key of the log's roots.</summary>
[Tags("Proofs")]
public static class GetLogKeyEndpoint
{
    /// <summary>Log key</summary>
    /// <remarks>The public key that verifies the signatures on the log's roots. Compare it with the key that the operator has published elsewhere.</remarks>
    [WolverineGet("/api/v1/log/key", OperationId = "getLogKey"), Scope("public"), Returns<LogKeyAnswer>, Refuses(404)]
    public static Answer Get(LogRoots roots) => roots.Key is { } key ? Answer.Of(LogKeyAnswer.Of(key)) : ApiErrors.NotFound("This installation signs no roots.");
}
