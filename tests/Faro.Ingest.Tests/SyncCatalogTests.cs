using Faro.Ingest.Syncing;
using Faro.Venues;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Wolverine;

namespace Faro.Ingest.Tests;

public sealed class SyncCatalogTests : SyncTest
{
    [Fact]
    public async Task A_time_that_is_due_runs_once_however_often_it_is_asked_for()
    {
        var log = await OpenLog();
        using var telemetry = new IngestTelemetry(NullLogger<IngestTelemetry>.Instance);
        var runner = new SyncRunner(log, [new FakeVenue(Venue.Kalshi).With(3)], new RawPayloads(log), new SyncOptions(), TimeProvider.System, telemetry);
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var due = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        foreach (var time in new[] { due, due, due.AddHours(1), due.ToOffset(TimeSpan.FromHours(-5)) })
            await SyncCatalogHandler.Handle(new SyncCatalog(time), runner, lifetime, default);
        Assert.Equal("run/sync/2026-11-21T12:00:00.000Z run/sync/2026-11-21T13:00:00.000Z",
            await Scalar<string>(log, "select string_agg(stream_id, ' ' order by stream_id) from {s}.mt_events where type = 'run_started' and data->>'trigger' = 'schedule'"));
        Assert.Equal(2, await Scalar<long>(log, "select count(*) from {s}.mt_events where type = 'run_completed'"));
    }

    [Fact]
    public async Task A_node_that_stops_abandons_its_run()
    {
        var log = await OpenLog();
        using var telemetry = new IngestTelemetry(NullLogger<IngestTelemetry>.Instance);
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var runner = new SyncRunner(log, [new FakeVenue(Venue.Kalshi).With(3)], new RawPayloads(log), new SyncOptions(), TimeProvider.System, telemetry)
        {
            AtStep = _ => lifetime.StopApplication(),
        };
        var due = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        await SyncCatalogHandler.Handle(new SyncCatalog(due), runner, lifetime, default); // its message is done with: the same time never runs twice
        Assert.Equal("The run was stopped.", await Scalar<string>(log, "select data->>'reason' from {s}.mt_events where type = 'run_abandoned'"));
    }

    [Theory]
    [InlineData("2026-11-30T00:00:00-05:00", "2026-12-01T05:00:00Z")] // midnight in New York is five o'clock: the next one is tomorrow's
    [InlineData("2026-11-29T23:59:59-05:00", "2026-11-30T05:00:00Z")]
    [InlineData("2026-03-08T01:59:00-05:00", "2026-03-09T05:00:00Z")] // New York changes its clocks that day; the schedule does not
    public void A_daily_schedule_is_meant_in_utc(string after, string due) => Assert.Equal(
        DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture),
        CronSchedule.Parse("0 5 * * *", TimeZoneInfo.Utc).NextOccurrence(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("0 * * * *", null)]
    [InlineData("*/10 * * * * *", null)]
    [InlineData("0 5 * * 1-5", null)]
    [InlineData("* * * *", "Faro:Sync:Cron '* * * *' is not a cron expression of five or six fields.")]
    [InlineData("every hour", "Faro:Sync:Cron 'every hour' is not a cron expression of five or six fields.")]
    public void A_schedule_is_checked_at_the_start(string cron, string? problem) => Assert.Equal(problem, new SyncOptions { Cron = cron }.Problem());

    [Fact]
    public void Batch_sizes_have_bounds()
    {
        Assert.NotNull(new SyncOptions { BatchSize = 99 }.Problem());
        Assert.NotNull(new SyncOptions { BatchSize = 10_001 }.Problem());
    }
}
