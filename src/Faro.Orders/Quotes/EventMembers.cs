using System.Text.Json;
using Faro.EventStore;
using Faro.Ingest;
using Faro.Matching;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>A market of an event with all that trading needs to know of it.</summary>
/// <param name="Ref">The market.</param>
/// <param name="View">The market as the log has it.</param>
/// <param name="Inverted">Whether the market's YES is the event's NO; null when the polarity is unknown, which refuses trades.</param>
public sealed record EventMember(MarketRef Ref, MarketView View, bool? Inverted)
{
    /// <summary>The market's outcome behind the event's. The one place where polarity meets outcomes.</summary>
    public static Outcome VenueOutcome(Outcome outcome, bool inverted) =>
        (outcome == Outcome.Yes) != inverted ? Outcome.Yes : Outcome.No;

    /// <summary>The venue's own label of the event's outcome.</summary>
    public string Label(Outcome outcome) =>
        VenueOutcome(outcome, Inverted ?? false) == Outcome.Yes ? View.Terms.YesLabel : View.Terms.NoLabel;

    /// <summary>The key to the market's book.</summary>
    public BookKey BookKey => new(Ref, View.Trading?.YesToken, View.Trading?.NoToken);
}

/// <summary>An event and its markets.</summary>
/// <param name="Id">The canonical id.</param>
/// <param name="Title">The title.</param>
/// <param name="Members">The markets in the fixed order of venues.</param>
/// <param name="Divergences">Codes of recorded differences between its markets.</param>
public sealed record EventMembers(Guid Id, string Title, IReadOnlyList<EventMember> Members, IReadOnlyList<string> Divergences);

/// <summary>Reads events for trading.</summary>
public sealed class EventReader(EventQueries events, MarketQueries markets)
{
    /// <summary>The event under any id it ever had; null when there is none.</summary>
    public async Task<EventMembers?> Find(Guid id, CancellationToken cancel)
    {
        if (await events.Find(id, cancel) is not { } json) return null;
        var view = JsonSerializer.Deserialize<UnifiedEventView>(json, EventTypes.DefaultJson)
            ?? throw new InvalidDataException("A stored event is JSON null.");
        var members = new List<EventMember>();
        var references = new Dictionary<MarketRef, string?>();
        foreach (var market in view.Markets)
            if (VenueNames.TryParse(market.Venue, out var venue)) references[new MarketRef(venue, market.VenueMarketId)] = market.Polarity;
        foreach (var (reference, found) in await markets.FindAll(references.Keys, cancel))
            members.Add(new EventMember(reference, found, references[reference] switch { "direct" => false, "inverted" => true, _ => null }));

        return new EventMembers(view.Id, view.Title, [.. members.OrderBy(m => m.Ref.Venue)], Divergences(json));
    }

    /// <summary>The codes of <c>divergence_risks</c> on the event's matches, whatever else a match carries.</summary>
    private static List<string> Divergences(byte[] json)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("matches", out var matches) && matches.ValueKind == JsonValueKind.Array)
        {
            foreach (var match in matches.EnumerateArray())
            {
                if (match.ValueKind != JsonValueKind.Object || !match.TryGetProperty("divergence_risks", out var risks)
                    || risks.ValueKind != JsonValueKind.Array) continue;
                foreach (var risk in risks.EnumerateArray())
                {
                    if (risk.ValueKind == JsonValueKind.String) codes.Add(risk.GetString()!);
                    else if (risk.ValueKind == JsonValueKind.Object && risk.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String)
                        codes.Add(code.GetString()!);
                }
            }
        }

        return [.. codes];
    }
}
