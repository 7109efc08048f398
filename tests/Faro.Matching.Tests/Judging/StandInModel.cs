using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faro.Matching.Tests.Judging;

/// <summary>An OpenAI-compatible server on a real port that answers from a script and keeps what it was sent.</summary>
internal sealed class StandInModel : IAsyncDisposable
{
    private readonly WebApplication app;
    private int underWay;

    private StandInModel(WebApplication app) => this.app = app;

    public Uri BaseUrl { get; private set; } = null!;

    public ConcurrentQueue<JsonObject> Requests { get; } = new();

    public int MostAtOnce { get; private set; }

    /// <summary>Answers the n-th request (from 1).</summary>
    public Func<int, HttpContext, Task> Script { get; set; } = (_, http) => Answer(http, Good());

    public static async Task<StandInModel> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new StandInModel(app);
        var count = 0;
        var gate = new Lock();
        app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            var n = Interlocked.Increment(ref count);
            lock (gate)
                server.MostAtOnce = Math.Max(server.MostAtOnce, ++server.underWay);
            try
            {
                var request = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
                http.Items["request"] = request;
                server.Requests.Enqueue(request);
                await server.Script(n, http);
            }
            finally
            {
                lock (gate)
                    server.underWay--;
            }
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.BaseUrl = new Uri(address + "/v1");
        return server;
    }

    public static string Good(bool same = true, double confidence = 0.97, string polarity = "direct", string reasoning = "Same question.", string risks = "[]", string lifted = "[]") =>
        $$"""{"same": {{(same ? "true" : "false")}}, "confidence": {{confidence.ToString(System.Globalization.CultureInfo.InvariantCulture)}}, "polarity": "{{polarity}}", "reasoning": "{{reasoning}}", "lifted_doubts": {{lifted}}, "divergence_risks": {{risks}}}""";

    public static Task Answer(HttpContext http, string content, int sent = 1000, int received = 100, string? refusal = null, string name = "stand-in") =>
        http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1_700_000_000,
            ["model"] = name,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["finish_reason"] = "stop",
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = refusal is null ? content : null, ["refusal"] = refusal },
            }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = sent, ["completion_tokens"] = received, ["total_tokens"] = sent + received },
        });

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    public string LastUserMessage() => UserMessage(Requests.Last());

    public static string UserMessage(JsonObject request) => request["messages"]!.AsArray().Last()!["content"] switch
    {
        JsonValue v => v.GetValue<string>(),
        JsonArray parts => parts[0]!["text"]!.GetValue<string>(),
        _ => throw new JsonException("no content"),
    };
}
