using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Sandbox;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary><c>faro up --live</c>, with twins in the live venues' place: the test key that it prints trades at a mirror of them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UpLiveTests : IDisposable
{
    private readonly TempFolder _folder = new("faro-test-live");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_test_key_sees_the_live_catalog_and_live_books_at_a_mirror()
    {
        await using var live = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 });
        var a = live.Addresses;
        using var up = Process.Start(Command(new()
        {
            ["Polymarket__GammaUrl"] = a.Gamma,
            ["Polymarket__ClobUrl"] = a.Clob,
            ["Polymarket__DataUrl"] = a.Data,
            ["Kalshi__DFlowUrl"] = a.DFlow,
            ["Kalshi__KalshiUrl"] = new Uri(a.Kalshi, "/trade-api/v2"),
            ["Kalshi__JupiterUrl"] = a.Jupiter,
            ["Kalshi__SolanaRpcUrl"] = a.SolanaRpc,
            ["Foresight__Url"] = a.Foresight,
        }))!;
        try
        {
            var ready = await up.Ready(TimeSpan.FromSeconds(180));
            Assert.StartsWith("faro_test_", ready["key"]!.ToString(), StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new Uri(ready["api"]!.ToString() + "/") };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ready["key"]!.ToString());
            var seen = new HashSet<string>();
            foreach (var venue in new[] { "polymarket", "kalshi", "foresight" })
            {
                var quote = await Quote(client, venue);
                Assert.True(quote.TryGetProperty("yes", out var yes), quote.ToString());
                if (yes.GetProperty("ask").ValueKind == JsonValueKind.Number) seen.Add(venue);
            }

            Assert.Equal(3, seen.Count);
        }
        finally
        {
            using (var kill = Process.Start("sh", ["-c", $"kill -INT {up.Id}"])) await kill.WaitForExitAsync();
            await up.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(0, up.ExitCode);
    }

    private ProcessStartInfo Command(Dictionary<string, Uri> venues)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Instance).Assembly.Location, "up", "--live", "--json", "--port", "0", "--data", _folder.Path("data")])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, address) in venues) start.Environment["Venues__Live__" + name] = address.ToString();
        start.Environment["Venues__Live__Foresight__ChainId"] = "31337";
        return start;
    }

    /// <summary>
    /// The sync runs on its own under --live: the quote of the venue at an event of its, once it is there. Between the list and the quote
    /// a market may leave the event, when the sync has just learned of other words.
    /// </summary>
    private static async Task<JsonElement> Quote(HttpClient client, string venue)
    {
        for (var i = 0; i < 200; i++)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"events?venue={venue}&limit=1");
            foreach (var found in page.GetProperty("events").EnumerateArray())
            {
                var quotes = (await client.GetFromJsonAsync<JsonElement>($"events/{found.GetProperty("id").GetString()}/quotes")).GetProperty("quotes");
                if (quotes.EnumerateArray().FirstOrDefault(q => q.GetProperty("venue").GetString() == venue) is { ValueKind: JsonValueKind.Object } quote)
                    return quote;
            }

            await Task.Delay(300);
        }

        throw new InvalidOperationException($"No event of {venue} with its quote within a minute.");
    }
}
