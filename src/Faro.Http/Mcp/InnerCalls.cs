using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Keys;

namespace Faro.Http.Mcp;

/// <summary>Calls an endpoint of this host for an authenticated caller, so that bounds, refusals and answers are the API's own.</summary>
public sealed class InnerCalls(IEnumerable<EndpointDataSource> endpoints)
{
    private readonly Lazy<Dictionary<(string Method, string Path), RequestDelegate>> _all = new(() => endpoints.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => (Key: (m, e.RoutePattern.RawText!), e.RequestDelegate)))
        .Where(e => e.RequestDelegate is not null)
        .GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.First().RequestDelegate!));

    internal async Task<(int Status, JsonElement Body)> Send(ToolCall tool, IDictionary<string, JsonElement> arguments, HttpContext outer)
    {
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, TraceIdentifier = outer.TraceIdentifier, RequestAborted = outer.RequestAborted };
        http.Features.Set(Caller.Of(outer));
        http.Request.Method = tool.Method;
        http.Request.Headers.ContentType = "application/json";
        Fill(http.Request, tool, arguments);
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await _all.Value[(tool.Method, tool.Path)](http);
        await http.Response.BodyWriter.FlushAsync(outer.RequestAborted);
        return (http.Response.StatusCode, JsonSerializer.Deserialize<JsonElement>(answer.ToArray()));
    }

    /// <summary>Distributes the arguments: to the path, the query, and the rest to the body; unknown ones are refused there.</summary>
    private static void Fill(HttpRequest request, ToolCall tool, IDictionary<string, JsonElement> arguments)
    {
        var path = tool.Path;
        var query = QueryString.Empty;
        var body = new JsonObject();
        foreach (var (name, value) in arguments)
        {
            if (tool.HasBody && !tool.Parameters.ContainsKey(name))
            {
                body[name] = JsonNode.Parse(value.GetRawText());
            }
            else if (tool.Parameters.GetValueOrDefault(name))
            {
                request.RouteValues[name] = TextOf(value);
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(TextOf(value)), StringComparison.Ordinal);
            }
            else
            {
                query = query.Add(name, TextOf(value));
            }
        }

        if (tool.Entry.Limit is { } limit && !arguments.ContainsKey("limit"))
            query = query.Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        request.Path = path;
        request.QueryString = query;
        if (!tool.HasBody)
            return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        request.Body = new MemoryStream(bytes);
        request.ContentLength = bytes.Length;
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
