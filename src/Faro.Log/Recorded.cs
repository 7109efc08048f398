using JasperFx.Events;

namespace Faro.Log;

/// <summary>An event on the log.</summary>
/// <param name="Sequence">Its place in the whole log; 0 while an inline projection folds it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Name">Its name on the log.</param>
/// <param name="Data">The fact itself.</param>
/// <param name="RecordedAt">When it was appended.</param>
/// <param name="CorrelationId">The request or run it came from.</param>
/// <param name="CausationId">The event or command that caused it.</param>
/// <param name="UserName">Who acted: a key id, an operator; never a secret.</param>
public sealed record Recorded(
    long Sequence,
    Guid Id,
    string Stream,
    long Version,
    string Name,
    object Data,
    DateTimeOffset RecordedAt,
    string? CorrelationId,
    string? CausationId,
    string? UserName)
{
    /// <summary>The event as Marten reads it.</summary>
    public static Recorded Of(IEvent e) => new(
        e.Sequence, e.Id, e.StreamKey!, e.Version, e.EventTypeName, e.Data, e.Timestamp, e.CorrelationId, e.CausationId, e.UserName);
}

/// <summary>What goes with every event of one append.</summary>
/// <param name="CorrelationId">The request or run it came from.</param>
/// <param name="CausationId">The event or command that caused it.</param>
/// <param name="UserName">Who acted; never a secret.</param>
public sealed record EventMetadata(string? CorrelationId = null, string? CausationId = null, string? UserName = null)
{
    /// <summary>Nothing known.</summary>
    public static EventMetadata None { get; } = new();
}
