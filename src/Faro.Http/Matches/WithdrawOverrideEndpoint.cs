using System.ComponentModel.DataAnnotations;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Wolverine.Http;

namespace Faro.Http.Matches;

/// <summary><c>DELETE /api/v1/admin/matches/{id}/override</c>: an operator withdraws a decision; takes effect at once.</summary>
[Tags("Operations")]
public static class WithdrawOverrideEndpoint
{
    /// <summary>Withdraw an override</summary>
    /// <remarks>
    /// The judge's verdict on the pair applies again: the pair is linked or unlinked accordingly before the call returns. If a venue has
    /// changed its words since they were judged, the pair waits to be judged on the new ones. 404 if there is no decision to withdraw.
    /// </remarks>
    [WolverineDelete("/api/v1/admin/matches/{id}/override", OperationId = "withdrawOverride"), Scope("admin"), Returns<WithdrawnAnswer>, Refuses(404)]
    public static async Task<Answer> Delete([AsParameters] WithdrawParameters asked, Caller caller, MatchOverrides overrides, HttpContext http) =>
        await overrides.Withdraw(asked.Id, asked.Reason, caller.Metadata(http), http.RequestAborted) switch
        {
            OverrideResult.Done done => Answer.Of(WithdrawnAnswer.Of(done.Match)),
            OverrideResult.NothingToWithdraw => ApiErrors.NotFound("The match has no override."),
            _ => ApiErrors.NotFound("No such match."),
        };
}

/// <summary>The decision to withdraw, and the reason.</summary>
[Asked]
public sealed record WithdrawParameters : ByIdParameters
{
    /// <summary>The reason, which is recorded.</summary>
    [Length(1, 500)]
    public string? Reason { get; init; }
}

/// <summary>The pair without the decision.</summary>
public sealed record WithdrawnAnswer
{
    /// <summary>The id of the pair.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether the two markets resolve identically according to the judge.</summary>
    public required bool Same { get; init; }

    /// <summary>Whether YES pays with YES or with NO.</summary>
    [OneOf("direct", "inverted", "unknown")]
    public required string Polarity { get; init; }

    /// <summary>linked: the pair joins an event; allowed: it could, but a better group of markets won; refused: judged different; proposed: neither proved nor refuted, or not judged yet.</summary>
    [OneOf("proposed", "refused", "allowed", "linked")]
    public required string State { get; init; }

    /// <summary>The unified event that the pair joins now.</summary>
    public Guid? EventId { get; init; }

    internal static WithdrawnAnswer Of(MatchView match) => new()
    {
        Id = match.Id,
        Same = match.Same,
        Polarity = match.Polarity.ToString().ToLowerInvariant(),
        State = match.State,
        EventId = match.EventId,
    };
}
