using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Wolverine.Http;

namespace Faro.Http.Audit;

/// <summary><c>GET /api/v1/admin/audit</c>: everything that one request or run recorded.</summary>
[Tags("Audit")]
public static class GetAdminAuditEndpoint
{
    /// <summary>All facts of a request</summary>
    /// <remarks>Every fact that one request or run recorded, of every account, of keys and runs too, in the order of the log.</remarks>
    [WolverineGet("/api/v1/admin/audit", OperationId = "getAdminAudit"), Scope("admin"), Returns<HistoryAnswer>]
    public static async Task<Answer> Get([AsParameters] AuditParameters asked, FactQueries facts, CancellationToken stop) =>
        HistoryPage.Of(await facts.WrittenBy(asked.CorrelationId, asked.After ?? 0, asked.Limit + 1, stop), asked.Limit);
}
