using System.Text.Json;
using Faro.Log;
using Faro.Sandbox;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Events;

/// <summary>The API over the matched built-in catalog, with fronts before the venues' books that count calls and can hold them back.</summary>
public sealed class QuotesApi : ApiTest
{
    private Dictionary<string, string?> _settings = [];

    public SandboxHost Sandbox { get; private set; } = null!;

    public VenueFronts Fronts { get; private set; } = null!;

    public ApiHost Quoting { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Every matched event, as the list tells it.</summary>
    public IReadOnlyList<JsonElement> Matched { get; private set; } = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        Dispose(Sandbox);
        var a = Sandbox.Addresses;
        Fronts = await VenueFronts.Start(new Dictionary<string, Uri> { ["polymarket"] = a.Clob, ["kalshi"] = a.DFlow, ["foresight"] = a.Foresight });
        Dispose(Fronts);
        _settings = new()
        {
            ["Venues:Live:Polymarket:GammaUrl"] = a.Gamma.ToString(),
            ["Venues:Live:Polymarket:ClobUrl"] = Fronts["polymarket"].ToString(),
            ["Venues:Live:Kalshi:DFlowUrl"] = Fronts["kalshi"].ToString(),
            ["Venues:Live:Kalshi:KalshiUrl"] = new Uri(a.Kalshi, "/trade-api/v2").ToString(),
            ["Venues:Live:Foresight:Url"] = Fronts["foresight"].ToString(),
            ["Venues:Live:Foresight:ChainId"] = "31337",
            ["Faro:Orders:QuoteDeadline"] = "00:00:01.5",
        };
        Quoting = Host(_settings);
        using var cron = Quoting.Client(ApiHost.CronSecret);
        foreach (var route in new[] { "sync-events", "match-markets" })
        {
            var run = await (await cron.PostAsync(new Uri("/api/v1/cron/" + route, UriKind.Relative), null)).Content.ReadAsStringAsync();
            Assert.True(await Quoting.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(60)), run);
        }

        Client = Quoting.Client((await Quoting.IssueKey(new { label = "q", scopes = new[] { "trade" }, rate_limit_per_min = 100_000 })).Key);
        var page = await (await Client.GetAsync(new Uri("/api/v1/events?matched=true&limit=200", UriKind.Relative))).Json();
        Matched = [.. page.GetProperty("events").EnumerateArray()];
    }

    /// <summary>Another node on the same database.</summary>
    public ApiHost Beside(Dictionary<string, string?> settings) => Host(_settings.Concat(settings).ToDictionary());

    /// <summary>The id of a matched event at these venues exactly, by its place among them.</summary>
    public string Event(int skip, params string[] venues) => Matched
        .Where(e => e.GetProperty("venues").EnumerateArray().Select(v => v.GetString()!).SequenceEqual(venues))
        .Skip(skip).First().GetProperty("id").GetString()!;

    public async Task<JsonElement> Get(string path)
    {
        using var response = await Client.GetAsync(new Uri("/api/v1/events/" + path, UriKind.Relative));
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }
}
