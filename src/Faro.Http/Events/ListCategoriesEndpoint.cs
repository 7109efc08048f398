using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching.UnifiedEvents;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/categories</c>: the vocabulary of <c>category</c>, with counts.</summary>
[Tags("Events")]
public static class ListCategoriesEndpoint
{
    /// <summary>Categories</summary>
    /// <remarks>
    /// The categories that events can be filtered by, over all venues, with the number of events in each. A venue's own word is kept on its market as
    /// venue_category; a word that maps to no category becomes other, and an event whose venues name no category has none.
    /// </remarks>
    [WolverineGet("/api/v1/categories", OperationId = "listCategories"), Scope("read"), Returns<CategoriesAnswer>(FromLog = true)]
    public static Task<Answer> Get(EventQueries events, EventLog log, TimeProvider clock, CancellationToken stop) =>
        LogPlace.AnswerWithPlace(log, [typeof(UnifiedEventViews)], () => Counted(events, clock, stop), stop);

    private static async Task<Answer> Counted(EventQueries events, TimeProvider clock, CancellationToken stop) =>
        Answer.Of(new CategoriesAnswer
        {
            Categories = [.. (await events.CategoryCounts(clock.GetUtcNow(), stop))
                .Select(c => new CategoryAnswer { Category = c.Category, Events = c.Events, Active = c.Active })],
        });
}

/// <summary>The categories.</summary>
public sealed record CategoriesAnswer
{
    /// <summary>All categories, in a fixed order, including those without events.</summary>
    public required IReadOnlyList<CategoryAnswer> Categories { get; init; }
}

/// <summary>A category.</summary>
public sealed record CategoryAnswer
{
    /// <summary>The name, as in an event's category.</summary>
    [OneOf("elections", "politics", "world", "economics", "business", "crypto", "sports", "culture", "tech", "science", "climate", "other")]
    public required string Category { get; init; }

    /// <summary>How many events it has in total.</summary>
    public required long Events { get; init; }

    /// <summary>How many of them status=active lists.</summary>
    public required long Active { get; init; }
}
