using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// Runs one async projection on this node: read a page up to the mark, fold it in memory, write rows and progress in one
/// transaction that first proves the lease. So each event is taken in exactly once, whoever crashes.
/// </summary>
internal sealed partial class ShardWorker(EventLog log, Projection projection, HighWater highWater, LeaseKeeper leases, ILogger logger)
{
    /// <summary>How often progress past other projections' events is written down: each append would else cost a commit a shard.</summary>
    private static readonly TimeSpan EmptySaves = TimeSpan.FromMilliseconds(50);

    private readonly string _shard = projection.ShardName;
    private readonly HashSet<string> _names = log.Types.NamesOf(projection.Handles).ToHashSet(StringComparer.Ordinal);
    private readonly ViewFold _fold = projection.Fold(log.Schema, "");
    private readonly ShardStore _store = new(log, projection.ShardName);

    /// <summary>The projection.</summary>
    public string Name => projection.Name;

    /// <summary>How far this node has taken the shard; null while another node runs it.</summary>
    public long? Position { get; private set; }

    /// <summary>When the last event it has taken in was recorded.</summary>
    public DateTimeOffset LastRecordedAt { get; private set; }

    public async Task Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (leases.Held(_shard) is not { } lease)
            {
                await Task.WhenAny(leases.Changed, Task.Delay(log.Options.PollInterval, cancel));
                continue;
            }

            try
            {
                await Follow(lease, cancel);
            }
            catch (FencedException)
            {
                leases.Lost(lease);
            }
            catch (Exception e) when (Failures.IsDatabase(e))
            {
                LogInterrupted(logger, _shard, e.Message);
                await Task.Delay(log.Options.PollInterval, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task Follow(Lease lease, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await LeaseKeeper.Name(connection, $"shard-{leases.Node}", cancel);
        var position = await _store.Position(connection, cancel);
        var skips = await _store.Skips(connection, cancel);
        Position = position;
        log.Recent.HasRead(_shard, position);
        var saved = position;
        var savedAt = Stopwatch.GetTimestamp();
        Task<Page>? ahead = null;
        try
        {
            while (!cancel.IsCancellationRequested && leases.Held(_shard) == lease)
            {
                var moved = highWater.Moved;
                if (highWater.Current <= position)
                {
                    await Task.WhenAny(moved, Task.Delay(saved < position ? EmptySaves : TimeSpan.FromSeconds(1), cancel));
                    if (saved < position && Stopwatch.GetElapsedTime(savedAt) >= EmptySaves)
                        await Save([]);
                    continue;
                }

                var page = ahead is not null ? await ahead : await ReadPage(position, cancel);
                ahead = null;
                if (page.After != position)
                    continue; // read ahead of a position that a rebuild has moved
                if (page.Ceiling < highWater.Current)
                    ahead = ReadPage(page.Ceiling, cancel);

                var events = skips.Count == 0 ? page.Events : page.Events.FindAll(e => !skips.Contains(e.Sequence));
                try
                {
                    position = page.Ceiling;
                    if (events.Count > 0 || Stopwatch.GetElapsedTime(savedAt) >= EmptySaves)
                        await Save(events);
                    Position = position;
                    if (page.Events.Count > 0)
                        LastRecordedAt = page.Events[^1].RecordedAt;
                }
                catch (PoisonEventException poison)
                {
                    saved = position = await StopAt(connection, lease, saved, events, poison, cancel);
                    skips = await WaitForSkip(connection, poison.Event.Sequence, lease, cancel);
                    ahead = null;
                }
            }
        }
        finally
        {
            Position = null;
            if (ahead is not null)
                await ahead.ContinueWith(t => t.Exception, TaskScheduler.Default);
            log.Recent.Leave(_shard);
            // Back in the pool it is no shard's session any more, and no successor may end it for one.
            if (connection.State == System.Data.ConnectionState.Open)
                await LeaseKeeper.Name(connection, null, CancellationToken.None);
        }

        async Task Save(List<Recorded> events)
        {
            await Write(connection, lease, saved, position, events, cancel);
            (saved, savedAt) = (position, Stopwatch.GetTimestamp());
        }
    }

    private async Task<Page> ReadPage(long after, CancellationToken cancel)
    {
        var mark = highWater.Current;
        var page = log.Recent.After(after, mark, log.Options.BatchSize, _names) is { } recent
            ? new Page(after, recent.Ceiling, recent.Events)
            : await FetchPage(after, mark, cancel);
        log.Recent.HasRead(_shard, page.Ceiling);
        return page;
    }

    private async Task<Page> FetchPage(long after, long mark, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var events = await log.Reader.Page(connection, null, after, mark, log.Options.BatchSize, _names, cancel);
        // A full page ends at its last event; a short one proves that there is nothing more up to the mark.
        return new Page(after, events.Count < log.Options.BatchSize ? mark : events[^1].Sequence, events);
    }

    private async Task Write(
        NpgsqlConnection connection, Lease lease, long from, long to, List<Recorded> events, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                await _store.Advance(connection, transaction, from, to, lease.Epoch, cancel);
                if (events.Count > 0)
                    await _fold.Apply(connection, transaction, events, cancel);
                await transaction.CommitAsync(cancel);
                return;
            }
            catch (PoisonEventException e) when (attempt < log.Options.PoisonRetries)
            {
                LogRetry(logger, _shard, e.Event.Sequence, attempt, e.Message);
                await Task.Delay(50 * attempt, cancel);
            }
        }
    }

    /// <summary>Takes in everything before the event, leaves a dead letter, and says on the progress row why the shard stands still.</summary>
    private async Task<long> StopAt(
        NpgsqlConnection connection, Lease lease, long position, List<Recorded> events, PoisonEventException poison, CancellationToken cancel)
    {
        var before = poison.Event.Sequence - 1;
        if (before > position)
        {
            await Write(connection, lease, position, before, events.FindAll(e => e.Sequence <= before), cancel);
            position = before;
        }

        await _store.Pause(connection, projection.Name, poison, cancel);
        LogPaused(logger, _shard, poison.Event.Sequence, poison.Message);
        return position;
    }

    private async Task<HashSet<long>> WaitForSkip(NpgsqlConnection connection, long sequence, Lease lease, CancellationToken cancel)
    {
        while (true)
        {
            var skips = await _store.Skips(connection, cancel);
            if (skips.Contains(sequence) || leases.Held(_shard) != lease || cancel.IsCancellationRequested)
                return skips;
            await Task.Delay(log.Options.PollInterval, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: event {Sequence} failed, attempt {Attempt}: {Reason}")]
    private static partial void LogRetry(ILogger logger, string shard, long sequence, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shard {Shard} stopped at event {Sequence}: {Reason}")]
    private static partial void LogPaused(ILogger logger, string shard, long sequence, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} was interrupted: {Reason}")]
    private static partial void LogInterrupted(ILogger logger, string shard, string reason);

    private sealed record Page(long After, long Ceiling, List<Recorded> Events);
}

/// <summary>Another node runs the shard now: this one has written nothing and must stop.</summary>
internal sealed class FencedException(string shard) : Exception($"Shard {shard} belongs to another node.");
