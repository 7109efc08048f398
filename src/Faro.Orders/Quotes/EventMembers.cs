using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
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

/// <summary>A recorded pair of an event's markets, with the codes of where the two might still part.</summary>
/// <param name="One">One market.</param>
/// <param name="Other">The other.</param>
/// <param name="Codes">The codes; empty for a pair without a recorded divergence.</param>
public sealed record MemberPair(MarketRef One, MarketRef Other, IReadOnlyList<string> Codes);

/// <summary>An event and its markets.</summary>
/// <param name="Id">The canonical id.</param>
/// <param name="Title">The title.</param>
/// <param name="Members">The markets in the fixed order of venues.</param>
/// <param name="Listed">The same markets, the first-listed first: its YES is the event's.</param>
/// <param name="Pairs">The recorded pairs among them.</param>
public sealed record EventMembers(
    Guid Id, string Title, IReadOnlyList<EventMember> Members, IReadOnlyList<MarketRef> Listed, IReadOnlyList<MemberPair> Pairs)
{
    /// <summary>What the event's YES and NO mean.</summary>
    public required OutcomeLabels Labels { get; init; }

    /// <summary>
    /// What an outcome of the event is called at a member: the venue's own label, or where that is a bare Yes or No the event's, which
    /// says what it means.
    /// </summary>
    public string Label(EventMember member, Outcome outcome) =>
        member.Label(outcome) is var own && IsBare(own) && Named(outcome) is var named && !IsBare(named) ? named : own;

    private string Named(Outcome outcome) => outcome == Outcome.Yes ? Labels.Yes : Labels.No;

    private static bool IsBare(string label) => label.ToUpperInvariant() is "YES" or "NO";

    /// <summary>Codes of recorded differences between its markets.</summary>
    public IReadOnlyList<string> Divergences => [.. Pairs.SelectMany(p => p.Codes).Distinct().Order(StringComparer.Ordinal)];
}

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
        var listed = new List<MarketRef>();
        var polarities = new Dictionary<MarketRef, string?>();
        var words = new Dictionary<MarketRef, long>();
        foreach (var market in view.Markets)
        {
            if (!VenueNames.TryParse(market.Venue, out var venue)) continue;
            listed.Add(new MarketRef(venue, market.VenueMarketId));
            polarities[listed[^1]] = market.Polarity;
            words[listed[^1]] = market.WordsVersion;
        }

        var known = await markets.FindAll(listed, cancel);
        if (listed.Count > 1)
        {
            // The event's view parts from a market with the fact that changes the words its match was judged on. This looks
            // at what the market's view, and then the log itself, may be ahead by.
            var changed = await markets.WithChangedTerms([.. known.Values], cancel);
            listed.RemoveAll(m => known.TryGetValue(m, out var now) && (now.WordsVersion != words[m] || changed.Contains(m)));
        }

        foreach (var (reference, found) in known.Where(k => listed.Contains(k.Key)))
            members.Add(new EventMember(reference, found, polarities[reference] switch { "direct" => false, "inverted" => true, _ => null }));

        return new EventMembers(view.Id, view.Title, [.. members.OrderBy(m => m.Ref.Venue)], listed, Pairs(view, listed)) { Labels = view.OutcomeLabels };
    }

    /// <summary>The pairs of the event's matches. A match names its pair by the id that its two markets give.</summary>
    private static List<MemberPair> Pairs(UnifiedEventView view, List<MarketRef> markets)
    {
        var pairs = new List<MemberPair>();
        for (var i = 0; i < markets.Count; i++)
        {
            for (var j = i + 1; j < markets.Count; j++)
            {
                var id = PairIds.Of(markets[i], markets[j]);
                if (view.Matches.FirstOrDefault(m => m.Id == id) is { } match)
                    pairs.Add(new MemberPair(markets[i], markets[j], [.. match.DivergenceRisks.Select(r => r.Code).Distinct().Order(StringComparer.Ordinal)]));
            }
        }

        return pairs;
    }
}
