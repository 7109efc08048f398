using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Judging;
using Microsoft.Extensions.Logging;

namespace Faro.Matching.Matches;

/// <summary>The result of a matching run.</summary>
/// <param name="RunId">Its id, or that of the run under way; null when one is about to begin.</param>
/// <param name="Status"><c>completed</c> or <c>already_running</c>.</param>
/// <param name="Counts">What it did; null when it did not run.</param>
public sealed record MatchResult(string? RunId, string Status, PairsJudged? Counts);

/// <summary>
/// Judges new and changed markets against their candidates, records the verdicts, and links what may be linked. One run
/// at a time on all nodes. A pair whose terms and judge are unchanged is not judged again.
/// </summary>
public sealed partial class MatchRunner(EventLog log, MatchQueries queries, Func<IJudge> judges, TimeProvider clock, ILogger<MatchRunner> logger)
{
    /// <summary>The kind of its runs.</summary>
    public const string Kind = "match";

    private readonly MatchCatalog _catalog = new(new LiveViews(log, new MarketViews()), new LiveViews(log, new RawEventViews()));

    /// <summary>Runs and returns when it has finished; returns at once when a run is under way or this one already ran.</summary>
    /// <param name="trigger">Who started it: <c>schedule</c>, <c>sync</c>, <c>cron</c>, <c>cli</c>.</param>
    /// <param name="scheduledFor">When it was due: the same time never runs twice. Null for now.</param>
    /// <param name="cancel">Stops the run; what was appended is kept.</param>
    public async Task<MatchResult> Run(string trigger, DateTimeOffset? scheduledFor = null, CancellationToken cancel = default)
    {
        var (held, running) = await RunLock.TakeOrName(log, Kind, cancel);
        if (held is null)
            return new MatchResult(running, SyncResult.AlreadyRunning, null);
        await using (held)
            return await Run(held, trigger, scheduledFor, cancel);
    }

    private async Task<MatchResult> Run(RunLock held, string trigger, DateTimeOffset? scheduledFor, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        if (await NewRun.Start(log, Kind, trigger, scheduledFor, clock.GetUtcNow(), cancel) is not { } run)
            return new MatchResult(NewRun.StreamOf(Kind, scheduledFor!.Value), "completed", null);
        await held.Name(run, cancel);
        await LoggedBoard.CaughtUp(log, cancel);
        foreach (var dead in await DeadRuns.Abandon(log, Kind, run, cancel))
            LogAbandoned(logger, dead);
        var judge = judges();
        try
        {
            await _catalog.Refresh(cancel);
            var counts = await new MatchPass(new LoggedBoard(log, queries, _catalog, run), judge).Run(cancel);
            _catalog.Settle();
            object[] facts = [counts, new RunCompleted((long)clock.GetElapsedTime(started).TotalMilliseconds)];
            await End(run, facts);
            LogRun(logger, run, counts.Markets, counts.Judged, counts.Linked, counts.Unlinked, counts.Deferred);
            await LoggedBoard.CaughtUp(log, cancel);
            return new MatchResult(run, "completed", counts);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await End(run, [new RunAbandoned("The run was stopped.")]);
            throw;
        }
        finally
        {
            await Done(judge);
        }
    }

    /// <summary>
    /// Records, after a sync, which verdicts were about words that a venue has changed, and ends their links. The events have
    /// separated already, with the fact of the change itself; the next run judges the pairs again. A run that is under way does
    /// the same.
    /// </summary>
    /// <param name="correlation">The correlation id of the facts, such as the sync's run.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>How many links ended.</returns>
    public async Task<int> Demote(string correlation, CancellationToken cancel = default)
    {
        await using var held = await RunLock.TryTake(log, Kind, cancel);
        if (held is null)
            return 0;
        try
        {
            await LoggedBoard.CaughtUp(log, cancel);
            await _catalog.Refresh(cancel);
            return await new MatchPass(new LoggedBoard(log, queries, _catalog, correlation), new RulesJudge()).Demote(cancel);
        }
        catch (TimeoutException e)
        {
            LogNotDemoted(logger, correlation, e.Message); // the next run records it
            return 0;
        }
    }

    /// <summary>
    /// Solves the groups again, judging the third pair if A is linked with B and B with C. False when a run is under way, which
    /// does the same at its end.
    /// </summary>
    /// <param name="correlation">The correlation id of the facts, such as the pair that an operator decided on.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<bool> Relink(string correlation, CancellationToken cancel)
    {
        await using var held = await RunLock.TryTake(log, Kind, cancel);
        if (held is null)
            return false;
        await LoggedBoard.CaughtUp(log, cancel);
        await _catalog.Refresh(cancel);
        var judge = judges();
        try
        {
            await new MatchPass(new LoggedBoard(log, queries, _catalog, correlation), judge).Link(cancel);
            return true;
        }
        finally
        {
            await Done(judge);
        }
    }

    /// <summary>Guarded: a run that was declared dead meanwhile cannot go on writing.</summary>
    private async Task End(string run, object[] facts)
    {
        await using var session = log.Store.LightweightSession(new EventMetadata(run));
        session.Events.Append(run, 1 + facts.Length, facts);
        await session.SaveChangesAsync(CancellationToken.None);
    }

    private static ValueTask Done(IJudge judge) => judge is IAsyncDisposable held ? held.DisposeAsync() : ValueTask.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} is abandoned: the process that ran it exited before the run was complete")]
    private static partial void LogAbandoned(ILogger logger, string run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Correlation}: verdicts on changed words were not demoted yet: {Reason}")]
    private static partial void LogNotDemoted(ILogger logger, string correlation, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run}: {Markets} new or changed markets, {Judged} pairs judged, {Linked} linked, {Unlinked} unlinked, {Deferred} deferred")]
    private static partial void LogRun(ILogger logger, string run, int markets, int judged, int linked, int unlinked, int deferred);
}
