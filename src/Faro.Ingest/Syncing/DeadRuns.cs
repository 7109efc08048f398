using Faro.Ingest.Queries;
using Faro.Log;

namespace Faro.Ingest.Syncing;

/// <summary>Runs whose process died before they ended.</summary>
public static class DeadRuns
{
    /// <summary>Why such a run is abandoned.</summary>
    public const string Reason = "The process that ran it exited before the run was complete.";

    /// <summary>
    /// Abandons every run of a kind that has not ended, when no run of the kind is alive: after the start of a process, before anybody asks for
    /// a run again.
    /// </summary>
    /// <returns>The abandoned runs; null when another process holds the lock and will do it.</returns>
    public static async Task<IReadOnlyList<string>?> AbandonAll(EventLog log, string kind, CancellationToken cancel)
    {
        await using var held = await RunLock.TryTake(log, kind, cancel);
        return held is null ? null : await Abandon(log, kind, null, cancel);
    }

    /// <summary>Abandons every other run of a kind that has not ended. Only the holder of the kind's <see cref="RunLock"/> knows that none of them is alive.</summary>
    /// <param name="log">The log.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="but">The run that is alive; null when none is.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>The abandoned runs.</returns>
    public static async Task<IReadOnlyList<string>> Abandon(EventLog log, string kind, string? but, CancellationToken cancel)
    {
        var abandoned = new List<string>();
        foreach (var run in (await new RunQueries(log).Running(kind, cancel)).Where(r => r != but))
        {
            await using var session = log.Store.LightweightSession();
            var facts = await session.Events.FetchStreamAsync(run, token: cancel);
            if (facts.Aggregate((RunView?)null, RunView.Evolve) is not { Status: "running" })
                continue;
            session.Events.Append(run, facts.Count + 1, new RunAbandoned(Reason));
            try
            {
                await session.SaveChangesAsync(cancel);
                abandoned.Add(run);
            }
            catch (Exception e) when (e.IsConflict())
            {
                // It has ended itself meanwhile.
            }
        }

        return abandoned;
    }
}
