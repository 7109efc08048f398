namespace Faro.Matching.Matches;

/// <summary>When matching runs by itself.</summary>
public sealed record MatchOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Match";

    /// <summary>When a run is due regardless of syncs: cron of five fields, or of six with seconds first; UTC.</summary>
    public string Cron { get; init; } = "0 5 * * *";

    /// <summary>When the prices of linked pairs are checked.</summary>
    public string PriceGapCron { get; init; } = "*/5 * * * *";

    /// <summary>Whether matching runs automatically: after each sync, and on schedule.</summary>
    public bool Enabled { get; init; } = true;
}
