using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Matching.Matches;
using Faro.Proofs.Checking;
using Wolverine.Http;

namespace Faro.Http.Proofs;

/// <summary><c>GET /api/v1/matches/{id}/proof</c>: proves the recorded facts of the pair and the words that were judged.</summary>
[Tags("Proofs")]
public static class GetMatchProofEndpoint
{
    /// <summary>Match proof</summary>
    /// <remarks>
    /// All recorded facts of the pair, and for both markets the facts with the words that were judged, with their places under a
    /// signed root of the log, to keep and check without Faro (docs/proof.md).
    /// </remarks>
    [WolverineGet("/api/v1/matches/{id}/proof", OperationId = "getMatchProof"), Scope("read"), Returns<ProofAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Get([AsParameters] ByIdParameters asked, MatchQueries matches, Prover prover, CancellationToken stop) =>
        await matches.WordsJudged(asked.Id, stop) is { } words
            ? ProofAnswer.Of(await prover.Prove(PairIds.StreamOf(asked.Id), words, stop))
            : ApiErrors.NotFound("No such match.");
}
