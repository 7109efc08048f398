using System.ComponentModel.DataAnnotations;
using Faro.Http.Cron;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Wolverine.Http;

namespace Faro.Http.Admin;

/// <summary><c>GET /api/v1/admin/runs</c>: what syncs and matching runs did, the latest first.</summary>
[Tags("Operations")]
public static class ListRunsEndpoint
{
    /// <summary>Runs</summary>
    /// <remarks>The records of syncs and matching runs, the latest first.</remarks>
    [WolverineGet("/api/v1/admin/runs", OperationId = "listRuns"), Scope("admin"), Returns<RunListAnswer>(FromLog = true)]
    public static Task<Answer> Get([AsParameters] RunsParameters asked, RunQueries runs, EventLog log, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [typeof(RunViews)], () => Latest(asked, runs, stop), stop);

    private static async Task<Answer> Latest(RunsParameters asked, RunQueries runs, CancellationToken stop)
    {
        List<byte[]> rows = [.. (await runs.Latest(asked.Kind, asked.Limit, stop)).Select(StoredTimes.InZ)];
        return Answer.Json(JsonRows.Object(JsonRows.SizeOf(rows), json => json.Write("runs", rows)));
    }
}

/// <summary>Which runs.</summary>
[Asked]
public sealed record RunsParameters
{
    /// <summary>Only syncs, or only matching runs.</summary>
    [OneOf("sync", "match")]
    public string? Kind { get; init; }

    /// <summary>How many runs, the newest first.</summary>
    [Range(1, 200)]
    public int Limit { get; init; } = 30;
}

/// <summary>Runs.</summary>
public sealed record RunListAnswer
{
    /// <summary>The runs, latest first.</summary>
    public required IReadOnlyList<RunAnswer> Runs { get; init; }
}
