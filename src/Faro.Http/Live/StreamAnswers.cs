using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Faro.Http.Events;
using Faro.Http.Input;

namespace Faro.Http.Live;

/// <summary>
/// The data of an event of the stream. Its name says what it is: begun (the first), event (which markets the event has: at first, and
/// again when that changes; every book follows), book (a venue's whole book), change (new totals in a venue's book; size 0 takes a level
/// away), lost (a venue's book is not known until its next book), behind (the client read too slowly and missed skipped messages; every book
/// follows as it is now), gone (the event no longer exists), heartbeat (how old each book is).
/// </summary>
[Schema("StreamEvent")]
public sealed record StreamEventAnswer
{
    /// <summary>When this was sent: begun and heartbeat.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The unified event.</summary>
    public Guid EventId { get; init; }

    /// <summary>The event's own message counter on this node: after 7 comes 8, or event or behind with the number at which it continues. Books that follow one of these two carry the number of their last change.</summary>
    public long Sequence { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public string Venue { get; init; } = "";

    /// <summary>The venue's id of the market.</summary>
    public string VenueMarketId { get; init; } = "";

    /// <summary>How the book is read: the venue's own WebSocket, or a poll shared by all clients.</summary>
    [OneOf("socket", "poll")]
    public string Source { get; init; } = "";

    /// <summary>Bids for YES, highest first; in a change, the new totals.</summary>
    public IReadOnlyList<StreamLevelAnswer> Bids { get; init; } = [];

    /// <summary>Asks for YES, lowest first; in a change, the new totals.</summary>
    public IReadOnlyList<StreamLevelAnswer> Asks { get; init; } = [];

    /// <summary>The venue's best prices for YES after this.</summary>
    public QuotesQuotesYesAnswer Yes { get; init; } = null!;

    /// <summary>The venue's best prices for NO after this.</summary>
    public QuotesQuotesNoAnswer No { get; init; } = null!;

    /// <summary>The best prices over all venues whose book is known: yes and no, each bid, bid_venue, ask, ask_venue.</summary>
    public JsonObject Merged { get; init; } = [];

    /// <summary>When the venue's message arrived at Faro.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>When the book changed, according to the venue; null if it does not report that.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Milliseconds from observed_at until this was sent.</summary>
    public long AgeMs { get; init; }

    /// <summary>Why the book is lost.</summary>
    public string Error { get; init; } = "";

    /// <summary>A stable code for it.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>How many messages were skipped.</summary>
    public long Skipped { get; init; }

    /// <summary>The event's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>What YES and NO mean.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>The event's markets: venue, venue_market_id.</summary>
    public IReadOnlyList<JsonObject> Venues { get; init; } = [];

    /// <summary>The books' ages: event_id, venue, venue_market_id, source, observed_at, age_ms.</summary>
    public IReadOnlyList<JsonObject> Books { get; init; } = [];
}

/// <summary>The total at one price.</summary>
public sealed record StreamLevelAnswer
{
    /// <summary>Dollars per share.</summary>
    public required decimal Price { get; init; }

    /// <summary>Shares; 0 if the level is gone.</summary>
    public required decimal Size { get; init; }
}

/// <summary>Which events.</summary>
[Asked]
public sealed record StreamParameters
{
    /// <summary>The ids of the events, separated by commas: 1 to 20.</summary>
    [Length(36, 20 * 37), Example("7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10")]
    public required string Events { get; init; }
}
