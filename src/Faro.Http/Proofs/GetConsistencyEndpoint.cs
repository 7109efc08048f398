using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Proofs.Roots;
using Wolverine.Http;

namespace Faro.Http.Proofs;

/// <summary><c>GET /api/v1/log/consistency</c>: shows that the log has only grown between two signed roots.</summary>
[Tags("Proofs")]
public static class GetConsistencyEndpoint
{
    /// <summary>Consistency proof</summary>
    /// <remarks>Proves that the log of the first signed root is a prefix of the log of the second (RFC 6962, 2.1.2).</remarks>
    [WolverineGet("/api/v1/log/consistency", OperationId = "getLogConsistency"), Scope("read"), Returns<ConsistencyAnswer>, Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ConsistencyParameters asked, LogRoots roots, CancellationToken stop)
    {
        if (asked.First > asked.Second)
            return ApiErrors.InvalidQuery(Issues.Of("first", "Is larger than second."));
        if (await roots.Of(asked.First, stop) is not { } first || await roots.Of(asked.Second, stop) is not { } second)
            return ApiErrors.NotFound("No signed root of that size.");
        var proof = await roots.Consistency(asked.First, asked.Second, stop);
        return Answer.Of(new ConsistencyAnswer { First = first.Note, Second = second.Note, Proof = [.. proof.Select(h => Convert.ToBase64String(h.Bytes))] });
    }
}
