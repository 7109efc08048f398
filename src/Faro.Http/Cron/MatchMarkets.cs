using System.Globalization;
using Faro.EventStore;
using Faro.Http.Serving;
using Faro.Ingest;

namespace Faro.Http.Cron;

/// <summary>
/// <c>POST</c> and <c>GET /api/v1/cron/match-markets</c>: a matching run, recorded like every run. No judge is wired to it
/// yet, so it links nothing and says so by an empty record.
/// </summary>
internal static class MatchMarkets
{
    private const string Kind = "match";

    public static ApiRoute Create(EventLog log, RunQueries runs, TimeProvider clock) =>
        new(["POST", "GET"], "/api/v1/cron/match-markets", Access.Cron, call => Handle(call, log, runs, clock))
        {
            Docs = new RouteDocs("matchMarkets", "Cron", "Match markets", "Run")
            {
                Description = "Pairs markets of different venues that resolve identically and answers the record of the run when it is over. "
                    + "A run already under way answers with status already_running and its id. Both POST and GET are accepted.",
            },
        };

    private static async Task<Answer> Handle(Call call, EventLog log, RunQueries runs, TimeProvider clock)
    {
        await using var held = await RunLock.TryTake(log, Kind, call.Cancel);
        if (held is null)
            return RunAnswer.Of(null, SyncResult.AlreadyRunning, null);
        for (var at = clock.GetUtcNow(); ; at = at.AddMilliseconds(1))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"run/{Kind}/{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
            object[] facts = [new RunStarted(Kind, "cron", log.Options.NodeName, null), new RunCompleted(0)];
            var append = new StreamAppend(id, ExpectedVersion.NoStream, facts) { StreamType = "run_view", Metadata = call.Metadata };
            var result = await log.Append(append, call.Cancel);
            if (result is AppendResult.Conflict)
                continue;
            result.Required();
            var run = await runs.Find(id, call.Cancel);
            return RunAnswer.Of(id, run!.Status, run);
        }
    }
}
