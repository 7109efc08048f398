using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching;
using Faro.Venues;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/events</c>: a page of unified events.</summary>
internal static class ListEvents
{
    private static readonly Parameter<string?> Status = Parameters.OneOf(
        "status", ["active", "settled", "all"], "active", "active: at least one market trades; settled: every market is closed or resolved.");

    private static readonly Parameter<DateTimeOffset?> EndBefore = Parameters.Time(
        "end_before", "Only events whose end-time is before the given timestamp.");

    private static readonly Parameter<string?> Query = Parameters.Text(
        "q", 400, "Full-text search across event title and description: words, \"phrases\", or, -not. Ranked unless sort is given.");

    private static readonly Parameter<string?> OfVenue = Parameters.OneOf(
        "venue", PageParameters.Venues, null, "Only events with a market at this venue.");

    private static readonly Parameter<string?> Category = Parameters.Text("category", 100, "Only events of this category.");

    private static readonly Parameter<bool?> Matched = Parameters.Flag(
        "matched", "true: only events that join markets of several venues; false: only those of one.");

    private static readonly Parameter<string?> Sort = Parameters.OneOf(
        "sort", ["liquidity", "end_time", "title"], null, "Highest liquidity first (the default without q), earliest end first, or by title.");

    private static readonly Parameter<string?> Cursor = Parameters.Text(
        "cursor", 2_000, "next_cursor of the page before, asked with the same other parameters; faster than a deep offset.");

    public static ApiRoute Create(EventQueries events, EventLog log) =>
        ApiRoute.Get("/api/v1/events", Access.Read, call => AsOf.Answered(
            call, log, () => Handle(call, filter => events.List(filter, call.Cancel)), at => Handle(call, filter => events.ListAsOf(filter, at, call.Cancel)))) with
        {
            Parameters = [PageParameters.Limit, PageParameters.Offset, Status, EndBefore, Query, OfVenue, Category, Matched, Sort, Cursor, AsOf.Parameter],
            Docs = new RouteDocs("listEvents", "Events", "List events", "EventList")
            {
                Description = "Paginated list of unified events. Title, description and timeline come from the venue with the highest liquidity at match time. "
                    + "With as_of the list of then, filtered, searched and paged like today's; a state long past may take a while to put together (503 with Retry-After).",
            },
        };

    private static async Task<Answer> Handle(Call call, Func<EventFilter, Task<JsonPage>> list)
    {
        var limit = call.Get(PageParameters.Limit);
        var offset = call.Get(PageParameters.Offset);
        var cursor = call.Get(Cursor);
        if (cursor is not null && offset > 0)
            return ApiErrors.InvalidQuery(Issues.Of("offset", "Cannot stand beside cursor."));
        var filter = new EventFilter
        {
            Limit = limit,
            Offset = offset,
            Status = call.Get(Status) switch
            {
                "active" => EventStatusFilter.Active,
                "settled" => EventStatusFilter.Settled,
                _ => EventStatusFilter.All,
            },
            EndBefore = call.Get(EndBefore),
            Query = call.Get(Query),
            Venue = VenueNames.TryParse(call.Get(OfVenue), out var venue) ? venue : null,
            Category = call.Get(Category)?.ToLowerInvariant(),
            Matched = call.Get(Matched),
            Sort = call.Get(Sort) switch
            {
                "liquidity" => EventSort.Liquidity,
                "end_time" => EventSort.EndTime,
                "title" => EventSort.Title,
                _ => EventSort.Default,
            },
            Cursor = cursor,
        };
        try
        {
            var page = await list(filter);
            return Answer.Json(JsonRows.Object(JsonRows.SizeOf(page.Rows), json =>
            {
                json.Write("events", page.Rows);
                json.WriteNumber("total", page.Total);
                json.WriteNumber("limit", limit);
                json.WriteNumber("offset", offset);
                json.WriteString("next_cursor", page.NextCursor);
            }));
        }
        catch (FormatException) when (cursor is not null)
        {
            return ApiErrors.InvalidQuery(Issues.Of("cursor", "Not a next_cursor of this list."));
        }
    }
}
