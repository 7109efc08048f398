using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Venues;
using Microsoft.Extensions.Options;
using Wolverine.Http;

namespace Faro.Http.Sandbox;

/// <summary><c>GET /api/v1/sandbox</c>: the addresses of a test key's venues, so that its holder can create throwaway accounts there.</summary>
[Tags("Sandbox")]
public static class GetSandboxEndpoint
{
    /// <summary>Sandbox</summary>
    /// <remarks>
    /// The addresses of a test key's venues: create credentials there, with throwaway keys, just as at the real venues.
    /// A live key has no sandbox and gets 404.
    /// </remarks>
    [WolverineGet("/api/v1/sandbox", OperationId = "getSandbox"), Scope("read"), Returns<SandboxAnswer>, Refuses(404)]
    public static Answer Get(Caller caller, IOptions<VenuesOptions> venues) =>
        !caller.Test || venues.Value.Sandbox is not { } sandbox
            ? ApiErrors.NotFound("Only test keys have a sandbox.")
            : Answer.Of(SandboxAnswer.Of(sandbox, venues.Value.SandboxControlsUrl));
}
