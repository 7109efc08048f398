using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Keys;

/// <summary><c>DELETE /api/v1/admin/keys/{id}</c>: a revoked key stops on every node within a second. Revoking twice is once.</summary>
internal static class RevokeKey
{
    private static readonly Parameter<Guid> Id = Parameters.PathId("The key's id.");

    public static ApiRoute Create(EventLog log, KeyRing ring, HttpTelemetry telemetry) =>
        ApiRoute.Delete("/api/v1/admin/keys/{id}", Access.Admin, call => Handle(call, log, ring, telemetry)) with
        {
            Parameters = [Id],
            Docs = new RouteDocs("revokeKey", "Keys", "Revoke API key", "RevokedKey")
            {
                Description = "Soft-revokes a key by id. Subsequent requests using the key return 401, on every node within a second.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, EventLog log, KeyRing ring, HttpTelemetry telemetry)
    {
        var id = call.Get(Id);
        var found = await log.Decide<KeyView?, bool>(
            KeyView.StreamOf(id), null, KeyView.Evolve, key => Decide(key), call.Metadata, call.Cancel);
        if (!found)
            return ApiErrors.NotFound("No such key.");
        ring.Revoke(id);
        telemetry.KeyRevoked(id, call.RequestId);
        return Answer.Of(new { Id = id, Status = KeyView.Revoked });
    }

    private static (IReadOnlyList<object> Events, bool Found) Decide(KeyView? key) => key switch
    {
        null => ([], false),
        { Status: KeyView.Active } => ([new KeyRevoked()], true),
        _ => ([], true),
    };
}
