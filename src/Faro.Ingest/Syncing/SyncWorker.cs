using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace Faro.Ingest;

/// <summary>Runs syncs on their schedule. Any number of nodes may: the log lets each scheduled time run once.</summary>
internal sealed class SyncWorker(SyncRunner runner, SyncOptions options, TimeProvider clock, IngestTelemetry telemetry) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled)
            return;
        if (options.RunAtStart)
            await Run("start", null, stoppingToken);
        var cron = CronExpression.Parse(options.Cron, CronFormat.Unix).WithTimeZone(TimeZoneInfo.Utc);
        while (cron.GetNextValidTimeAfter(clock.GetUtcNow()) is { } next)
        {
            for (var left = next - clock.GetUtcNow(); left > TimeSpan.Zero; left = next - clock.GetUtcNow())
                await Task.Delay(left < TimeSpan.FromMinutes(10) ? left : TimeSpan.FromMinutes(10), clock, stoppingToken);
            await Run("schedule", next, stoppingToken);
        }
    }

    private async Task Run(string trigger, DateTimeOffset? due, CancellationToken stop)
    {
        try
        {
            await runner.Run(trigger, due, stop);
        }
        catch (Exception e) when (e is NpgsqlException or Log.AppendFailedException)
        {
            telemetry.WorkerFailed(e);
        }
    }
}
