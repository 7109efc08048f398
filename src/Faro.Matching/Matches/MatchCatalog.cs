using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Blocking;
using Faro.Matching.Terms;
using Faro.Venues;
using Npgsql;

namespace Faro.Matching.Matches;

/// <summary>
/// Matching's state in memory: every open market's terms in the candidate index, updated with the changes
/// in the market view since the last read, so that a hundred new markets cost the work of a hundred.
/// </summary>
/// <param name="markets">The market view.</param>
/// <param name="groupings">The view of the venues' own events.</param>
internal sealed class MatchCatalog(IViewSource markets, IViewSource groupings)
{
    private const int Chunk = 5_000;
    private readonly Dictionary<MarketRef, MarketTerms> _pending = [];
    private readonly CandidateIndex _index = new();
    private readonly Dictionary<MarketRef, MemberFacts> _facts = [];
    private long _seen;

    /// <summary>Markets that can be matched.</summary>
    public int Count => _index.Count;

    /// <summary>Candidates for a market.</summary>
    public IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms) => _index.CandidatesOf(terms);

    /// <summary>The terms of a market; null when it is over or unknown.</summary>
    public MarketTerms? TermsOf(MarketRef market) => _index.TermsOf(market);

    /// <summary>What group plans need to know of a market.</summary>
    public MemberFacts FactsOf(MarketRef market) =>
        _facts.TryGetValue(market, out var facts) ? facts : throw new InvalidOperationException($"{market} was never listed.");

    /// <summary>The open markets whose terms are new or different and that no run has completely judged yet.</summary>
    public IReadOnlyList<MarketTerms> Pending => [.. _pending.Values];

    /// <summary>A run has judged what was pending.</summary>
    public void Settle() => _pending.Clear();

    /// <summary>Takes in what has changed.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        var titles = await EventTitles(cancel);
        await markets.Query(rows => Refresh(rows, titles, cancel), cancel);
    }

    private async Task<bool> Refresh(ViewRows rows, Dictionary<string, RawEventTerms> titles, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select data, version from {rows.Table} v where version > $1 order by version, id", rows.Connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _seen });
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var market = JsonSerializer.Deserialize<MarketView>(reader.GetFieldValue<byte[]>(0), EventTypes.DefaultJson)!;
            _seen = reader.GetInt64(1);
            _facts[market.Ref] = MemberFacts.Of(market);
            if (market.Status is MarketStatus.Closed or MarketStatus.Resolved)
            {
                // Ended markets are no longer matched; an existing match is kept.
                _index.Remove(market.Ref);
                _pending.Remove(market.Ref);
                continue;
            }

            var terms = TermsExtractor.Read(Text(market, titles));
            if (_index.Put(terms))
                _pending[market.Ref] = terms;
        }

        return true;
    }

    /// <summary>The words of the given markets.</summary>
    public async Task<Dictionary<MarketRef, MarketText>> Texts(IEnumerable<MarketRef> of, CancellationToken cancel)
    {
        var titles = await EventTitles(cancel);
        return await markets.Query(rows => Texts(rows, of, titles, cancel), cancel);
    }

    private static async Task<Dictionary<MarketRef, MarketText>> Texts(
        ViewRows rows, IEnumerable<MarketRef> of, Dictionary<string, RawEventTerms> titles, CancellationToken cancel)
    {
        var texts = new Dictionary<MarketRef, MarketText>();
        foreach (var chunk in of.Distinct().Chunk(Chunk))
        {
            await using var command = new NpgsqlCommand($"select data from {rows.Table} v where id = any($1)", rows.Connection);
            command.Parameters.Add(new() { Value = Array.ConvertAll(chunk, m => m.StreamId) });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var market = JsonSerializer.Deserialize<MarketView>(reader.GetFieldValue<byte[]>(0), EventTypes.DefaultJson)!;
                texts[market.Ref] = Text(market, titles);
            }
        }

        return texts;
    }

    private static MarketText Text(MarketView market, Dictionary<string, RawEventTerms> titles)
    {
        var grouping = market.Terms.EventId is { } id ? titles.GetValueOrDefault(RawEventView.StreamId(market.Venue, id)) : null;
        return MarketTexts.From(market, grouping);
    }

    private Task<Dictionary<string, RawEventTerms>> EventTitles(CancellationToken cancel) => groupings.Query(rows => EventTitles(rows, cancel), cancel);

    private static async Task<Dictionary<string, RawEventTerms>> EventTitles(ViewRows rows, CancellationToken cancel)
    {
        var titles = new Dictionary<string, RawEventTerms>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand($"select id, data from {rows.Table} v", rows.Connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            titles[reader.GetString(0)] = JsonSerializer.Deserialize<RawEventView>(reader.GetFieldValue<byte[]>(1), EventTypes.DefaultJson)!.Terms;
        return titles;
    }
}
