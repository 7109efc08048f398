using Faro.Ingest.Queries;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Testing;
using Faro.Venues;

namespace Faro.Ingest.Tests;

public sealed class SyncTests : SyncTest
{
    [Fact]
    public async Task A_catalog_lands_on_the_log_and_in_the_views_and_a_second_sync_adds_nothing_but_its_run()
    {
        var log = await OpenLog();
        var polymarket = new FakeVenue(Venue.Polymarket).With(230);
        polymarket.Rejected.Add(new RejectedRecord(Venue.Polymarket, "X1", "not_binary", "It has three outcomes."));
        var runner = Runner(log, polymarket, new FakeVenue(Venue.Kalshi).With(30));

        var first = await runner.Run("cli");
        Assert.Equal("completed", first.Status);
        var counts = await Counts(log, first.RunId!, Venue.Polymarket);
        Assert.Equal((230, 230, 23, 1), (counts.Seen, counts.Listed, counts.RawEvents, counts.Rejected));
        Assert.Equal("not_binary", Assert.Single(counts.RejectedSamples).Code);
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal(260L, await Scalar<long>(log, "select count(*) from {s}.market_view"));
        Assert.Equal(26L, await Scalar<long>(log, "select count(*) from {s}.raw_event"));
        var before = await log.HighestSequence();
        var hash = await HashOfViews(log);

        var second = await runner.Run("cli");
        counts = await Counts(log, second.RunId!, Venue.Polymarket);
        Assert.Equal((230, 0, 0), (counts.Seen, counts.Listed, counts.FactsAppended));
        Assert.Equal(4, await log.HighestSequence() - before); // started, two venues, completed
        Assert.Equal(hash, await HashOfViews(log));
    }

    [Fact]
    public async Task Every_fact_names_a_record_that_is_kept_once()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Kalshi).With(120);
        var runner = Runner(log, venue);
        await runner.Run("cli");
        var payloads = new RawPayloads(log);
        foreach (var e in await log.ReadAll(typeof(MarketListed)))
        {
            var listed = (MarketListed)e.Data;
            Assert.Equal(venue.Markets[listed.MarketId].Raw.ToArray(), await payloads.Find(listed.RawHash));
        }

        // A repeated write of the same records keeps no second copy.
        await payloads.Keep(venue.Markets.Values.ToDictionary(m => ContentHash.Of(m.Raw.Span), m => m.Raw), default);
        Assert.Equal(120L, await Scalar<long>(log, "select count(*) from {s}.raw_payload"));
        Assert.Null(await payloads.Find(ContentHash.Of("never seen"u8)));
    }

    [Fact]
    public async Task A_venue_that_is_down_closes_nothing_and_does_not_stop_the_others()
    {
        var log = await OpenLog();
        var polymarket = new FakeVenue(Venue.Polymarket).With(200);
        var kalshi = new FakeVenue(Venue.Kalshi).With(20);
        var runner = Runner(log, polymarket, kalshi);
        await runner.Run("cli");

        foreach (var id in polymarket.Markets.Keys.Where(k => k != "M7").ToList())
            polymarket.Markets.Remove(id);
        polymarket.Change("M7", m => m with { Title = "Changed" });
        kalshi.Markets.Remove("M3");
        foreach (var scope in new[] { CatalogScope.Open, CatalogScope.RecentlyClosed })
        {
            polymarket.Failing = (scope, scope == CatalogScope.Open ? 1 : 0, new VenueException(Venue.Polymarket, "timeout", "No answer in 10 s."));
            var run = (await runner.Run("cli")).Run!;
            Assert.Equal("partial", run.Status);
            Assert.Equal("timeout", run.Venues.Single(v => v.Venue == "polymarket").Error!.Code);
            Assert.Null(run.Venues.Single(v => v.Venue == "kalshi").Error);
        }

        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal(200L, await Scalar<long>(log, "select count(*) from {s}.market_view where venue = 'polymarket' and status = 'Trading'"));
        Assert.Equal("Changed", await Scalar<string>(log, "select data->'terms'->>'title' from {s}.market_view where id = 'market/polymarket/M7'"));
        Assert.Equal("Closed", await Scalar<string>(log, "select status from {s}.market_view where id = 'market/kalshi/M3'"));

        // Read to the end, the same catalog does close what it no longer holds; what comes back reopens.
        polymarket.Failing = null;
        var whole = await runner.Run("cli");
        Assert.Equal(199, (await Counts(log, whole.RunId!, Venue.Polymarket)).Vanished);
        polymarket.With(3);
        var back = await runner.Run("cli");
        Assert.Equal(3, (await Counts(log, back.RunId!, Venue.Polymarket)).Reopened);
    }

    [Fact]
    public async Task An_empty_catalog_where_markets_were_is_a_fault_of_the_venue()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Kalshi).With(20);
        var runner = Runner(log, venue);
        await runner.Run("cli");
        venue.Markets.Clear();
        venue.Events.Clear();
        var run = (await runner.Run("cli")).Run!;
        Assert.Equal("failed", run.Status);
        Assert.Equal("empty_catalog", Assert.Single(run.Venues).Error!.Code);
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal(20L, await Scalar<long>(log, "select count(*) from {s}.market_view where status = 'Trading'"));
    }

    [Fact]
    public async Task A_bug_while_reading_one_venue_is_told_on_the_run()
    {
        var log = await OpenLog();
        var kalshi = new FakeVenue(Venue.Kalshi).With(5);
        kalshi.Failing = (CatalogScope.Open, 1, new InvalidOperationException("a bug"));
        var run = (await Runner(log, kalshi, new FakeVenue(Venue.Foresight).With(5)).Run("cli")).Run!;
        Assert.Equal("partial", run.Status);
        Assert.Equal("internal", run.Venues.Single(v => v.Venue == "kalshi").Error!.Code);
        Assert.Equal(5, run.Venues.Single(v => v.Venue == "foresight").Listed);
    }

    [Fact]
    public async Task Two_syncs_at_once_are_one_and_a_scheduled_time_runs_once()
    {
        var log = await OpenLog();
        var gate = new TaskCompletionSource();
        var venue = new FakeVenue(Venue.Kalshi).With(5);
        venue.BeforePage = () => gate.Task;
        var runner = Runner(log, venue);
        var due = new DateTimeOffset(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);
        var running = runner.Run("schedule", due);
        while (await Scalar<long>(log, "select count(*) from {s}.mt_events") == 0)
            await Task.Delay(10);

        var other = await Runner(log, venue).Run("cron");
        Assert.Equal(SyncResult.AlreadyRunning, other.Status);
        Assert.Equal("run/sync/2026-11-21T11:00:00.000Z", other.RunId);
        Assert.Equal("running", other.Run!.Status);
        gate.SetResult();
        Assert.Equal("completed", (await running).Status);

        var again = await Runner(log, venue).Run("schedule", due);
        Assert.Equal(("run/sync/2026-11-21T11:00:00.000Z", "completed"), (again.RunId, again.Status));
        Assert.Equal(1L, await Scalar<long>(log, "select count(*) from {s}.mt_events where type = 'run_started'"));
    }

    [Theory]
    [InlineData(false)] // it shows a page, and no other one
    [InlineData(true)] // it shows none, and does not hear that it is to stop
    public async Task A_venue_that_hangs_ends_its_part_and_locks_nobody_out(bool fromTheBeginning)
    {
        var log = await OpenLog();
        var pages = 0;
        var never = new TaskCompletionSource();
        var hanging = new FakeVenue(Venue.Kalshi).With(60);
        hanging.BeforePage = () => fromTheBeginning || ++pages > 1 ? never.Task : Task.CompletedTask;
        var options = new SyncOptions { BatchSize = 100, VenueStall = TimeSpan.FromMilliseconds(300) };
        var runner = new SyncRunner(log, [hanging, new FakeVenue(Venue.Foresight).With(5)], new RawPayloads(log), options, TimeProvider.System,
            new IngestTelemetry(Microsoft.Extensions.Logging.Abstractions.NullLogger<IngestTelemetry>.Instance));
        var run = (await runner.Run("cron").WaitAsync(TimeSpan.FromSeconds(30))).Run!;
        Assert.Equal("partial", run.Status);
        Assert.Equal("timeout", run.Venues.Single(v => v.Venue == "kalshi").Error!.Code);
        Assert.Equal(fromTheBeginning ? 0 : 50, run.Venues.Single(v => v.Venue == "kalshi").Listed); // what it showed before is kept
        Assert.Equal(5, run.Venues.Single(v => v.Venue == "foresight").Listed);
        Assert.Equal("completed", (await Runner(log, new FakeVenue(Venue.Foresight).With(5)).Run("cli")).Status);
    }

    [Fact]
    public async Task Already_running_names_the_run_that_runs_and_not_a_dead_one_that_looks_newer()
    {
        var log = await OpenLog();
        var gate = new TaskCompletionSource();
        var venue = new FakeVenue(Venue.Kalshi).With(5);
        venue.BeforePage = () => gate.Task;
        var running = Runner(log, venue).Run("schedule", new DateTimeOffset(2026, 11, 21, 11, 0, 0, TimeSpan.Zero));
        while (await RunLock.Holder(log, SyncRunner.Kind, CancellationToken.None) is null)
            await Task.Delay(10);
        await log.AppendAt("run/sync/2026-11-21T12:00:00.000Z", 0, new RunStarted("sync", "schedule", "gone/1", null));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        var other = await Runner(log, venue).Run("cron");
        Assert.Equal((SyncResult.AlreadyRunning, "run/sync/2026-11-21T11:00:00.000Z", "running"), (other.Status, other.RunId, other.Run!.Status));
        Assert.Null(await DeadRuns.AbandonAll(log, SyncRunner.Kind, CancellationToken.None)); // a run lives: whoever holds the lock decides
        gate.SetResult();
        await running;
        Assert.Null(await RunLock.Holder(log, SyncRunner.Kind, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_abandoned_without_a_next_one()
    {
        var log = await OpenLog();
        const string Dead = "run/sync/2026-11-21T10:00:00.000Z";
        await log.AppendAt(Dead, 0, new RunStarted("sync", "schedule", "gone/1", null));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal([Dead], await DeadRuns.AbandonAll(log, SyncRunner.Kind, CancellationToken.None));
        Assert.Equal("abandoned", (await new RunQueries(log).Find(Dead))!.Status);
        Assert.Equal([], await DeadRuns.AbandonAll(log, SyncRunner.Kind, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_abandoned_by_the_next()
    {
        var log = await OpenLog();
        await log.AppendAt("run/sync/2026-11-21T10:00:00.000Z", 0, new RunStarted("sync", "schedule", "gone/1", null));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal("completed", (await Runner(log, new FakeVenue(Venue.Kalshi).With(5)).Run("cli")).Status);
        var dead = await new RunQueries(log).Find("run/sync/2026-11-21T10:00:00.000Z");
        Assert.Equal("abandoned", dead!.Status);
    }

    [Fact]
    public async Task Streams_that_moved_since_the_views_are_decided_again()
    {
        // No daemon here: the views stay empty, so everything this second runner believes is wrong.
        var log = await OpenLog(follow: false);
        var venue = new FakeVenue(Venue.Kalshi).With(150);
        var options = new SyncOptions { BatchSize = 100, ViewsTimeout = TimeSpan.Zero };
        SyncRunner Blind() => new(log, [venue], new RawPayloads(log), options, TimeProvider.System,
            new IngestTelemetry(Microsoft.Extensions.Logging.Abstractions.NullLogger<IngestTelemetry>.Instance));
        await Blind().Run("cli");
        venue.Change("M5", m => m with { Title = "Will somebody else win?" });
        venue.Change("M6", m => m with { Status = MarketStatus.Resolved, Resolution = Resolution.No });
        var second = await Blind().Run("cli");
        var counts = await Counts(log, second.RunId!, Venue.Kalshi);
        Assert.Equal((0, 1, 1, 2), (counts.Listed, counts.Changed, counts.Resolved, counts.FactsAppended));
        Assert.Equal(2L, await Scalar<long>(log, "select version from {s}.mt_streams where id = 'market/kalshi/M5'"));
    }

    [Fact]
    public async Task A_snapshot_that_the_log_cannot_hold_is_rejected_alone()
    {
        var log = await OpenLog();
        var venue = new FakeVenue(Venue.Kalshi).With(5);
        venue.Change("M1", m => m with { Title = "a\0b" });
        venue.Change("M2", m => m with { Description = new string('x', 200_000) });
        venue.Markets["long"] = FakeVenue.Market(Venue.Kalshi, 9) with { Market = new MarketRef(Venue.Kalshi, new string('a', 300)) };
        venue.Change("M3", m => m with { Category = new string('c', 3_000) });
        var run = await Runner(log, venue).Run("cli");
        var counts = await Counts(log, run.RunId!, Venue.Kalshi);
        Assert.Equal((2, 2, 4), (counts.Seen, counts.Listed, counts.Rejected));
        Assert.Equal(new Dictionary<string, int> { ["bad_text"] = 1, ["too_long"] = 3 }, counts.RejectedByCode.ToDictionary());
    }
}
