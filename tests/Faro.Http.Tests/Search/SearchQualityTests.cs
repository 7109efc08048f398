using System.Text.RegularExpressions;
using Faro.Log;
using Faro.Sandbox;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Faro.Http.Tests.Search;

/// <summary>What a person types over the recorded catalogs, and whether the first five events hold what he means.</summary>
public sealed class SearchQualityTests(ITestOutputHelper output) : ApiTest
{
    /// <summary>Of the first sixty queries in the file.</summary>
    private const int Least = 55;

    /// <summary>Of the thirty that were written later; as many were right at first sight.</summary>
    private const int LeastLater = 27;

    [SharedDataFact("data")]
    public async Task The_first_five_events_hold_what_a_person_means()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = SharedData.File("data"), Parlays = 0 });
        var a = sandbox.Addresses;
        var host = Host(new()
        {
            ["Venues:Live:Polymarket:GammaUrl"] = a.Gamma.ToString(),
            ["Venues:Live:Polymarket:ClobUrl"] = a.Clob.ToString(),
            ["Venues:Live:Kalshi:DFlowUrl"] = a.DFlow.ToString(),
            ["Venues:Live:Kalshi:KalshiUrl"] = a.Kalshi.ToString(),
            ["Venues:Live:Foresight:Url"] = a.Foresight.ToString(),
            ["Venues:Live:Foresight:ChainId"] = "31337",
        });
        using var cron = host.Client(ApiHost.CronSecret);
        await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null);
        Assert.True(await host.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(120)));
        using var client = host.Client((await host.IssueKey()).Key);
        var counts = new Dictionary<string, (int Right, int Asked)>();
        foreach (var line in File.ReadLines(RepositoryRoot.File("tests", "Faro.Http.Tests", "Search", "queries.tsv")).Where(l => l[0] != '#'))
        {
            var (part, typed, meant) = line.Split('\t') is [var p, var q, var pattern] ? (p, q, pattern) : throw new InvalidDataException(line);
            var page = await (await client.GetAsync(new Uri($"/api/v1/events?limit=5&include_ended=true&q={Uri.EscapeDataString(typed)}", UriKind.Relative))).Json();
            List<string> titles = [.. page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("title").GetString()!)];
            var found = titles.Exists(t => Regex.IsMatch(t, meant, RegexOptions.IgnoreCase));
            var (right, asked) = counts.GetValueOrDefault(part);
            counts[part] = (right + (found ? 1 : 0), asked + 1);
            if (!found)
                output.WriteLine($"{typed}: {string.Join(" | ", titles)}");
        }

        var told = string.Join(", ", counts.Select(c => $"{c.Key} {c.Value.Right} of {c.Value.Asked}"));
        output.WriteLine(told);
        Assert.Equal((30, 30, 30), (counts["tuning"].Asked, counts["heldout"].Asked, counts["later"].Asked));
        Assert.True(counts["tuning"].Right + counts["heldout"].Right >= Least, told);
        Assert.True(counts["later"].Right >= LeastLater, told);
    }
}
