using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Health;

/// <summary><c>GET /healthz/live</c>: the process answers.</summary>
[Tags("Health")]
public static class LiveEndpoint
{
    /// <summary>Liveness for orchestrators</summary>
    [WolverineGet("/healthz/live", OperationId = "live"), Scope("probe"), Returns<LiveAnswer>]
    public static Answer Get() => Answer.Of(new LiveAnswer { Status = "live" });
}
