using System.Text.Json;
using Faro.Http.Keys;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Faro.Http.Mcp;

/// <summary>
/// The Model Context Protocol at <c>/mcp</c> (streamable HTTP, stateless): the same key as the API's, within the same budget.
/// Tools that trade are neither listed nor called for a key without that scope.
/// </summary>
internal static class McpServing
{
    private const string Instructions =
        "Faro unifies the prediction markets of Polymarket, Kalshi and Foresight. Prices are dollars per share between 0 and 1, in the event's own YES and NO. "
        + "Compare venues before you suggest a trade, and tell the user about divergence risks: two venues may resolve the same question differently. "
        + "prepare_order sends nothing to a venue; only the user can sign and submit. Orders of a test key (faro_test_…) trade play money.";

    public static void Add(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<ToolSet>();
        services.AddSingleton<InnerCalls>();
        services.AddMcpServer(o =>
            {
                o.ServerInfo = new Implementation { Name = "faro", Title = "Faro", Version = typeof(McpServing).Assembly.GetName().Version!.ToString(3) };
                o.ServerInstructions = Instructions;
            })
            .WithHttpTransport(o => o.Stateless = true)
            .WithListToolsHandler(List)
            .WithCallToolHandler(Call);
    }

    public static void Map(WebApplication app) => app.MapMcp("/mcp").WithMetadata(new ScopeAttribute("read"));

    private static async ValueTask<ListToolsResult> List(RequestContext<ListToolsRequestParams> request, CancellationToken stop)
    {
        var (http, tools) = await Of(request.Services!);
        var caller = Caller.Of(http);
        return new ListToolsResult { Tools = [.. tools.Values.Where(t => caller.MayTrade || !t.Entry.Trades).Select(t => t.Tool)] };
    }

    private static async ValueTask<CallToolResult> Call(RequestContext<CallToolRequestParams> request, CancellationToken stop)
    {
        var (http, tools) = await Of(request.Services!);
        if (request.Params is not { } call || !tools.TryGetValue(call.Name, out var tool) || (tool.Entry.Trades && !Caller.Of(http).MayTrade))
            throw new McpProtocolException($"There is no tool '{request.Params?.Name}' for this key.", McpErrorCode.InvalidParams);
        var (status, body) = await http.RequestServices.GetRequiredService<InnerCalls>().Send(tool, call.Arguments ?? new Dictionary<string, JsonElement>(), http);
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = body.GetRawText() }],
            StructuredContent = body,
            IsError = status >= 400,
        };
    }

    private static async Task<(HttpContext Http, IReadOnlyDictionary<string, ToolCall> Tools)> Of(IServiceProvider services) => (
        services.GetRequiredService<IHttpContextAccessor>().HttpContext ?? throw new InvalidOperationException("A tool was called outside a request."),
        await services.GetRequiredService<ToolSet>().All());
}
