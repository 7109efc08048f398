using Faro.Venues.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faro.Venues.Tests;

public sealed class VenuesOptionsTests
{
    [Fact]
    public void The_defaults_are_the_real_venues_and_valid()
    {
        using var provider = Build([]);
        var sets = provider.GetRequiredService<VenueSets>();
        Assert.Null(sets.Sandbox);
        Assert.Same(sets.Live, sets.Catalog);
        Assert.Equal(VenueNames.All, provider.GetRequiredService<IReadOnlyList<IMarketSource>>().Select(s => s.Venue));
        var options = provider.GetRequiredService<IOptions<VenuesOptions>>().Value;
        Assert.Equal("https://gamma-api.polymarket.com/", options.Live.Polymarket.GammaUrl.AbsoluteUri);
    }

    [Fact]
    public void Two_sets_of_addresses_and_keys_come_from_configuration()
    {
        using var provider = Build(new()
        {
            ["Venues:Catalog"] = "Sandbox",
            ["Venues:Sandbox:Polymarket:GammaUrl"] = "http://127.0.0.1:9001",
            ["Venues:Sandbox:Foresight:ChainId"] = "31337",
            ["Venues:Sandbox:Polymarket:Enabled"] = "false",
            ["Venues:Live:Kalshi:DFlowApiKey"] = "marker-secret",
            ["Venues:Live:Kalshi:Source"] = "Kalshi",
        });
        var options = provider.GetRequiredService<IOptions<VenuesOptions>>().Value;
        Assert.Equal("marker-secret", options.Live.Kalshi.DFlowApiKey!.Reveal());
        Assert.DoesNotContain("marker-secret", options.ToString(), StringComparison.Ordinal);
        Assert.Equal(31337, options.Sandbox!.Foresight.ChainId);
        var sets = provider.GetRequiredService<VenueSets>();
        Assert.Same(sets.Sandbox, sets.Catalog);
        Assert.Equal([Venue.Kalshi, Venue.Foresight], sets.Catalog.Sources.Select(s => s.Venue));
    }

    [Theory]
    [InlineData("Venues:Live:Polymarket:ClobUrl", "http://clob.example.com", "ClobUrl")]
    [InlineData("Venues:Live:Polymarket:ClobUrl", "https://clob.example.com/?key=1", "ClobUrl")]
    [InlineData("Venues:Live:Kalshi:PageSize", "201", "PageSize")]
    [InlineData("Venues:Live:Http:CatalogTimeout", "00:00:00", "CatalogTimeout")]
    [InlineData("Venues:Live:Http:MaxBodyBytes", "5", "MaxBodyBytes")]
    [InlineData("Venues:Live:Polymarket:RequestsPerSecond", "0", "RequestsPerSecond")]
    [InlineData("Venues:Catalog", "Sandbox", "Catalog")]
    public void Settings_that_cannot_work_are_refused_by_name(string key, string value, string named)
    {
        using var provider = Build(new() { [key] = value });
        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<VenueSets>());
        Assert.Contains(named, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_budget_lets_a_burst_through_and_then_its_pace()
    {
        var budget = new RateBudget(20, 5, TimeProvider.System);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 15; i++)
            Assert.True(await budget.Wait(TimeSpan.FromSeconds(30), default));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.45, 10);
        var many = Enumerable.Range(0, 100).Select(_ => budget.Wait(TimeSpan.FromMilliseconds(200), default).AsTask()).ToArray();
        var passed = (await Task.WhenAll(many)).Count(ok => ok);
        Assert.InRange(passed, 1, 12); // 200 ms at 20 a second, plus what a slow machine refilled meanwhile
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddFaroVenues(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }
}
