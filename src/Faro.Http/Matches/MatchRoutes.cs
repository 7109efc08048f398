using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Http.Matches;

/// <summary><c>GET /api/v1/matches</c>: judged pairs of markets, the refused look-alikes too.</summary>
internal static class ListMatches
{
    private static readonly Parameter<string?> OfVenue = Parameters.OneOf("venue", PageParameters.Venues, null, "Only pairs with a market of this venue.");
    private static readonly Parameter<string?> State = Parameters.OneOf(
        "state", ["proposed", "refused", "allowed", "linked"], null,
        "linked joins an event; allowed may, but a better group won; refused was judged different; proposed waits for its judge.");

    private static readonly Parameter<decimal?> MinConfidence = Parameters.Fraction("min_confidence", "Only pairs judged at least this surely.");
    private static readonly Parameter<DateTimeOffset?> Since = Parameters.Time("since", "Only pairs with a fact at or after this time.");

    public static ApiRoute Create(MatchQueries matches, EventLog log) =>
        ApiRoute.Get("/api/v1/matches", Access.Read, call => AsOf.Answered(
            call, log, () => Handle(call, filter => matches.List(filter, call.Cancel)), at => Handle(call, filter => matches.ListAsOf(filter, at, call.Cancel)))) with
        {
            Parameters = [PageParameters.Limit, PageParameters.Offset, OfVenue, State, MinConfidence, Since, AsOf.Parameter],
            Docs = new RouteDocs("listMatches", "Matches", "List matches", "MatchList")
            {
                Description = "Judged pairs of markets, the latest change first: verdict, judge, reasoning, vetoes and divergence risks.",
            },
        };

    private static async Task<Answer> Handle(Call call, Func<MatchFilter, Task<(IReadOnlyList<byte[]> Rows, long Total)>> list)
    {
        var filter = new MatchFilter
        {
            Venue = VenueNames.TryParse(call.Get(OfVenue), out var venue) ? venue : null,
            State = call.Get(State),
            MinConfidence = call.Get(MinConfidence),
            Since = call.Get(Since),
            Limit = call.Get(PageParameters.Limit),
            Offset = call.Get(PageParameters.Offset),
        };
        var (rows, total) = await list(filter);
        return Answer.Json(JsonRows.Object(JsonRows.SizeOf(rows), json =>
        {
            json.Write("matches", rows);
            json.WriteNumber("total", total);
            json.WriteNumber("limit", filter.Limit);
            json.WriteNumber("offset", filter.Offset);
        }));
    }
}

/// <summary><c>GET /api/v1/matches/{id}</c> and its history.</summary>
internal static class GetMatch
{
    internal static Parameter<Guid> Id { get; } = Parameters.PathId("Match id.");

    public static ApiRoute Create(MatchQueries matches, EventLog log) =>
        ApiRoute.Get("/api/v1/matches/{id}", Access.Read, call => AsOf.Answered(
            call, log, () => Handle(matches.Find(call.Get(Id), call.Cancel)), at => Handle(matches.FindAsOf(call.Get(Id), at, call.Cancel)))) with
        {
            Parameters = [Id, AsOf.Parameter],
            Docs = new RouteDocs("getMatch", "Matches", "Get match", "Pair")
            {
                Description = "One pair of markets with its latest verdict.",
                Also = [404],
            },
        };

    public static ApiRoute CreateHistory(MatchQueries matches, EventLog log) =>
        ApiRoute.Get("/api/v1/matches/{id}/history", Access.Read, call => History(call, matches, log)) with
        {
            Parameters = [Id, HistoryPage.Limit, HistoryPage.After],
            Docs = new RouteDocs("getMatchHistory", "Matches", "Match history", "History")
            {
                Description = "The recorded facts about the pair: proposals, verdicts, overrides, links and unlinks, in the order of the log.",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Task<byte[]?> found) =>
        await found is { } json ? Answer.Json(json) : ApiErrors.NotFound("No such match.");

    private static async Task<Answer> History(Call call, MatchQueries matches, EventLog log) =>
        await matches.Find(call.Get(Id), call.Cancel) is not null
            ? await HistoryPage.Read(log, [PairIds.StreamOf(call.Get(Id))], call)
            : ApiErrors.NotFound("No such match.");
}

/// <summary><c>POST /api/v1/admin/matches/{id}/override</c>: an operator decides in place of the judge; acted on at once.</summary>
internal static class OverrideMatch
{
    private static readonly string[] Polarities = ["direct", "inverted"];

    public static ApiRoute Create(MatchRunner runner) =>
        ApiRoute.Post("/api/v1/admin/matches/{id}/override", Access.Admin, call => Handle(call, runner)) with
        {
            Parameters = [GetMatch.Id],
            Docs = new RouteDocs("overrideMatch", "Operations", "Override a match", "Overridden")
            {
                Description = "Says whether the two markets resolve identically, with the reason; the decision is recorded and the groups follow at once.",
                Body = "OverrideRequest",
                Also = [404],
            },
        };

    private static async Task<Answer> Handle(Call call, MatchRunner runner)
    {
        var (document, refused) = await call.ReadBody();
        if (refused is not null)
            return refused;
        using (document)
        {
            var fields = new JsonFields(document!.RootElement);
            var same = fields.Flag("same", required: true);
            var polarity = fields.OneOf("polarity", Polarities) ?? "direct";
            var reason = fields.Text("reason", 1, 500, required: true);
            if (fields.Refused() is { } invalid)
                return invalid;
            var found = await runner.Override(call.Get(GetMatch.Id), same!.Value,
                polarity == "inverted" ? Polarity.Inverted : Polarity.Direct, reason!, call.Metadata, call.Cancel);
            return found ? Answer.Of(new { Id = call.Get(GetMatch.Id), Same = same.Value, Polarity = polarity, Reason = reason }) : ApiErrors.NotFound("No such match.");
        }
    }
}
