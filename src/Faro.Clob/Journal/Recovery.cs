using Faro.Clob.Engine;
using Faro.Clob.Venue;

namespace Faro.Clob.Journal;

/// <summary>The venue as the journal says it is.</summary>
internal sealed record Recovered(VenueCore Core, VenueViews Views, long LastBatch, long LastAtMs, long Commands, long Orders);

/// <summary>Replays the journal: the same commands at the same times through the same code, checked against the digests.</summary>
internal static class Recovery
{
    /// <exception cref="InvalidDataException">The journal has a gap, cannot be read, or replays differently than it ran.</exception>
    public static async Task<Recovered> Run(IAsyncEnumerable<JournalBatch> journal, int maxOpenOrders, CancellationToken cancel)
    {
        VenueCore core = new(maxOpenOrders);
        VenueViews views = new(core) { Silent = true };
        List<Publication> unheard = [];
        long last = 0;
        long lastAtMs = 0;
        long commands = 0;
        long orders = 0;
        await foreach (JournalBatch batch in journal.WithCancellation(cancel))
        {
            if (batch.Batch != last + 1) throw new InvalidDataException($"The journal has no batch {last + 1}.");
            last = batch.Batch;
            OutcomeDigest digest = default;
            using BinaryReader reader = CommandCodec.Reader(batch.Payload);
            for (int i = 0; i < batch.Commands; i++)
            {
                (VenueCommand command, long atMs) = CommandCodec.Read(reader);
                List<bool>? refused = command is VenueCommand.PlaceOrders { Items: var items } ? [.. items.Select(o => o.Refused is not null)] : null;
                VenueOutcome outcome = core.Apply(command, atMs);
                digest.Add(core.Events);
                if (refused is not null && outcome is VenueOutcome.Placed placed) CheckPlaced(placed, refused, batch.Batch);
                ReadOnlySpan<EngineEvent> events = core.Events.Events;
                views.Apply(new CommittedCommand(command, outcome, atMs, 0, events.Length), events, unheard);
                unheard.Clear();
                lastAtMs = atMs;
            }

            if (digest.Value != batch.Digest) throw new InvalidDataException($"Batch {batch.Batch} replays differently than it ran.");
            commands += batch.Commands;
            orders += batch.Orders;
        }

        views.Silent = false;
        return new Recovered(core, views, last, lastAtMs, commands, orders);
    }

    private static void CheckPlaced(VenueOutcome.Placed placed, List<bool> refused, long batch)
    {
        for (int i = 0; i < refused.Count; i++)
        {
            if (placed.Items[i].Refused is null == refused[i])
                throw new InvalidDataException($"Batch {batch} holds an order that replay judges differently.");
        }
    }
}
