using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Matches;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// Finds the facts that make an event: those of its market, of every market that it was ever joined with, and
/// of the pairs that joined them. Who was joined is read from the facts themselves; only which pairs a market is in and
/// which market an id means is looked up, and neither ever changes.
/// </summary>
internal sealed class EventFacts(EventLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly UnifiedEventViews Events = new();
    private static readonly MatchViews Pairs = new();

    private readonly string _markets = $"""
        select id, data->'markets'->0->>'venue', data->'markets'->0->>'venue_market_id' from {log.Schema}.{UnifiedEventViews.ViewName} where id = any($1)
        """;

    private readonly string _pairs = $"""
        select id from {log.Schema}.{MatchViews.ViewName} where left_market = any($1)
        union select id from {log.Schema}.{MatchViews.ViewName} where right_market = any($1)
        """;

    /// <summary>The facts up to a place that make the events with these ids, in the order of the log.</summary>
    public async Task<IReadOnlyList<IEvent>> Of(IReadOnlyCollection<string> ids, long upTo, CancellationToken cancel)
    {
        if (!await log.WaitForViews(Patience, upTo, [Events, Pairs], cancel))
            throw new PastNotReadyException($"The views have not processed the log up to {upTo} yet.");
        var markets = await MarketsOf(ids, cancel);
        var links = new List<IEvent>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (HashSet<MarketRef> look = [.. markets]; look.Count > 0;)
        {
            var pairs = (await PairsOf(look, cancel)).Where(known.Add).ToList();
            // Whoever was joined later counts too: a group of three is recorded pair by pair, and its first fact names all three.
            var found = await log.ReadStreams(pairs, long.MaxValue, [typeof(PairLinked), typeof(PairUnlinked), typeof(PriceGapFlagged), typeof(PriceGapClosed)], Events, cancel);
            links.AddRange(found.Where(f => f.Sequence <= upTo));
            look = [.. found.SelectMany(Members).Where(markets.Add)];
        }

        var facts = new List<IEvent>(await log.ReadStreams([.. markets.Select(m => m.StreamId)], upTo, [typeof(MarketEvent)], Events, cancel));
        facts.AddRange(links);
        facts.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return facts;
    }

    private static IEnumerable<MarketRef> Members(IEvent e) => (e.Data switch
    {
        PairLinked l => l.Group.Members,
        PairUnlinked u => u.Groups.SelectMany(g => g.Members),
        _ => [],
    }).Select(m => new MarketRef(m.Venue, m.MarketId));

    private async Task<HashSet<MarketRef>> MarketsOf(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var markets = new HashSet<MarketRef>();
        await using var command = log.Database.CreateCommand(_markets);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            // The first member of the row under an id is the market that the id was made of, merged or not.
            var market = VenueNames.TryParse(reader.GetString(1), out var venue) ? new MarketRef(venue, reader.GetString(2)) : default;
            if (MarketIds.IdOf(market).ToString() != reader.GetString(0))
                throw new InvalidOperationException($"The event {reader.GetString(0)} does not begin with its own market.");
            markets.Add(market);
        }

        return markets;
    }

    private async Task<List<string>> PairsOf(HashSet<MarketRef> markets, CancellationToken cancel)
    {
        var streams = new List<string>();
        await using var command = log.Database.CreateCommand(_pairs);
        command.Parameters.Add(new() { Value = markets.Select(m => m.ToString()).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            streams.Add(PairIds.StreamOf(Guid.Parse(reader.GetString(0))));
        return streams;
    }
}
