using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>POST /api/v1/admin/matches/{id}/override</c>: an operator decides in place of the judge; takes effect at once.</summary>
[Tags("Operations")]
public static class OverrideMatchEndpoint
{
    /// <summary>Override a match</summary>
    /// <remarks>
    /// Decides whether the two markets resolve identically, with a reason. The decision is recorded, and events, quotes and plans
    /// follow it before the call returns, also during a matching run. Joining a pair that a hard fact refutes needs confirm: true;
    /// without it the answer is 409 and names the facts; with it they stay on the event as divergence risks.
    /// </remarks>
    [WolverinePost("/api/v1/admin/matches/{id}/override", OperationId = "overrideMatch"), Scope("admin"), Returns<OverriddenAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post([AsParameters] ByIdParameters asked, [FromBody] OverrideRequest body, Caller caller, MatchOverrides overrides, HttpContext http) =>
        await overrides.Override(asked.Id, body.Decision, caller.Metadata(http), http.RequestAborted) switch
        {
            OverrideResult.Done done => Answer.Of(OverriddenAnswer.Of(done.Match, body.Reason)),
            OverrideResult.NeedsConfirmation needs => Unconfirmed(needs.Refuted),
            _ => ApiErrors.NotFound("No such match."),
        };

    private static ApiError Unconfirmed(IReadOnlyList<MatchFinding> refuted)
    {
        var facts = string.Join("; ", refuted.Select(f => $"{f.Code}: {f.Text}"));
        return ApiErrors.Conflict($"These markets are refuted by a hard fact ({facts}). Send \"confirm\": true to join them all the same.") with
        {
            Issues = Issues.Of("confirm", $"Required to overrule {string.Join(", ", refuted.Select(f => f.Code).Distinct())}."),
        };
    }
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

    /// <summary>The reason, which is recorded.</summary>
    [Length(1, 500)]
    public required string Reason { get; init; }

    /// <summary>Confirms that a pair which a hard fact refutes is to be joined.</summary>
    public bool Confirm { get; init; }

    internal OverrideMatch Decision =>
        new(Same, Polarity == "inverted" ? Faro.Matching.Polarity.Inverted : Faro.Matching.Polarity.Direct, Reason, Confirm);
}

/// <summary>The decision as recorded, and its effect.</summary>
public sealed record OverriddenAnswer
{
    /// <summary>The id of the pair.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether the two markets resolve identically.</summary>
    public required bool Same { get; init; }

    /// <summary>Whether YES pays with YES or with NO; unknown for markets that differ.</summary>
    [OneOf("direct", "inverted", "unknown")]
    public required string Polarity { get; init; }

    /// <summary>The reason that was given.</summary>
    public required string Reason { get; init; }

    /// <summary>linked: the pair joins an event; allowed: it could, but a better group of markets won; refused: judged different; proposed: neither proved nor refuted, or not judged yet.</summary>
    [OneOf("proposed", "refused", "allowed", "linked")]
    public required string State { get; init; }

    /// <summary>The unified event that the pair joins now.</summary>
    public Guid? EventId { get; init; }

    internal static OverriddenAnswer Of(MatchView match, string reason) => new()
    {
        Id = match.Id,
        Same = match.Same,
        Polarity = match.Polarity.ToString().ToLowerInvariant(),
        Reason = reason,
        State = match.State,
        EventId = match.EventId,
    };
}
