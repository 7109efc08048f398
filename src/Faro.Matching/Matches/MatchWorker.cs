using Faro.Ingest;
using Faro.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace Faro.Matching.Matches;

/// <summary>When matching runs by itself.</summary>
public sealed record MatchOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Match";

    /// <summary>When a run is due in any case, in UTC.</summary>
    public string Cron { get; init; } = "0 5 * * *";

    /// <summary>Whether this node runs matching by itself.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often it looks whether a sync has ended since.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Matches after each sync, so that a changed rule ends its match before long, and daily in any case.</summary>
public sealed partial class MatchWorker(MatchRunner runner, RunQueries runs, MatchOptions options, TimeProvider clock, ILogger<MatchWorker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled)
            return;
        var cron = CronExpression.Parse(options.Cron, CronFormat.Unix);
        var due = Next();
        string? matched = null;
        using var timer = new PeriodicTimer(options.Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var synced = await LastSync(stoppingToken);
                var isDue = due is { } d && clock.GetUtcNow() >= d;
                if (synced == matched && !isDue)
                    continue;
                if (await runner.Run(isDue ? "schedule" : "sync", stoppingToken) is { Counts: not null })
                    matched = synced;
                if (isDue)
                    due = Next();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or AppendFailedException)
            {
                LogFailed(logger, e.Message);
            }
        }

        DateTimeOffset? Next() => cron.GetNextValidTimeAfter(clock.GetUtcNow());
    }

    /// <summary>The last sync that has ended; null before the first, and while one is running.</summary>
    private async Task<string?> LastSync(CancellationToken cancel)
    {
        var latest = await runs.Latest(SyncRunner.Kind, 1, cancel);
        if (latest.Count == 0)
            return null;
        using var run = System.Text.Json.JsonDocument.Parse(latest[0]);
        return run.RootElement.GetProperty("status").GetString() is "running" ? null : run.RootElement.GetProperty("id").GetString();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A matching run failed and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
