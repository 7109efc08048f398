using Faro.Ingest;
using Faro.Venues;
using Faro.Venues.Live;

namespace Faro.Orders.Live;

/// <summary>What a reader of an event's live quotes receives. Prices are those of the event's YES.</summary>
public abstract record LiveMessage
{
    /// <summary>The event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>
    /// The event's own count of messages: after 7 comes 8, or <see cref="Members"/> or <see cref="Behind"/> with the number from which it goes
    /// on. A whole book that follows one of these two carries the number of its last change.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>A venue's whole book.</summary>
    public sealed record Whole : Priced
    {
        /// <summary>The book.</summary>
        public required BookSides Book { get; init; }
    }

    /// <summary>What changed in a venue's book.</summary>
    public sealed record Changed : Priced
    {
        /// <summary>The new totals.</summary>
        public required IReadOnlyList<LevelChange> Changes { get; init; }
    }

    /// <summary>A venue's book is no longer known, until its next <see cref="Whole"/>.</summary>
    public sealed record Lost : OfVenue
    {
        /// <summary>A stable reason.</summary>
        public required string Code { get; init; }

        /// <summary>A sentence for people.</summary>
        public required string Reason { get; init; }
    }

    /// <summary>The event's markets: at first, and again when they change; every book follows.</summary>
    public sealed record Members : LiveMessage
    {
        /// <summary>What the event's YES and NO mean.</summary>
        public required OutcomeLabels Labels { get; init; }

        /// <summary>The title.</summary>
        public required string Title { get; init; }

        /// <summary>The markets.</summary>
        public required IReadOnlyList<MarketRef> Markets { get; init; }
    }

    /// <summary>The reader was too slow and missed messages; every current book follows.</summary>
    public sealed record Behind : LiveMessage
    {
        /// <summary>How many messages were skipped.</summary>
        public required long Skipped { get; init; }
    }

    /// <summary>The event no longer exists.</summary>
    public sealed record Gone : LiveMessage;

    /// <summary>A message about one venue's book.</summary>
    public abstract record OfVenue : LiveMessage
    {
        /// <summary>The market.</summary>
        public required MarketRef Market { get; init; }

        /// <summary>When the venue's message arrived.</summary>
        public required DateTimeOffset ObservedAt { get; init; }

        /// <summary>The best prices over all venues whose book is known.</summary>
        public required MergedPrices Merged { get; init; }
    }

    /// <summary>A message with a venue's best prices.</summary>
    public abstract record Priced : OfVenue
    {
        /// <summary>When the book changed, according to the venue; null if it does not report that.</summary>
        public required DateTimeOffset? ChangedAt { get; init; }

        /// <summary>How the book was received.</summary>
        public required BookOrigin Origin { get; init; }

        /// <summary>The highest bid for YES at this venue.</summary>
        public required Price? Bid { get; init; }

        /// <summary>The lowest ask for YES at this venue.</summary>
        public required Price? Ask { get; init; }
    }
}

/// <summary>The best prices for the event's YES over its venues; those for NO are the complements.</summary>
/// <param name="Bid">The highest bid, and where; null when nobody buys.</param>
/// <param name="Ask">The lowest ask, and where; null when nobody sells.</param>
public sealed record MergedPrices((Price Price, Venue Venue)? Bid, (Price Price, Venue Venue)? Ask);

/// <summary>The age of a followed book.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Market">The market.</param>
/// <param name="ObservedAt">When it was last received or read; null while it is not known.</param>
/// <param name="Origin">How it was received.</param>
public sealed record LiveAge(Guid EventId, MarketRef Market, DateTimeOffset? ObservedAt, BookOrigin Origin);
