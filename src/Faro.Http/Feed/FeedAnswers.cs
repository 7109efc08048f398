using System.Text.Json.Nodes;
using Faro.Http.Input;

namespace Faro.Http.Feed;

/// <summary>
/// The data of an event that is named after a fact. Events with other names carry only a sequence: begun (the first), heartbeat (nothing
/// new, and everything up to this sequence has been checked), behind (the client read too slowly: reconnect with this id).
/// </summary>
[Schema("FeedEvent")]
public sealed record FeedEventAnswer
{
    /// <summary>What the fact is about.</summary>
    [OneOf("market", "match", "order")]
    public string Kind { get; init; } = "";

    /// <summary>Its sequence number in the log, which is also the event's id.</summary>
    public required long Sequence { get; init; }

    /// <summary>The stream it belongs to.</summary>
    public string Stream { get; init; } = "";

    /// <summary>Its place in its stream.</summary>
    public long Version { get; init; }

    /// <summary>The kind of fact.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who did it: key/UUID, admin, cron, or a job: sync, match, orders; null if that was not recorded.</summary>
    public string? By { get; init; }

    /// <summary>The request or run it came from.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The message that caused it, if known.</summary>
    public string? CausationId { get; init; }

    /// <summary>The same as by, if a person or a key did it.</summary>
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

    /// <summary>Only facts about the markets and pairs that this event has when the feed begins, and about your orders on it; together with order, facts that belong to either.</summary>
    public Guid? Event { get; init; }

    /// <summary>Only facts of this order of yours.</summary>
    public Guid? Order { get; init; }

    /// <summary>Begin after this sequence number (0: at the start of the log), if the header Last-Event-ID is not given; absent: from now on.</summary>
    public long? After { get; init; }
}
