using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Marten;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>DELETE /api/v1/admin/keys/{id}</c>: a revoked key stops on every node within a second. Revoking twice has no further effect.</summary>
[Tags("Keys")]
public static class RevokeKeyEndpoint
{
    /// <summary>Revoke API key</summary>
    /// <remarks>Soft-revokes a key by id. Subsequent requests using the key return 401, on every node within a second.</remarks>
    [WolverineDelete("/api/v1/admin/keys/{id}", OperationId = "revokeKey"), Scope("admin"), Returns<RevokedKeyAnswer>, Refuses(404)]
    public static async Task<Answer> Delete([AsParameters] ByIdParameters asked, Caller caller, IDocumentStore store, KeyRing ring, HttpTelemetry telemetry, HttpContext http)
    {
        var found = await store.Decide<KeyView, bool>(KeyView.StreamOf(asked.Id), Decide, caller.Metadata(http), cancel: http.RequestAborted);
        if (!found)
            return ApiErrors.NotFound("No such key.");
        ring.Revoke(asked.Id);
        telemetry.KeyRevoked(asked.Id, http.TraceIdentifier);
        return Answer.Of(new RevokedKeyAnswer { Id = asked.Id, Status = KeyView.Revoked });
    }

    private static (IReadOnlyList<object> Events, bool Found) Decide(KeyView? key) => key switch
    {
        null => ([], false),
        { Status: KeyView.Active } => ([new KeyRevoked()], true),
        _ => ([], true),
    };
}
