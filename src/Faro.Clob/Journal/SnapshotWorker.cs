using Npgsql;

namespace Faro.Clob.Journal;

/// <summary>
/// Takes a snapshot after a number of batches. It never touches the running venue: it replays the journal from the last snapshot
/// into a venue of its own and stores that, so the writer never waits, and every snapshot has been
/// checked against the digests. During that time the venue is in memory twice.
/// </summary>
internal sealed partial class SnapshotWorker(
    PostgresJournal journal, VenueWriter writer, ClobOptions options, TimeProvider clock, ILogger<SnapshotWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Takes one now, of everything committed; null when there is nothing new.</summary>
    public async Task<long?> Take(CancellationToken cancel)
    {
        Recovered? from = await Recovery.FromSnapshot(journal, options.MaxOpenOrders, logger, cancel);
        long through = writer.LastBatch;
        if (through <= (from?.LastBatch ?? 0)) return null;
        long begun = clock.GetTimestamp();
        long digest = 0;
        Recovered state = await Recovery.Run(Noted(journal.Read(from?.LastBatch ?? 0, through, cancel)), options.MaxOpenOrders, cancel, from);
        VenueSnapshot snapshot = VenueSnapshot.Take(state, digest);
        await journal.WriteSnapshot(snapshot, cancel);
        long bytes = snapshot.Parts.Sum(p => (long)p.Length);
        double milliseconds = clock.GetElapsedTime(begun).TotalMilliseconds;
        SnapshotTaken(logger, state.LastBatch, state.Orders, bytes, milliseconds);
        return state.LastBatch;

        async IAsyncEnumerable<JournalBatch> Noted(IAsyncEnumerable<JournalBatch> batches)
        {
            await foreach (JournalBatch batch in batches)
            {
                digest = batch.Digest;
                yield return batch;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SnapshotEvery == 0) return;
        long? last = null;
        try
        {
            await writer.Ready.WaitAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(Pause, clock, stoppingToken);
                try
                {
                    if (!writer.Healthy) continue;
                    last ??= (await journal.Snapshots(stoppingToken)).FirstOrDefault();
                    if (writer.LastBatch - last < options.SnapshotEvery) continue;
                    last = await Take(stoppingToken) ?? writer.LastBatch;
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
                {
                    SnapshotFailed(logger, e); // the next round tries again; a restart replays more
                }
                catch (InvalidDataException e)
                {
                    // The journal does not replay: this needs an operator; the running venue is not affected.
                    SnapshotFailed(logger, e);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping; a half-written snapshot is rolled back.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "snapshot of batch {Batch}: {Orders} orders, {Bytes} bytes, taken in {Milliseconds:0} ms")]
    private static partial void SnapshotTaken(ILogger logger, long batch, long orders, long bytes, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "no snapshot could be taken; a restart will replay more of the journal")]
    private static partial void SnapshotFailed(ILogger logger, Exception e);
}
