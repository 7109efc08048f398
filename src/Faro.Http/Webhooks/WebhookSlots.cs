using System.Collections.Concurrent;

namespace Faro.Http.Webhooks;

/// <summary>
/// How many deliveries this node sends to a webhook at once. A delivery without a free slot learns when one will be free, from how long the
/// receiver takes: a slow one delays neither the others nor the database.
/// </summary>
public sealed class WebhookSlots(WebhookOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<Guid, Receiver> _receivers = new();

    /// <summary>Takes a slot; null with how long to wait when none is free.</summary>
    internal Slot? Enter(Guid webhook, out TimeSpan wait)
    {
        var receiver = _receivers.GetOrAdd(webhook, _ => new Receiver());
        var now = clock.GetUtcNow();
        lock (receiver)
        {
            if (receiver.Open < options.AtOnce)
            {
                receiver.Open++;
                wait = default;
                return new Slot(receiver, clock);
            }

            receiver.NextFree = (receiver.NextFree > now ? receiver.NextFree : now) + receiver.Average / options.AtOnce;
            var until = receiver.NextFree - now;
            wait = until > Least ? until : Least;
            return null;
        }
    }

    /// <summary>What is known of a receiver.</summary>
    internal sealed class Receiver
    {
        public int Open { get; set; }

        public TimeSpan Average { get; set; } = TimeSpan.FromMilliseconds(50);

        public DateTimeOffset NextFree { get; set; }
    }

    /// <summary>A slot, occupied until this is disposed.</summary>
    internal sealed class Slot(Receiver receiver, TimeProvider clock) : IDisposable
    {
        private readonly long _began = clock.GetTimestamp();

        public void Dispose()
        {
            lock (receiver)
            {
                receiver.Open--;
                receiver.Average = (receiver.Average * 7 + clock.GetElapsedTime(_began)) / 8;
            }
        }
    }
}
