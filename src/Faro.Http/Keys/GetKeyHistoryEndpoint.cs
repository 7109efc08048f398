using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Marten;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>GET /api/v1/admin/keys/{id}/history</c>: the recorded facts about a key.</summary>
[Tags("Keys")]
public static class GetKeyHistoryEndpoint
{
    /// <summary>Key history</summary>
    /// <remarks>The recorded facts about the key: who issued, rotated and revoked it, and when. Never its plaintext or its hash.</remarks>
    [WolverineGet("/api/v1/admin/keys/{id}/history", OperationId = "getKeyHistory"), Scope("admin"), Returns<HistoryAnswer>(FromLog = true), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] HistoryParameters asked, IQuerySession keys, EventLog log, CancellationToken stop) =>
        await keys.LoadAsync<KeyView>(KeyView.StreamOf(asked.Id), stop) is null
            ? ApiErrors.NotFound("No such key.")
            : await HistoryPage.Read(log, [KeyView.StreamOf(asked.Id)], asked, stop);
}
