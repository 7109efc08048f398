using Wolverine;

namespace Faro.Ingest.Syncing;

/// <summary>Settings of the catalog sync, section <c>Faro:Sync</c>.</summary>
public sealed record SyncOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Faro:Sync";

    /// <summary>When scheduled syncs run: cron of five fields, or of six with seconds first; UTC.</summary>
    public string Cron { get; init; } = "0 * * * *";

    /// <summary>Whether syncs run automatically: on schedule, and at the start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether a sync runs when the node starts.</summary>
    public bool RunAtStart { get; init; } = true;

    /// <summary>How many streams go into one append, 100 … 10,000.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>How long one venue's walk may take.</summary>
    public TimeSpan VenueTimeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long a venue may return no page before the walk ends: longer than a request with all of its retries.</summary>
    public TimeSpan VenueStall { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Of how many markets of a venue, the most traded first, the book is read for its depth if the venue reports no dollars, 0 … 2,000; 0 reads none.</summary>
    public int DepthMarkets { get; init; } = 200;

    /// <summary>How long reading a venue's books may take; markets not reached keep their known depth.</summary>
    public TimeSpan DepthTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a run waits for the views that it compares with before it continues with what they have.</summary>
    public TimeSpan ViewsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How old a venue's last complete sync may be before its catalog is called stale.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromHours(3);

    /// <summary>How many rejected records a run lists, 0 … 1,000; all are counted.</summary>
    public int RejectedSamples { get; init; } = 20;

    /// <summary>What is wrong with these settings; null when nothing is.</summary>
    public string? Problem() =>
        !CronSchedule.TryParse(Cron, TimeZoneInfo.Utc, out _) ? $"{Section}:Cron '{Cron}' is not a cron expression of five or six fields."
        : BatchSize is < 100 or > 10_000 ? $"{Section}:BatchSize is between 100 and 10,000."
        : VenueTimeout <= TimeSpan.Zero || VenueStall <= TimeSpan.Zero || DepthTimeout <= TimeSpan.Zero || ViewsTimeout < TimeSpan.Zero || StaleAfter <= TimeSpan.Zero ? $"{Section}: time-outs are positive."
        : DepthMarkets is < 0 or > 2_000 ? $"{Section}:DepthMarkets is between 0 and 2,000."
        : RejectedSamples is < 0 or > 1_000 ? $"{Section}:RejectedSamples is between 0 and 1,000."
        : null;
}
