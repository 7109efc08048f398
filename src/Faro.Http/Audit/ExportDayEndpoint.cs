using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Wolverine.Http;

namespace Faro.Http.Audit;

/// <summary><c>GET /api/v1/admin/export</c>: everything that was recorded in a day as a file.</summary>
[Tags("Audit")]
public static class ExportDayEndpoint
{
    /// <summary>Export day</summary>
    /// <remarks>Every fact that was recorded in a day (UTC), of every account, in the order of the log, as JSON Lines or CSV.</remarks>
    [WolverineGet("/api/v1/admin/export", OperationId = "exportDay"), Scope("admin")]
    [Returns<RecordedFactAnswer>(ContentType = FactExport.Jsonl, OtherContentType = FactExport.Csv)]
    public static Answer Get([AsParameters] ExportDayParameters asked, FactQueries facts)
    {
        DayAttribute.TryRead(asked.Date, out var from);
        return FactExport.Of(asked.Format, asked.Date, facts.RecordedIn(from, from.AddDays(1)));
    }
}
