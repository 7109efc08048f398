using System.Net.WebSockets;
using Faro.Clob.Http;

namespace Faro.Clob.Sockets;

/// <summary><c>/v1/ws</c>: a token is only needed for user events, but a bad one is refused before the upgrade.</summary>
internal static class SocketEndpoint
{
    private const int MaxPerAddress = 20;
    private static long _count;

    public static void Map(IEndpointRouteBuilder app) => app.Map("/v1/ws", Accept);

    private static async Task Accept(
        HttpContext context, SocketHub hub, SocketTokens tokens, ClobOptions options, RateLimiter limiter, TimeProvider clock)
    {
        RequestReader.AllowOnly(context, "token");
        if (!context.WebSockets.IsWebSocketRequest) throw new ClobProblem("INVALID_REQUEST", "This route is a WebSocket.");
        Caller? caller = null;
        if (RequestReader.Text(context, "token") is { } token)
            caller = tokens.Consume(token) ?? throw new ClobProblem("AUTH_INVALID", "The token is unknown, used or expired.");
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (options.RateLimits && hub.ConnectionsFrom(address) >= MaxPerAddress)
            throw new ClobProblem("RATE_LIMITED", $"At most {MaxPerAddress} connections from one address.", retryAfter: 5);
        _ = hub.Views; // refuse before the upgrade while the venue starts
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        string id = $"ws-{Interlocked.Increment(ref _count)}";
        using SocketConnection connection = new(socket, hub, caller, address, options, limiter, clock, id);
        await connection.Run(context.RequestAborted);
    }
}
