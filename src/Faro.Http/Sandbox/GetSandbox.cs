using Faro.Http.Serving;
using Faro.Venues;

namespace Faro.Http.Sandbox;

/// <summary><c>GET /api/v1/sandbox</c>: where the venues of a test key are, so that its holder can make throwaway accounts there.</summary>
internal static class GetSandbox
{
    public static ApiRoute Create(VenuesOptions venues) =>
        ApiRoute.Get("/api/v1/sandbox", Access.Read, call => Task.FromResult(Handle(call, venues))) with
        {
            Docs = new RouteDocs("getSandbox", "Sandbox", "Sandbox", "Sandbox")
            {
                Description = "Where a test key's venues are: credentials are made there, with throwaway keys, just as at the real venues. "
                    + "A live key has no sandbox and is answered 404.",
                Also = [404],
            },
        };

    // Only the sandbox's addresses: those of live venues may carry an operator's own node key.
    private static Answer Handle(Call call, VenuesOptions venues) =>
        !call.Caller.Test || venues.Sandbox is not { } sandbox
            ? ApiErrors.NotFound("Only test keys have a sandbox.")
            : Answer.Of(new
            {
                Venues = new
                {
                    Polymarket = sandbox.Polymarket.Enabled ? new { sandbox.Polymarket.ClobUrl, ChainId = sandbox.Polymarket.OrderChainId } : null,
                    Kalshi = sandbox.Kalshi.Enabled ? new { SolanaRpcUrl = WithoutKey(sandbox.Kalshi.SolanaRpcUrl) } : null,
                    Foresight = sandbox.Foresight.Enabled ? new { sandbox.Foresight.Url, sandbox.Foresight.ChainId } : null,
                },
                ControlsUrl = venues.SandboxControlsUrl,
            });

    // A node's key stands in its address's query.
    private static Uri WithoutKey(Uri node) => new(node.GetLeftPart(UriPartial.Path));
}
