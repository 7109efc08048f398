using System.Text.Json;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Venues;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches/{id}/texts</c>: the texts of the two venues, to compare side by side.</summary>
[Tags("Matches")]
public static class GetMatchTextsEndpoint
{
    /// <summary>Match texts</summary>
    /// <remarks>The current words of both markets at their venues: title, outcomes, rules, source and end.</remarks>
    [WolverineGet("/api/v1/matches/{id}/texts", OperationId = "getMatchTexts"), Scope("read"), Returns<MatchTextsAnswer>(FromLog = true), Refuses(404)]
    public static Task<Answer> Get([AsParameters] ByIdParameters asked, MatchQueries matches, MarketQueries markets, EventLog log, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [typeof(MatchViews), typeof(MarketViews)], () => Texts(asked.Id, matches, markets, stop), stop);

    private static async Task<Answer> Texts(Guid id, MatchQueries matches, MarketQueries markets, CancellationToken stop)
    {
        if (await matches.Find(id, stop) is not { } json)
            return ApiErrors.NotFound("No such match.");
        var match = JsonSerializer.Deserialize<MatchView>(json, EventTypes.DefaultJson)!;
        var (left, right) = (MatchTitles.RefOf(match.Left), MatchTitles.RefOf(match.Right));
        var texts = await markets.FindAll([left, right], stop);
        return texts.TryGetValue(left, out var one) && texts.TryGetValue(right, out var other)
            ? Answer.Of(new MatchTextsAnswer { Left = MarketTextAnswer.Of(one), Right = MarketTextAnswer.Of(other) })
            : ApiErrors.NotFound("The markets of this match are not known yet.");
    }
}

/// <summary>The texts of the two venues.</summary>
public sealed record MatchTextsAnswer
{
    /// <summary>The left market's words.</summary>
    public required MarketTextAnswer Left { get; init; }

    /// <summary>The right market's words.</summary>
    public required MarketTextAnswer Right { get; init; }
}

/// <summary>A market's texts.</summary>
public sealed record MarketTextAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>The question.</summary>
    public required string Title { get; init; }

    /// <summary>The short name of this market within its event; null when it has none.</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The venue's names of its two outcomes.</summary>
    public required IReadOnlyList<string> Outcomes { get; init; }

    /// <summary>The resolution rules.</summary>
    public string? Rules { get; init; }

    /// <summary>The stated source.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>When it ends, according to the venue.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The version of the market's stream that last set these words.</summary>
    public required long WordsVersion { get; init; }

    internal static MarketTextAnswer Of(MarketView market) => Of(new MarketRef(market.Venue, market.MarketId), market.Terms, market.WordsVersion);

    internal static MarketTextAnswer Of(MarketRef market, ListedTerms terms, long version) => new()
    {
        Venue = market.Venue.Name(),
        VenueMarketId = market.MarketId,
        Title = terms.Title,
        OutcomeName = terms.OutcomeName,
        Outcomes = [terms.YesLabel, terms.NoLabel],
        Rules = terms.Description,
        ResolutionSource = terms.ResolutionSource,
        EndTime = terms.EndsAt,
        WordsVersion = version,
    };
}
