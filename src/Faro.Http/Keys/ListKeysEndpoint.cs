using Faro.Http.Serving;
using Faro.Log;
using Marten;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>GET /api/v1/admin/keys</c>: all keys, without their plaintext.</summary>
[Tags("Keys")]
public static class ListKeysEndpoint
{
    /// <summary>List API keys</summary>
    /// <remarks>All keys, oldest first, without their plaintext. last_used_at is accurate to a minute.</remarks>
    [WolverineGet("/api/v1/admin/keys", OperationId = "listKeys"), Scope("admin"), Returns<KeyListAnswer>(FromLog = true)]
    public static Task<Answer> Get(IQuerySession session, KeyUses uses, EventLog log, TimeProvider clock, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [], () => All(session, uses, clock, stop), stop);

    private static async Task<Answer> All(IQuerySession session, KeyUses uses, TimeProvider clock, CancellationToken stop)
    {
        var used = await uses.Last(stop);
        var keys = await session.Query<KeyView>().ToListAsync(stop);
        return Answer.Of(new KeyListAnswer
        {
            Keys = [.. keys.OrderBy(k => k.CreatedAt).ThenBy(k => k.Id).Select(k => KeyAnswer.Of(k, used.TryGetValue(k.Id, out var at) ? at : null, clock.GetUtcNow()))],
        });
    }
}
