using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Orders;
using Wolverine.Http;

namespace Faro.Http.Audit;

/// <summary><c>GET /api/v1/orders/{id}/export</c>: the recorded facts of the order as a file.</summary>
[Tags("Audit")]
public static class ExportOrderEndpoint
{
    /// <summary>Export order</summary>
    /// <remarks>All recorded facts of the order in the order of the log, as JSON Lines or CSV.</remarks>
    [WolverineGet("/api/v1/orders/{id}/export", OperationId = "exportOrder"), Scope("read")]
    [Returns<RecordedFactAnswer>(ContentType = FactExport.Jsonl, OtherContentType = FactExport.Csv), Refuses(404)]
    public static async Task<Answer> Get([AsParameters] ExportParameters asked, Caller caller, OrderQueries orders, EventLog log, CancellationToken stop) =>
        await orders.Find(asked.Id, caller.Owner, stop) is null
            ? ApiErrors.NotFound("No such order.")
            : FactExport.Of(asked.Format, $"order-{asked.Id}", (await log.ReadStream(OrderView.StreamOf(asked.Id), cancel: stop)).ToAsyncEnumerable());
}
