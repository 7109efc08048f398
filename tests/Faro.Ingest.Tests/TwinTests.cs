using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Sandbox;
using Faro.Testing;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Ingest.Tests;

/// <summary>The venues' own clients against the venue twins, over real HTTP.</summary>
public sealed class TwinTests : SyncTest
{
    [Fact]
    public async Task The_built_in_catalog_lands_whole_and_its_edits_become_facts()
    {
        await using var twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 10 });
        using var venues = Clients(twins.Addresses);
        var log = await OpenLog();
        var first = await Runner(log, venues).Run("cli");
        Assert.Equal("completed", first.Status);
        await AllThere(log, first.Run!, twins.Report);
        var before = await log.HighestSequence();
        var second = await Runner(log, venues).Run("cli");
        Assert.All(second.Run!.Venues, v => Assert.Equal(0, v.FactsAppended));
        Assert.Equal(5, await log.HighestSequence() - before); // the run's own: began, three venues, ended

        var kalshi = await Some(log, "kalshi", 4);
        Assert.True(twins.Catalog.SetTitle("kalshi", kalshi[0], "Will this be another question?"));
        Assert.True(twins.Catalog.Close("kalshi", kalshi[1]));
        Assert.True(twins.Catalog.Resolve("kalshi", kalshi[2], "no"));
        Assert.True(twins.Catalog.Remove("kalshi", kalshi[3]));
        var third = (await Runner(log, venues).Run("cli")).Run!.Venues.Single(v => v.Venue == "kalshi");
        // The vanished market leaves its only sibling alone: what it says of a group goes with it.
        Assert.Equal((2, 1, 1, 2, 0), (third.Changed, third.Vanished, third.Resolved, third.Closed, third.Rejected));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(30)));
        Assert.Equal("Closed", await Scalar<string>(log, $"select status from {{s}}.market_view where market_id = '{kalshi[3]}'"));
        Assert.Equal("No", await Scalar<string>(log, $"select resolution from {{s}}.market_view where market_id = '{kalshi[2]}'"));
    }

    [SharedDataFact("data")]
    public async Task The_recorded_catalogs_land_whole()
    {
        await using var twins = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = SharedData.File("data"), Parlays = 10 });
        using var venues = Clients(twins.Addresses);
        var log = await OpenLog();
        var run = (await Runner(log, venues).Run("cli")).Run!;
        Assert.Equal("completed", run.Status);
        // Closed groups without an end date are in no walk that asks for what closed lately.
        await AllThere(log, run, twins.Report, notWalked: 40);
        Assert.True(run.Venues.Single(v => v.Venue == "kalshi").Seen > 4_000);
        Assert.True(run.Venues.Single(v => v.Venue == "polymarket").Seen > 1_500);
    }

    [Fact]
    public async Task Venues_that_cannot_be_reached_fail_with_their_reason_and_change_nothing()
    {
        var log = await OpenLog();
        SandboxAddresses gone;
        await using (var twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0 }))
        {
            gone = twins.Addresses;
            using var venues = Clients(gone);
            Assert.Equal("completed", (await Runner(log, venues).Run("cli")).Status);
        }

        var hash = await HashOfViews(log);
        using var away = Clients(gone);
        var run = (await Runner(log, away).Run("cli")).Run!;
        Assert.Equal("failed", run.Status);
        Assert.Equal(["foresight", "kalshi", "polymarket"], run.Venues.Select(v => v.Venue));
        Assert.All(run.Venues, v => Assert.Equal("unreachable", v.Error!.Code));
        Assert.Equal(hash, await HashOfViews(log));
    }

    internal static VenueClients Clients(SandboxAddresses at) => new(VenueSetName.Sandbox, new VenueSetOptions
    {
        Polymarket = new PolymarketOptions { GammaUrl = at.Gamma, ClobUrl = at.Clob, DataUrl = at.Data, RequestsPerSecond = 1000, RecentlyClosedDays = 3650 },
        Kalshi = new KalshiOptions { DFlowUrl = at.DFlow, KalshiUrl = new Uri(at.Kalshi, "trade-api/v2"), RequestsPerSecond = 1000, RecentlyClosedDays = 3650 },
        Foresight = new ForesightOptions { Url = at.Foresight, ChainId = 31337, RequestsPerSecond = 1000 },
        Http = new VenueHttpOptions { CatalogRetries = 0 },
    }, TimeProvider.System, NullLoggerFactory.Instance);

    private static SyncRunner Runner(EventLog log, VenueClients venues) => new(
        log, venues.Sources, new RawPayloads(log), new SyncOptions(), TimeProvider.System, new IngestTelemetry(NullLogger<IngestTelemetry>.Instance));

    /// <summary>Markets that the twins list = markets in the views + counted rejections, for each venue.</summary>
    private async Task AllThere(EventLog log, RunView run, Sandbox.Recorded.CatalogReport report, int notWalked = 0)
    {
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(60)));
        foreach (var (venue, listed) in new[] { ("polymarket", report.PolymarketMarkets), ("kalshi", report.KalshiMarkets), ("foresight", report.ForesightMarkets) })
        {
            var part = run.Venues.Single(v => v.Venue == venue);
            var inViews = await Scalar<long>(log, $"select count(*) from {{s}}.market_view where venue = '{venue}'");
            var missing = listed - inViews - part.Rejected;
            Assert.True(missing >= 0 && missing <= (venue == "polymarket" ? notWalked : 0) && part.Seen == inViews,
                $"{venue}: {listed} listed, {part.Seen} seen, {inViews} in the views, {part.Rejected} rejected ({string.Join(' ', part.RejectedByCode)})");
        }
    }

    private async Task<List<string>> Some(EventLog log, string venue, int count)
    {
        var ids = new List<string>();
        await using var command = log.Database.CreateCommand(
            $"select market_id from {log.Schema}.market_view where venue = '{venue}' and status = 'Trading' order by id limit {count}");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            ids.Add(reader.GetString(0));
        return ids;
    }
}
