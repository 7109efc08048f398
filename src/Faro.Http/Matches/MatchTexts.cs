using System.Text.Json;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Http.Matches;

/// <summary>What an auditor needs to know about a pair besides its verdict: who linked it, and the words of both markets then and now.</summary>
public sealed class MatchTexts(EventLog log)
{
    /// <summary>Adds that to the pair.</summary>
    /// <param name="json">The pair as its view stores it, now or in the past.</param>
    /// <param name="upTo">The place in the log as of which the markets' current words are read: an answer about the past never changes.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<Answer> With(byte[] json, long upTo, CancellationToken cancel)
    {
        var match = JsonSerializer.Deserialize<MatchView>(json, EventTypes.DefaultJson)!;
        var (left, right) = (MatchTitles.RefOf(match.Left), MatchTitles.RefOf(match.Right));
        var terms = await log.ReadStreams([left.StreamId, right.StreamId], upTo, [typeof(MarketListed), typeof(MarketTermsChanged)], cancel: cancel);
        var texts = Texts(Side(left, match.LeftWordsVersion, terms), Side(right, match.RightWordsVersion, terms));
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

    private static PairSideTextsAnswer Side(MarketRef market, long? judged, IReadOnlyList<IEvent> terms)
    {
        var own = terms.Where(f => f.Stream == market.StreamId).ToList();
        var then = judged is { } version && own.Find(f => f.Version == version) is { } fact ? Words(market, fact) : null;
        var now = own.Count == 0 ? null : Words(market, own[^1]);
        return new PairSideTextsAnswer
        {
            Then = then,
            Now = now,
            Changes = then is null || now is null || (then.Rules == now.Rules && then.Title == now.Title) ? [] : WordDifference.Of(Whole(then), Whole(now)),
        };
    }

    /// <summary>The words that a fact set.</summary>
    private static MarketTextAnswer Words(MarketRef market, IEvent fact) => MarketTextAnswer.Of(
        market, fact.Data is MarketListed listed ? listed.Terms : ((MarketTermsChanged)fact.Data).Terms, fact.Version);

    private async Task<LinkedByAnswer?> LinkedBy(MatchView match, CancellationToken cancel)
    {
        LinkedByAnswer? linked = null;
        foreach (var fact in await log.ReadStream(PairIds.StreamOf(match.Id), cancel: cancel))
        {
            if (fact.Version > match.Version)
                break;
            linked = fact.Data switch
            {
                PairLinked => new LinkedByAnswer { By = FactJson.By(fact), At = fact.Timestamp, Sequence = fact.Sequence, CorrelationId = fact.CorrelationId },
                PairUnlinked => null,
                _ => linked,
            };
        }

        return linked;
    }

    private static string Whole(MarketTextAnswer text) => $"{text.Title}\n\n{text.Rules}";
}
