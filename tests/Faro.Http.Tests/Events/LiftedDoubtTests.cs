using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Testing;
using Faro.Venues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Events;

/// <summary>A name spelt in two ways: proposed by the rules, joined by a model that quotes both spellings, from the settings to the event.</summary>
public sealed class LiftedDoubtTests : ApiTest
{
    private static readonly MarketRef Poly = new(Venue.Polymarket, "0x" + new string('a', 64));
    private static readonly MarketRef Kal = new(Venue.Kalshi, "KXGOVMENOMD-27-MPHI");

    [Fact]
    public async Task A_model_joins_what_only_a_spelling_keeps_apart_and_the_event_says_so()
    {
        await List(Api.Services.GetRequiredService<EventLog>());
        Assert.Equal("proposed", await Match(Api));

        await using var app = WebApplication.CreateSlimBuilder().Listening().Build();
        var asked = new List<JsonNode>();
        app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            asked.Add((await JsonNode.ParseAsync(http.Request.Body))!);
            await http.Response.WriteAsJsonAsync(Answer());
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var judged = Host(new() { ["Faro:Judge:BaseUrl"] = address + "/v1", ["Faro:Judge:Model"] = "stand-in" });
        Assert.Equal("linked", await Match(judged));
        Assert.Single(asked);

        using var reader = judged.Client((await judged.IssueKey(new { label = "r", scopes = new[] { "read" } })).Key);
        var found = (await (await reader.GetAsync(new Uri($"/api/v1/events/{MarketIds.IdOf(Kal)}", UriKind.Relative))).Json()).GetProperty("event");
        Assert.Equal(2, found.GetProperty("markets").GetArrayLength());
        Assert.Equal("llm", found.GetProperty("match").GetProperty("judge").GetString());
        Assert.Contains("Marta Philips", found.GetProperty("match").GetProperty("reasoning").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A matching run; the pair's state after it.</summary>
    private static async Task<string?> Match(ApiHost host)
    {
        using var cron = host.Client(ApiHost.CronSecret);
        using var run = await cron.PostAsync(new Uri("/api/v1/cron/match-markets", UriKind.Relative), null);
        Assert.Equal("completed", (await run.Json()).GetProperty("status").GetString());
        var pair = await host.Services.GetRequiredService<MatchQueries>().Find(PairIds.Of(Poly, Kal));
        return JsonDocument.Parse(pair!).RootElement.GetProperty("state").GetString();
    }

    private static async Task List(EventLog log)
    {
        var poly = Terms("Will Marta Phillips be the Democratic nominee for Governor of Maine in 2027?", "This market will resolve to \"Yes\" if Marta Phillips wins the nomination of the Democratic Party for Governor of Maine in 2027.", null);
        var kal = Terms("Who will be the Democratic nominee for Governor in Maine in 2027?", "If Marta Philips wins the nomination for the Democratic Party to contest the 2027 Maine Governorship, then the market resolves to Yes.", "Marta Philips");
        await log.AppendMany(new[] { (Poly, poly), (Kal, kal) }.Select(m => new StreamFacts(
            m.Item1.StreamId, new MarketListed(m.Item1.Venue, m.Item1.MarketId, m.Item2, default, MarketStatus.Trading, null, ListedQuote.None, null, default))));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(30)));
    }

    private static ListedTerms Terms(string title, string rules, string? outcome) => new()
    {
        Title = title,
        YesLabel = "Yes",
        NoLabel = "No",
        OutcomeName = outcome,
        Description = rules,
        EndsAt = new DateTimeOffset(2027, 7, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static JsonObject Answer() => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1_700_000_000,
        ["model"] = "stand-in",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = "stop",
            ["message"] = new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = """
                    {"same": true, "confidence": 0.97, "polarity": "direct", "reasoning": "One candidate, spelt in two ways.",
                     "lifted_doubts": [{"doubt": 1, "left": "Marta Phillips", "right": "Marta Philips"}], "divergence_risks": []}
                    """,
            },
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1_000, ["completion_tokens"] = 100, ["total_tokens"] = 1_100 },
    };
}

internal static class LocalServer
{
    /// <summary>On a port of its own.</summary>
    public static WebApplicationBuilder Listening(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        return builder;
    }
}
