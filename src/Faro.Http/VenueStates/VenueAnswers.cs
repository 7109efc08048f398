using Faro.Http.Input;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Venues;

namespace Faro.Http.VenueStates;

/// <summary>All venues.</summary>
public sealed record VenueListAnswer
{
    /// <summary>Each venue, in a fixed order.</summary>
    public required IReadOnlyList<VenueAnswer> Venues { get; init; }
}

/// <summary>A venue's state.</summary>
public sealed record VenueAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>
    /// off: this key cannot trade there; maintenance: a maintenance window is under way, and orders are not routed there;
    /// failing: the last sync could not read it completely; stale: its catalog is too old; ok: none of these.
    /// </summary>
    [OneOf("ok", "stale", "failing", "maintenance", "off")]
    public required string Status { get; init; }

    /// <summary>Markets ever listed.</summary>
    public required long Markets { get; init; }

    /// <summary>Of those, markets that trade.</summary>
    public required long TradingMarkets { get; init; }

    /// <summary>When the last complete sync of the venue ended; null if there was none.</summary>
    public required DateTimeOffset? SyncedAt { get; init; }

    /// <summary>Whole seconds since then.</summary>
    public required long? AgeSeconds { get; init; }

    /// <summary>The last sync that tried to read the venue; null if none did.</summary>
    public required VenueSyncAnswer? LastSync { get; init; }

    /// <summary>The current maintenance window, else the next one; null if the venue has no known windows.</summary>
    public required MaintenanceAnswer? Maintenance { get; init; }

    internal static VenueAnswer Of(VenueCatalog catalog, bool trades, TimeSpan staleAfter, DateTimeOffset now)
    {
        var window = VenueDialects.Of(catalog.Venue).Maintenance(now);
        return new VenueAnswer
        {
            Venue = catalog.Venue.Name(),
            Status = !trades ? "off"
                : window?.Covers(now) == true ? "maintenance"
                : catalog.Last?.Part.Error is not null ? "failing"
                : catalog.SyncedAt is { } at && now - at <= staleAfter ? "ok" : "stale",
            Markets = catalog.Markets,
            TradingMarkets = catalog.Trading,
            SyncedAt = catalog.SyncedAt,
            AgeSeconds = catalog.SyncedAt is { } synced ? Math.Max(0, (long)(now - synced).TotalSeconds) : null,
            LastSync = catalog.Last is { } last ? VenueSyncAnswer.Of(last.Run, last.Part) : null,
            Maintenance = window is null ? null : MaintenanceAnswer.Of(window, now),
        };
    }
}

/// <summary>The result of a sync at a venue.</summary>
public sealed record VenueSyncAnswer
{
    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long this venue took, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Markets read.</summary>
    public required int Seen { get; init; }

    /// <summary>Records that could not be read.</summary>
    public required int Rejected { get; init; }

    /// <summary>Why the venue could not be read completely; null if it could.</summary>
    public required VenueSyncErrorAnswer? Error { get; init; }

    internal static VenueSyncAnswer Of(RunView run, RunVenue part) => new()
    {
        RunId = run.Id,
        StartedAt = run.StartedAt,
        DurationMs = part.DurationMs,
        Seen = part.Seen,
        Rejected = part.Rejected,
        Error = part.Error is { } e ? new VenueSyncErrorAnswer { Code = e.Code, Message = e.Message } : null,
    };
}

/// <summary>Why a venue could not be read.</summary>
public sealed record VenueSyncErrorAnswer
{
    /// <summary>A stable code.</summary>
    public required string Code { get; init; }

    /// <summary>What went wrong, in a sentence.</summary>
    public required string Message { get; init; }
}

/// <summary>A maintenance window.</summary>
public sealed record MaintenanceAnswer
{
    /// <summary>Whether it is in effect now.</summary>
    public required bool Now { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it is over.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>What happens during it.</summary>
    public required string Reason { get; init; }

    internal static MaintenanceAnswer Of(MaintenanceWindow window, DateTimeOffset now) =>
        new() { Now = window.Covers(now), StartsAt = window.StartsAt, EndsAt = window.EndsAt, Reason = window.Reason };
}
