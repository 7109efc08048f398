using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Health;

/// <summary><c>GET /api/v1/health</c>: the documented public probe.</summary>
[Tags("Health")]
public static class HealthEndpoint
{
    /// <summary>Liveness</summary>
    /// <remarks>Public liveness probe. Never touches the database.</remarks>
    [WolverineGet("/api/v1/health", OperationId = "health"), Scope("public"), Returns<HealthAnswer>]
    public static Answer Get(TimeProvider clock) => Answer.Of(new HealthAnswer { Ok = true, Ts = ApiJson.Milliseconds(clock.GetUtcNow()) });
}
