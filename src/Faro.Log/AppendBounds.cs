using System.Buffers;
using System.Text.Json;
using Marten;

namespace Faro.Log;

/// <summary>
/// Refuses, before anything is written, a session whose facts are too large or too many: the last bound, after those of the readers of outside input,
/// so that no stage can append what the log's readers cannot handle.
/// </summary>
internal sealed class AppendBounds : DocumentSessionListenerBase
{
    /// <summary>The most bytes of JSON in one fact; the texts of a market, which are the largest, may use half of it.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most facts in one session; a sync, which appends most, queues a few thousand.</summary>
    public const int MaxEvents = 10_000;

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var events = session.PendingChanges.Streams().SelectMany(s => s.Events).ToList();
        if (events.Count > MaxEvents)
            throw new AppendRefusedException($"{events.Count:N0} facts in one session; at most {MaxEvents:N0} are appended at once.");
        var json = new ArrayBufferWriter<byte>(4_096);
        foreach (var e in events)
        {
            json.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(json))
                JsonSerializer.Serialize(writer, e.Data, e.EventType, EventTypes.DefaultJson);
            if (json.WrittenCount > MaxBytes)
                throw new AppendRefusedException($"A {e.EventType.Name} of {json.WrittenCount:N0} bytes for '{e.StreamKey}'; a fact has at most {MaxBytes:N0}.");
        }

        return Task.CompletedTask;
    }
}

/// <summary>The append exceeds the bounds of the log; nothing was written.</summary>
public sealed class AppendRefusedException(string message) : InvalidOperationException(message);
