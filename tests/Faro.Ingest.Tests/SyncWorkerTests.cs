using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Ingest.Tests;

public sealed class SyncWorkerTests : SyncTest
{
    [Fact]
    public async Task The_worker_runs_at_its_start_and_on_every_full_hour()
    {
        var log = await OpenLog();
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 11, 21, 11, 59, 30, TimeSpan.Zero));
        using var telemetry = new IngestTelemetry(NullLogger<IngestTelemetry>.Instance);
        // A real clock inside the runs, the manual one for the schedule: runs wait for real views.
        var runner = new SyncRunner(log, [new FakeVenue(Venue.Kalshi).With(3)], new RawPayloads(log), new SyncOptions(), TimeProvider.System, telemetry);
        using var worker = new SyncWorker(runner, new SyncOptions(), clock, telemetry);
        await worker.StartAsync(default);
        await Runs(1);
        await Advance(TimeSpan.FromSeconds(30));
        await Runs(2);
        await Advance(TimeSpan.FromMinutes(59));
        for (var i = 0; i < 6; i++)
            await Advance(TimeSpan.FromSeconds(10));
        await Runs(3);
        await worker.StopAsync(default);
        Assert.Equal("run/sync/2026-11-21T12:00:00.000Z run/sync/2026-11-21T13:00:00.000Z",
            await Scalar<string>(log, "select string_agg(stream_id, ' ' order by stream_id) from {s}.mt_events where type = 'run_started' and data->>'trigger' = 'schedule'"));

        async Task Runs(int count)
        {
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (await Scalar<long>(log, "select count(*) from {s}.mt_events where type = 'run_completed'") < count && DateTime.UtcNow < deadline)
                await Task.Delay(20);
            Assert.Equal(count, await Scalar<long>(log, "select count(*) from {s}.mt_events where type = 'run_completed'"));
        }

        // The worker sleeps at most ten minutes at a time: the clock waits until it sleeps again.
        async Task Advance(TimeSpan by)
        {
            for (var left = by; left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(5))
            {
                var deadline = DateTime.UtcNow.AddSeconds(10);
                while (clock.WaitingTimers == 0 && DateTime.UtcNow < deadline)
                    await Task.Delay(5);
                clock.Advance(left < TimeSpan.FromMinutes(5) ? left : TimeSpan.FromMinutes(5));
            }
        }
    }

    [Theory]
    [InlineData("0 * * * *", null)]
    [InlineData("0 5 * * 1-5", null)]
    [InlineData("* * * *", "Faro:Sync:Cron '* * * *' is not a five-field cron expression.")]
    [InlineData("every hour", "Faro:Sync:Cron 'every hour' is not a five-field cron expression.")]
    public void A_schedule_is_checked_at_the_start(string cron, string? problem) => Assert.Equal(problem, new SyncOptions { Cron = cron }.Problem());

    [Fact]
    public void Batch_sizes_have_bounds()
    {
        Assert.NotNull(new SyncOptions { BatchSize = 99 }.Problem());
        Assert.NotNull(new SyncOptions { BatchSize = 10_001 }.Problem());
    }
}
