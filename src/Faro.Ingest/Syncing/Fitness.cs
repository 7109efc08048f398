using Faro.Venues;

namespace Faro.Ingest.Syncing;

/// <summary>What the log can store: a snapshot that would make a whole batch fail is refused alone.</summary>
internal static class Fitness
{
    private const int MaxStreamId = 250;

    // The log takes a MiB of JSON; a character may take six bytes there.
    private const int MaxText = 160_000;

    public static (string Code, string Detail)? Problem(MarketSnapshot m) =>
        m.Market.StreamId.Length > MaxStreamId ? ("too_long", "The id is too long for a stream.")
        : m.EventId?.Length > MaxStreamId || m.Category?.Length > MaxStreamId ? ("too_long", "The event's id or the category is too long for an index.")
        : Bad(m.Market.MarketId) || Bad(m.EventId) || Bad(m.Title) || Bad(m.YesLabel) || Bad(m.NoLabel) || Bad(m.OutcomeName)
          || Bad(m.Description) || Bad(m.ResolutionSource) || Bad(m.Category) ? ("bad_text", "A text contains the character U+0000.")
        : m.Title.Length + m.Description.Length + (m.ResolutionSource?.Length ?? 0) > MaxText ? ("too_long", "The texts are too long for a fact.")
        : null;

    public static (string Code, string Detail)? Problem(EventSnapshot e, string stream) =>
        stream.Length > MaxStreamId ? ("too_long", "The event's id is too long for a stream.")
        : Bad(e.EventId) || Bad(e.Title) || Bad(e.Subtitle) || Bad(e.Description) || Bad(e.Category) || Bad(e.SeriesId)
            ? ("bad_text", "A text of the event contains the character U+0000.")
        : e.Title.Length + (e.Description?.Length ?? 0) > MaxText ? ("too_long", "The event's texts are too long for a fact.")
        : null;

    private static bool Bad(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal);
}
