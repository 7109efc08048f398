using System.Threading.Channels;
using Faro.Clob.Engine;
using Faro.Clob.Venue;

namespace Faro.Clob.Journal;

/// <summary>The venue as the journal says it is.</summary>
internal sealed record Recovered(VenueCore Core, VenueViews Views, long LastBatch, long LastAtMs, long Commands, long Orders);

/// <summary>Replays the journal: the same commands at the same times through the same code, checked against the digests.</summary>
internal static class Recovery
{
    private const int ReadAhead = 8;

    /// <exception cref="InvalidDataException">The journal has a gap, cannot be read, or replays differently than it ran.</exception>
    public static async Task<Recovered> Run(IAsyncEnumerable<JournalBatch> journal, int maxOpenOrders, CancellationToken cancel)
    {
        VenueCore core = new(maxOpenOrders);
        VenueViews views = new(core) { Silent = true };
        Recovered state = new(core, views, 0, 0, 0, 0);

        // Reading and decoding run ahead on another thread; deciding stays in one place and in one order.
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
            to.Complete(e); // the replaying side throws it
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
                throw new InvalidDataException($"Batch {batch.Batch} holds an order that replay judges differently.");
            ReadOnlySpan<EngineEvent> events = core.Events.Events;
            views.Apply(new CommittedCommand(command, outcome, atMs, 0, events.Length), events, unheard);
            unheard.Clear();
            lastAtMs = atMs;
        }

        if (digest.Value != batch.Digest) throw new InvalidDataException($"Batch {batch.Batch} replays differently than it ran.");
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
