using System.Threading.Channels;
using Faro.Clob.Engine;
using Faro.Clob.Venue;

namespace Faro.Clob.Journal;

/// <summary>The venue as the journal says it is.</summary>
internal sealed record Recovered(VenueCore Core, VenueViews Views, long LastBatch, long LastAtMs, long Commands, long Orders)
{
    private const int MostRoom = 50_000_000;

    /// <summary>The batch of the snapshot that it began with; 0 when the whole journal was replayed.</summary>
    public long FromSnapshot { get; init; }

    /// <summary>Reserves space for a known number of orders, so that no table is resized.</summary>
    public void Expect(long orders)
    {
        int room = (int)Math.Clamp(orders, 0, MostRoom);
        Core.Expect(room);
        Views.Expect(room);
    }
}

/// <summary>Replays the journal: the same commands at the same times through the same code, checked against the digests.</summary>
internal static partial class Recovery
{
    private const int ReadAhead = 8;

    /// <summary>From the newest usable snapshot and the batches after it; without one, from the first batch.</summary>
    /// <exception cref="InvalidDataException">The journal has a gap, cannot be read, or gives another result when replayed.</exception>
    public static async Task<Recovered> Run(PostgresJournal journal, int maxOpenOrders, ILogger logger, CancellationToken cancel)
    {
        if (await FromSnapshot(journal, maxOpenOrders, logger, cancel) is { } from)
        {
            long batch = from.LastBatch;
            try
            {
                from.Expect(await journal.CountOrders(batch, cancel));
                return await Run(journal.Read(batch, cancel), maxOpenOrders, cancel, from);
            }
            catch (InvalidDataException e)
            {
                SnapshotIgnored(logger, batch, "The batches after it cannot be replayed.", e); // replaying the whole journal shows which of the two is wrong
            }
        }

        Recovered empty = Empty(maxOpenOrders);
        empty.Expect(await journal.CountOrders(0, cancel));
        return await Run(journal.Read(0, cancel), maxOpenOrders, cancel, empty);
    }

    /// <summary>The newest usable snapshot; null when there is none.</summary>
    public static async Task<Recovered?> FromSnapshot(PostgresJournal journal, int maxOpenOrders, ILogger logger, CancellationToken cancel)
    {
        foreach (long batch in await journal.Snapshots(cancel))
        {
            try
            {
                if (await journal.ReadSnapshot(batch, cancel) is not { } snapshot) throw new InvalidDataException("Its data is missing.");
                return snapshot.Read(maxOpenOrders);
            }
            catch (InvalidDataException e)
            {
                SnapshotIgnored(logger, batch, e.Message, e);
            }
        }

        return null;
    }

    /// <summary>Replays batches over a state, which is consumed; without one, over an empty venue.</summary>
    /// <exception cref="InvalidDataException">The journal has a gap, cannot be read, or gives another result when replayed.</exception>
    public static async Task<Recovered> Run(
        IAsyncEnumerable<JournalBatch> journal, int maxOpenOrders, CancellationToken cancel, Recovered? from = null)
    {
        Recovered state = from ?? Empty(maxOpenOrders);
        VenueViews views = state.Views;
        views.Silent = true;

        // Reading and decoding run ahead on another thread; decisions are made on one thread, in order.
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<Decoded> ahead = Channel.CreateBounded<Decoded>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => Read(journal, ahead.Writer, both.Token), both.Token);
        try
        {
            await foreach (Decoded batch in ahead.Reader.ReadAllAsync(both.Token)) state = Replay(state, batch);
        }
        finally
        {
            await both.CancelAsync();
        }

        await reading;
        views.Silent = false;
        return state;
    }

    private static Recovered Empty(int maxOpenOrders)
    {
        VenueCore core = new(maxOpenOrders);
        return new Recovered(core, new VenueViews(core), 0, 0, 0, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the snapshot of batch {Batch} is ignored: {Reason}")]
    private static partial void SnapshotIgnored(ILogger logger, long batch, string reason, Exception e);

    private static async Task Read(IAsyncEnumerable<JournalBatch> journal, ChannelWriter<Decoded> to, CancellationToken cancel)
    {
        try
        {
            await foreach (JournalBatch batch in journal.WithCancellation(cancel))
            {
                (VenueCommand, long)[] commands = new (VenueCommand, long)[batch.Commands];
                using BinaryReader reader = CommandCodec.Reader(batch.Payload);
                for (int i = 0; i < commands.Length; i++) commands[i] = CommandCodec.Read(reader);
                if (reader.BaseStream.Position != batch.Payload.Length) throw new InvalidDataException($"Batch {batch.Batch} has bytes left over.");
                await to.WriteAsync(new Decoded(batch, commands), cancel);
            }

            to.Complete();
        }
        catch (EndOfStreamException e)
        {
            to.Complete(new InvalidDataException("The journal holds a batch that is cut short.", e)); // damage, not a lost connection
        }
        catch (Exception e)
        {
            to.Complete(e); // rethrown by the replaying side
        }
    }

    private static Recovered Replay(Recovered state, Decoded decoded)
    {
        JournalBatch batch = decoded.Batch;
        if (batch.Batch != state.LastBatch + 1) throw new InvalidDataException($"The journal has no batch {state.LastBatch + 1}.");
        (VenueCore core, VenueViews views) = (state.Core, state.Views);
        long lastAtMs = state.LastAtMs;
        OutcomeDigest digest = default;
        List<Publication> unheard = [];
        foreach ((VenueCommand command, long atMs) in decoded.Commands)
        {
            int refused = command is VenueCommand.PlaceOrders c ? Refused(c.Items) : 0;
            VenueOutcome outcome = core.Apply(command, atMs);
            digest.Add(core.Events);
            if (outcome is VenueOutcome.Placed placed && Refused(placed.Items) != refused)
                throw new InvalidDataException($"Batch {batch.Batch} has an order with another result when replayed.");
            ReadOnlySpan<EngineEvent> events = core.Events.Events;
            views.Apply(new CommittedCommand(command, outcome, atMs, 0, events.Length), events, unheard);
            unheard.Clear();
            lastAtMs = atMs;
        }

        if (digest.Value != batch.Digest) throw new InvalidDataException($"Batch {batch.Batch} gives another result when replayed.");
        return state with
        {
            LastBatch = batch.Batch,
            LastAtMs = lastAtMs,
            Commands = state.Commands + batch.Commands,
            Orders = state.Orders + batch.Orders,
        };
    }

    private static int Refused(IReadOnlyList<OrderItem> items)
    {
        int count = 0;
        for (int i = 0; i < items.Count; i++)
            if (items[i].Refused is not null) count++;
        return count;
    }

    private sealed record Decoded(JournalBatch Batch, (VenueCommand Command, long AtMs)[] Commands);
}
