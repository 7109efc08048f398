using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Blocking;

/// <summary>A market worth judging against another.</summary>
/// <param name="Market">The candidate.</param>
/// <param name="Score">How much the two have in common; comparable only within one query.</param>
public readonly record struct Candidate(MarketRef Market, double Score);

/// <summary>
/// Finds, for one market, the few markets of other venues that may ask the same. An inverted index over rare words, days and levels:
/// adding, changing or removing a market costs work for that market alone. Reads may run in parallel; writes need exclusive access.
/// </summary>
public sealed class CandidateIndex
{
    /// <summary>Candidates of one market, over all other venues together.</summary>
    public const int MaxCandidates = 10;

    // Postings read for one query: common words are left out once the rare ones have spoken.
    private const int PostingBudget = 12_000;
    private const int Shortlist = 48;

    private readonly Dictionary<string, int> keyIds = new(StringComparer.Ordinal);
    private readonly List<string> keyNames = [];
    private readonly List<int> frequency = [];
    private readonly Dictionary<MarketRef, (int Venue, int Slot)> places = [];
    private readonly VenueIndex[] venues = [new(), new(), new()];

    /// <summary>Markets in the index.</summary>
    public int Count => places.Count;

    /// <summary>Adds a market, or replaces it if its terms changed. False if nothing changed.</summary>
    public bool Put(MarketTerms terms)
    {
        if (places.TryGetValue(terms.Market, out var place))
        {
            if (venues[place.Venue].Documents[place.Slot]!.Terms.ReadingHash == terms.ReadingHash)
                return false;
            Remove(terms.Market);
        }

        var keys = new int[terms.BlockingKeys.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = IdOf(terms.BlockingKeys[i]);
        var venue = (int)terms.Market.Venue;
        var slot = venues[venue].Add(terms, keys);
        places.Add(terms.Market, (venue, slot));
        foreach (var k in keys)
            frequency[k]++;
        return true;
    }

    /// <summary>Takes a market out. False if it was not there.</summary>
    public bool Remove(MarketRef market)
    {
        if (!places.Remove(market, out var place))
            return false;
        foreach (var k in venues[place.Venue].Remove(place.Slot))
            frequency[k]--;
        return true;
    }

    /// <summary>The terms under which a market is filed.</summary>
    public MarketTerms? TermsOf(MarketRef market) =>
        places.TryGetValue(market, out var place) ? venues[place.Venue].Documents[place.Slot]!.Terms : null;

    /// <summary>The best candidates for a market, at most <see cref="MaxCandidates"/>, best first; ties by venue and id. The market itself need not be filed.</summary>
    public IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms)
    {
        var query = Query(terms);
        var perVenue = new List<List<Candidate>>(2);
        for (var v = 0; v < venues.Length; v++)
        {
            if (v != (int)terms.Market.Venue && venues[v].Live > 0)
                perVenue.Add(Search(venues[v], terms, query));
        }

        if (perVenue.Count == 0)
            return [];
        if (perVenue.Count == 1)
            return perVenue[0].Count > MaxCandidates ? perVenue[0].GetRange(0, MaxCandidates) : perVenue[0];
        // Each venue gets its half; what one leaves over goes to the other.
        var all = new List<Candidate>(MaxCandidates);
        var share = MaxCandidates / perVenue.Count;
        foreach (var found in perVenue)
            all.AddRange(found.Take(share));
        all.AddRange(perVenue.SelectMany(f => f.Skip(share)).Order(ByScore).Take(MaxCandidates - all.Count));
        all.Sort(ByScore);
        return all;
    }

    private static readonly Comparer<Candidate> ByScore = Comparer<Candidate>.Create((x, y) =>
    {
        var byScore = y.Score.CompareTo(x.Score);
        return byScore != 0 ? byScore
            : x.Market.Venue != y.Market.Venue ? x.Market.Venue.CompareTo(y.Market.Venue)
            : string.CompareOrdinal(x.Market.MarketId, y.Market.MarketId);
    });

    private int IdOf(string key)
    {
        if (keyIds.TryGetValue(key, out var id))
            return id;
        id = keyNames.Count;
        keyIds.Add(key, id);
        keyNames.Add(key);
        frequency.Add(0);
        return id;
    }

    // The market's keys that others have too, the rarest first.
    private List<(int Key, double Weight)> Query(MarketTerms terms)
    {
        var total = Math.Max(2, places.Count);
        var keys = new List<(int Key, double Weight)>(terms.BlockingKeys.Length);
        foreach (var name in terms.BlockingKeys)
        {
            if (!keyIds.TryGetValue(name, out var id) || frequency[id] == 0)
                continue;
            var idf = Math.Log(1 + ((double)total / frequency[id]));
            var asked = terms.AsksFor(name) ? 2.0 : 1.0;
            keys.Add((id, idf * idf * asked));
        }

        keys.Sort((x, y) => frequency[x.Key] != frequency[y.Key]
            ? frequency[x.Key].CompareTo(frequency[y.Key]) : string.CompareOrdinal(keyNames[x.Key], keyNames[y.Key]));
        return keys;
    }

    private static List<Candidate> Search(VenueIndex venue, MarketTerms terms, List<(int Key, double Weight)> query)
    {
        var scores = Accumulator.For(venue.Documents.Count);
        var read = 0;
        foreach (var (key, weight) in query)
        {
            if (!venue.Postings.TryGetValue(key, out var postings))
                continue;
            read += postings.Count;
            if (read > PostingBudget && scores.Touched.Count >= Shortlist)
                break;
            foreach (var slot in postings)
                scores.Add(slot, weight);
        }

        var best = scores.Best(Shortlist, slot => venue.Documents[slot]!.Length, slot => venue.Documents[slot]!.Terms.Market.MarketId);
        var found = new List<Candidate>(best.Count);
        foreach (var (slot, score) in best)
        {
            var other = venue.Documents[slot]!.Terms;
            found.Add(new Candidate(other.Market, score * Affinity.Of(terms, other)));
        }

        found.Sort(ByScore);
        if (found.Count > MaxCandidates)
            found.RemoveRange(MaxCandidates, found.Count - MaxCandidates);
        return found;
    }
}
