using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Log;
using Faro.Matching;
using Faro.Matching.UnifiedEvents;
using Microsoft.AspNetCore.Http;
using Wolverine.Http;

namespace Faro.Http.Events;

/// <summary><c>GET /api/v1/categories</c>: the vocabulary of <c>category</c>, with counts.</summary>
[Tags("Events")]
public static class ListCategoriesEndpoint
{
    /// <summary>Categories</summary>
    /// <remarks>
    /// The categories that events are filtered by, over all venues, with how many events each has. A venue's own word stays on its market as
    /// venue_category; a word that no category stands for is other, and an event whose venues name none has none.
    /// </remarks>
    [WolverineGet("/api/v1/categories", OperationId = "listCategories"), Scope("read"), Returns<CategoriesAnswer>(FromLog = true)]
    public static Task<Answer> Get(EventQueries events, EventLog log, TimeProvider clock, CancellationToken stop) =>
        LogPlace.Told(log, [typeof(UnifiedEventViews)], () => Counted(events, clock, stop), stop);

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
    /// <summary>All of them, in a fixed order, those without events too.</summary>
    public required IReadOnlyList<CategoryAnswer> Categories { get; init; }
}

/// <summary>A category.</summary>
public sealed record CategoryAnswer
{
    /// <summary>The word, as events carry it.</summary>
    [OneOf("elections", "politics", "world", "economics", "business", "crypto", "sports", "culture", "tech", "science", "climate", "other")]
    public required string Category { get; init; }

    /// <summary>How many events it has in all.</summary>
    public required long Events { get; init; }

    /// <summary>How many of them status=active lists.</summary>
    public required long Active { get; init; }
}
