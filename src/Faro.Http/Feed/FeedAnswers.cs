using System.Text.Json.Nodes;
using Faro.Http.Input;

namespace Faro.Http.Feed;

/// <summary>
/// The data of an event whose name is a fact's. Events of other names carry only a sequence: begun (the first), heartbeat (nothing
/// came, and everything up to here has been looked at), behind (the reader was too slow: come again with this id).
/// </summary>
[Schema("FeedEvent")]
public sealed record FeedEventAnswer
{
    /// <summary>What the fact is about.</summary>
    [OneOf("market", "match", "order")]
    public string Kind { get; init; } = "";

    /// <summary>Its place in the log, which is the event's id too.</summary>
    public required long Sequence { get; init; }

    /// <summary>The stream it belongs to.</summary>
    public string Stream { get; init; } = "";

    /// <summary>Its place in its stream.</summary>
    public long Version { get; init; }

    /// <summary>The kind of fact.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who did it: key/UUID, admin, cron, or a job: sync, match, orders; null where that was not recorded.</summary>
    public string? By { get; init; }

    /// <summary>The request or run it came from.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What brought it about, where that is known.</summary>
    public string? CausationId { get; init; }

    /// <summary>The same as by, where a person or a key did it.</summary>
    public string? UserName { get; init; }

    /// <summary>The fact: snake_case names, dollars, shares, times in UTC with a Z.</summary>
    public JsonObject Data { get; init; } = [];
}

/// <summary>What a reader wants of the feed.</summary>
[Asked]
public sealed record FeedParameters
{
    /// <summary>Only facts about this.</summary>
    [OneOf("market", "match", "order")]
    public string? Kind { get; init; }

    /// <summary>Only facts about this event's markets and pairs, as the event stands when the feed begins, and about your orders on it; with order, what belongs to either.</summary>
    public Guid? Event { get; init; }

    /// <summary>Only facts of this order of yours.</summary>
    public Guid? Order { get; init; }

    /// <summary>Begin behind this place in the log (0: at its beginning), where the header Last-Event-ID is not given; absent: from now on.</summary>
    public long? After { get; init; }
}
