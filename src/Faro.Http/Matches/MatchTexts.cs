using System.Text.Json;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Matches;

/// <summary>What an auditor asks of a pair beside its verdict: who linked it, and what both markets said then and say now.</summary>
public sealed class MatchTexts(MarketQueries markets, FactQueries facts, EventLog log)
{
    /// <summary>The pair with that beside it.</summary>
    /// <param name="json">The pair as its view holds it, or held it.</param>
    /// <param name="today">Whether today's words are told too: an answer about the past stays the same for good.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<Answer> With(byte[] json, bool today, CancellationToken cancel)
    {
        var match = JsonSerializer.Deserialize<MatchView>(json, EventTypes.DefaultJson)!;
        var (left, right) = (MatchTitles.RefOf(match.Left), MatchTitles.RefOf(match.Right));
        var now = today ? await markets.FindAll([left, right], cancel) : new Dictionary<MarketRef, MarketView>();
        var texts = Texts(await Side(left, match.LeftWordsVersion, now, cancel), await Side(right, match.RightWordsVersion, now, cancel));
        var linked = await LinkedBy(match, cancel);
        return Answer.Json(JsonRows.Object(json.Length + 8_192, to =>
        {
            using var row = JsonDocument.Parse(json);
            foreach (var member in row.RootElement.EnumerateObject())
                member.WriteTo(to);
            to.WritePropertyName("linked_by");
            JsonSerializer.Serialize(to, linked, ApiJson.Options);
            to.WritePropertyName("texts");
            JsonSerializer.Serialize(to, texts, ApiJson.Options);
        }));
    }

    private static PairTextsAnswer Texts(PairSideTextsAnswer left, PairSideTextsAnswer right)
    {
        var (one, other) = (left.Then ?? left.Now, right.Then ?? right.Now);
        return one is null || other is null ? new PairTextsAnswer { Left = left, Right = right } : new PairTextsAnswer
        {
            Left = left,
            Right = right,
            TitleDifference = WordDifference.Of(one.Title, other.Title),
            RulesDifference = WordDifference.Of(one.Rules ?? "", other.Rules ?? ""),
        };
    }

    private async Task<PairSideTextsAnswer> Side(MarketRef market, long? judged, IReadOnlyDictionary<MarketRef, MarketView> today, CancellationToken cancel)
    {
        var then = judged is { } version && await Words(market, version, cancel) is { } terms ? MarketTextAnswer.Of(market, terms, version) : null;
        var now = today.TryGetValue(market, out var view) ? MarketTextAnswer.Of(view) : null;
        return new PairSideTextsAnswer
        {
            Then = then,
            Now = now,
            Changes = then is null || now is null || (then.Rules == now.Rules && then.Title == now.Title) ? [] : WordDifference.Of(Whole(then), Whole(now)),
        };
    }

    /// <summary>The terms that the fact of that version set.</summary>
    private async Task<ListedTerms?> Words(MarketRef market, long version, CancellationToken cancel) =>
        await facts.At([(market.StreamId, version)], cancel) is not [{ Data: var fact }] ? null : fact switch
        {
            MarketListed listed => listed.Terms,
            MarketTermsChanged changed => changed.Terms,
            _ => null,
        };

    private async Task<LinkedByAnswer?> LinkedBy(MatchView match, CancellationToken cancel)
    {
        LinkedByAnswer? linked = null;
        foreach (var fact in await log.ReadStream(PairIds.StreamOf(match.Id), cancel: cancel))
        {
            if (fact.Version > match.Version)
                break;
            linked = fact.Data switch
            {
                PairLinked => new LinkedByAnswer { By = ToldFacts.By(fact), At = fact.Timestamp, Sequence = fact.Sequence, CorrelationId = fact.CorrelationId },
                PairUnlinked => null,
                _ => linked,
            };
        }

        return linked;
    }

    private static string Whole(MarketTextAnswer text) => $"{text.Title}\n\n{text.Rules}";
}
