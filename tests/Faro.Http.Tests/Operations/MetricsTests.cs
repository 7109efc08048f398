using System.Text.Json;
using System.Text.RegularExpressions;
using Faro.Http.Tests.Orders;
using Faro.Testing;

namespace Faro.Http.Tests.Operations;

/// <summary>What the dashboard asks for is what a running instance tells.</summary>
[Collection(TradingGroup.Name)]
public sealed partial class MetricsTests(TradingApi api)
{
    [Fact]
    public async Task Every_metric_of_the_dashboard_is_told_by_a_running_instance()
    {
        using (var refused = await api.Client.GetAsync(new Uri("/api/v1/events?limit=0", UriKind.Relative)))
            await refused.Refused(400, "bad_request");
        var dashboard = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(RepositoryRoot.File("ops", "grafana-dashboard.json")));
        var asked = Expressions(dashboard).SelectMany(e => Metric().Matches(e).Select(m => m.Groups[1].Value)).Distinct().Order().ToList();
        Assert.True(asked.Count > 12, string.Join(' ', asked));

        // The gauges are looked up every ten seconds; the first look is at the start.
        List<string> missing = asked;
        for (var i = 0; i < 60 && missing.Count > 0; i++)
        {
            var told = await api.Trading.Client().GetStringAsync(new Uri("/metrics", UriKind.Relative));
            missing = [.. asked.Where(name => !Regex.IsMatch(told, $"(?m)^{name}\\{{"))];
            if (missing.Count > 0) await Task.Delay(200);
        }

        Assert.Equal([], missing);
    }

    private static IEnumerable<string> Expressions(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(m => m.NameEquals("expr") ? [m.Value.GetString()!] : Expressions(m.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex("([a-z_]+)\\{job")]
    private static partial Regex Metric();
}
