using Faro.Http.Keys;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Health;

/// <summary><c>GET /healthz/ready</c>: the database answers, the log's tables exist, the views follow the log.</summary>
[Tags("Health")]
public static class ReadyEndpoint
{
    /// <summary>Readiness for orchestrators</summary>
    /// <remarks>200 when the database answers, the log's tables exist and every view is close to the end of the log; else 503.</remarks>
    [WolverineGet("/healthz/ready", OperationId = "ready"), Scope("probe"), Returns<ReadyAnswer>, Refuses(503)]
    public static async Task<Answer> Get(Readiness readiness, CancellationToken stop)
    {
        var look = await readiness.Look(stop);
        return look.IsReady
            ? Answer.Of(new ReadyAnswer { Status = "ready", Checks = look.Checks })
            : Answer.Of(new ReadyAnswer { Status = "not_ready", Checks = look.Checks, Error = "unavailable", Message = "Not ready." }, 503);
    }
}
