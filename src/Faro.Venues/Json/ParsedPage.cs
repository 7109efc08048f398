namespace Faro.Venues.Json;

/// <summary>What a parser made of one page body.</summary>
/// <param name="Page">The records, each a snapshot or a counted rejection.</param>
/// <param name="NextCursor">The venue's cursor; null when there is none.</param>
/// <param name="TopRecords">How many top-level records the page has, valid or not: paging depends on it.</param>
/// <param name="Failure">Why the body as a whole is not the venue's page; null when it is. The records read before the
/// failure are in <paramref name="Page"/>.</param>
internal sealed record ParsedPage(CatalogPage Page, string? NextCursor, int TopRecords, string? Failure);

/// <summary>Collects a page while it is read.</summary>
internal sealed class PageBuilder(Venue venue)
{
    private readonly HashSet<string> seenEvents = [];

    public List<EventSnapshot> Events { get; } = [];

    public List<MarketSnapshot> Markets { get; } = [];

    public List<RejectedRecord> Rejected { get; } = [];

    public string? NextCursor { get; set; }

    public int TopRecords { get; set; }

    public string? Failure { get; set; }

    /// <summary>Records read so far, the nested ones included.</summary>
    public int Count => Events.Count + Markets.Count + Rejected.Count;

    public void Reject(string? recordId, string code, string detail)
    {
        var id = recordId is { Length: > 0 and <= Limits.Id } ? recordId : $"record {Count + 1}";
        Rejected.Add(new RejectedRecord(venue, id, code, detail));
    }

    /// <summary>Adds the event once: on a page of markets it comes with each of its markets.</summary>
    public void AddOnce(EventSnapshot grouping)
    {
        if (seenEvents.Add(grouping.EventId))
            Events.Add(grouping);
    }

    public ParsedPage Build() => new(new CatalogPage(Events, Markets, Rejected), NextCursor, TopRecords, Failure);
}
