using Faro.Http.Serving;
using Marten;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>GET /api/v1/admin/keys</c>: all keys, without their plaintext.</summary>
[Tags("Keys")]
public static class ListKeysEndpoint
{
    /// <summary>List API keys</summary>
    /// <remarks>All keys, oldest first, without their plaintext. last_used_at is accurate to a minute.</remarks>
    [WolverineGet("/api/v1/admin/keys", OperationId = "listKeys"), Scope("admin"), Returns<KeyListAnswer>]
    public static async Task<Answer> Get(IQuerySession log, KeyUses uses, TimeProvider clock, CancellationToken stop)
    {
        var used = await uses.Last(stop);
        var keys = await log.Query<KeyView>().ToListAsync(stop);
        return Answer.Of(new KeyListAnswer
        {
            Keys = [.. keys.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id).Select(k => KeyAnswer.Of(k, used.TryGetValue(k.Id, out var at) ? at : null, clock.GetUtcNow()))],
        });
    }
}
