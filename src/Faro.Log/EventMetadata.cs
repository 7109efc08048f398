using JasperFx.Events;
using Marten;

namespace Faro.Log;

/// <summary>The metadata of every event of one session.</summary>
/// <param name="CorrelationId">The request or run it came from.</param>
/// <param name="CausationId">The event or command that caused it.</param>
/// <param name="UserName">Who acted: a key id, an operator; never a secret.</param>
public sealed record EventMetadata(string? CorrelationId = null, string? CausationId = null, string? UserName = null)
{
    /// <summary>Nothing known.</summary>
    public static EventMetadata None { get; } = new();
}

/// <summary>Marten's sessions and events in Faro's terms.</summary>
public static class EventSessions
{
    extension(IEvent e)
    {
        /// <summary>The stream that the event belongs to. Faro names streams by text, so there always is one.</summary>
        public string Stream => e.StreamKey!;
    }

    /// <summary>A session that appends with metadata.</summary>
    public static IDocumentSession LightweightSession(this IDocumentStore store, EventMetadata metadata)
    {
        var session = store.LightweightSession();
        session.Tag(metadata);
        return session;
    }

    /// <summary>The versions of streams, read at once; missing ones are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> FetchVersions(this IQuerySession session, IEnumerable<string> streams, CancellationToken cancel = default)
    {
        var batch = session.CreateBatchQuery();
        var states = streams.ToDictionary(s => s, batch.Events.FetchStreamState, StringComparer.Ordinal);
        await batch.Execute(cancel);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (stream, state) in states)
        {
            if (await state is { } found)
                versions[stream] = found.Version;
        }

        return versions;
    }

    /// <summary>Sets the metadata of each event that the session appends.</summary>
    public static void Tag(this IDocumentSession session, EventMetadata metadata) =>
        (session.CorrelationId, session.CausationId, session.LastModifiedBy) = (metadata.CorrelationId, metadata.CausationId, metadata.UserName);
}
