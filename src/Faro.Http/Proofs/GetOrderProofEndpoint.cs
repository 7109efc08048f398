using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Orders;
using Faro.Proofs.Checking;
using Wolverine.Http;

namespace Faro.Http.Proofs;

/// <summary><c>GET /api/v1/orders/{id}/proof</c>: proves the recorded facts of the order.</summary>
[Tags("Proofs")]
public static class GetOrderProofEndpoint
{
    /// <summary>Order proof</summary>
    /// <remarks>All recorded facts of the order with their places under a signed root of the log, to keep and check without Faro (docs/proof.md).</remarks>
    [WolverineGet("/api/v1/orders/{id}/proof", OperationId = "getOrderProof"), Scope("read"), Returns<ProofAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Get([AsParameters] ByIdParameters asked, Caller caller, OrderQueries orders, Prover prover, CancellationToken stop) =>
        await orders.Find(asked.Id, caller.Owner, stop) is null
            ? ApiErrors.NotFound("No such order.")
            : ProofAnswer.Of(await prover.Prove(OrderView.StreamOf(asked.Id), [], stop));
}
