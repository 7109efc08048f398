using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching;
using Faro.Matching.Matches;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>POST /api/v1/admin/matches/{id}/override</c>: an operator decides in place of the judge; acted on at once.</summary>
[Tags("Operations")]
public static class OverrideMatchEndpoint
{
    /// <summary>Override a match</summary>
    /// <remarks>Says whether the two markets resolve identically, with the reason; the decision is recorded and the groups follow at once.</remarks>
    [WolverinePost("/api/v1/admin/matches/{id}/override", OperationId = "overrideMatch"), Scope("admin"), Returns<OverriddenAnswer>, Refuses(404)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, [FromBody] OverrideRequest body, Caller caller, MatchRunner runner, HttpContext http) =>
        await runner.Override(asked.Id, body.Same, body.Direction, body.Reason, caller.Metadata(http), http.RequestAborted)
            ? Answer.Of(new OverriddenAnswer { Id = asked.Id, Same = body.Same, Polarity = body.Polarity, Reason = body.Reason })
            : ApiErrors.NotFound("No such match.");
}

/// <summary>An operator's decision on a pair.</summary>
[Asked]
public sealed record OverrideRequest
{
    /// <summary>Whether the two markets resolve identically.</summary>
    public required bool Same { get; init; }

    /// <summary>Whether YES pays with YES or with NO.</summary>
    [OneOf("direct", "inverted")]
    public string Polarity { get; init; } = "direct";

    /// <summary>Why.</summary>
    [Length(1, 500)]
    public required string Reason { get; init; }

    internal Polarity Direction => Polarity == "inverted" ? Faro.Matching.Polarity.Inverted : Faro.Matching.Polarity.Direct;
}

/// <summary>The decision as it was recorded.</summary>
public sealed record OverriddenAnswer
{
    /// <summary>The pair.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether the two markets resolve identically.</summary>
    public required bool Same { get; init; }

    /// <summary>Whether YES pays with YES or with NO.</summary>
    public required string Polarity { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}
