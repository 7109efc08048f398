using Faro.Ingest.Queries;
using Faro.Log;

namespace Faro.Ingest.Syncing;

/// <summary>Runs whose process died before they ended.</summary>
public static class DeadRuns
{
    /// <summary>Why such a run is abandoned.</summary>
    public const string Reason = "The process that ran it ended before it did.";

    /// <summary>Abandons every run of a kind that has not ended. Only whoever holds the <see cref="RunLock"/> of the kind knows that none of them lives.</summary>
    /// <returns>The abandoned runs.</returns>
    public static async Task<IReadOnlyList<string>> Abandon(EventLog log, string kind, CancellationToken cancel)
    {
        var abandoned = new List<string>();
        foreach (var run in await new RunQueries(log).Running(kind, cancel))
        {
            var (view, version) = await log.Fold<RunView?>(run, null, RunView.Evolve, null, cancel);
            if (view is not { Status: "running" })
                continue;
            if ((await log.Append(run, ExpectedVersion.At(version), new RunAbandoned(Reason), null, cancel)).Succeeded)
                abandoned.Add(run);
        }

        return abandoned;
    }
}
