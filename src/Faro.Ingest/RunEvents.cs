using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest;

/// <summary>What one venue's sync counted.</summary>
public sealed record SyncCounts
{
    /// <summary>Distinct markets that the venue's catalog contained and that could be read.</summary>
    public int Seen { get; init; }

    /// <summary>Markets seen for the first time.</summary>
    public int Listed { get; init; }

    /// <summary>Markets whose terms or trading terms changed.</summary>
    public int Changed { get; init; }

    /// <summary>Markets whose quote moved materially.</summary>
    public int Quoted { get; init; }

    /// <summary>Markets that opened, paused or reopened.</summary>
    public int Reopened { get; init; }

    /// <summary>Markets that closed, those that vanished included.</summary>
    public int Closed { get; init; }

    /// <summary>Of those, markets that vanished from the catalog.</summary>
    public int Vanished { get; init; }

    /// <summary>Markets whose outcome became final.</summary>
    public int Resolved { get; init; }

    /// <summary>Distinct groupings that the catalog held.</summary>
    public int RawEvents { get; init; }

    /// <summary>Groupings listed or changed.</summary>
    public int RawEventsChanged { get; init; }

    /// <summary>Records that could not be read.</summary>
    public int Rejected { get; init; }

    /// <summary>Those by their reason.</summary>
    public IReadOnlyDictionary<string, int> RejectedByCode { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The first few of them.</summary>
    public IReadOnlyList<RejectedSample> RejectedSamples { get; init; } = [];

    /// <summary>Facts appended for this venue.</summary>
    public int FactsAppended { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long DurationMs { get; init; }
}

/// <summary>A record that could not be read.</summary>
/// <param name="RecordId">The venue's id of the record, or its place on the page.</param>
/// <param name="Code">A stable reason.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RejectedSample(string RecordId, string Code, string Detail);

/// <summary>A fact about a run, on the stream <c>run/KIND/TIME</c>.</summary>
public abstract record RunEvent;

/// <summary>A run began. Its stream's id contains its due time, so it can begin only once.</summary>
/// <param name="Kind">What runs: <c>sync</c> or <c>match</c>.</param>
/// <param name="Trigger">Who started it: <c>schedule</c>, <c>cron</c>, <c>cli</c>.</param>
/// <param name="Node">The process that runs it.</param>
/// <param name="ScheduledFor">When it was due; null when it was not scheduled.</param>
[EventName("run_started")]
public sealed record RunStarted(string Kind, string Trigger, string Node, DateTimeOffset? ScheduledFor) : RunEvent;

/// <summary>A venue's whole catalog was read and recorded.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Counts">What was counted.</param>
[EventName("venue_synced")]
public sealed record VenueSynced(Venue Venue, SyncCounts Counts) : RunEvent;

/// <summary>A venue could not be read completely. What was read before is on the log; no market was closed for being absent.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Code">A stable reason.</param>
/// <param name="Reason">One sentence for an operator.</param>
/// <param name="Counts">What was counted before.</param>
[EventName("venue_sync_failed")]
public sealed record VenueSyncFailed(Venue Venue, string Code, string Reason, SyncCounts Counts) : RunEvent;

/// <summary>The run completed.</summary>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
[EventName("run_completed")]
public sealed record RunCompleted(long DurationMs) : RunEvent;

/// <summary>The run never completed: its process died or was stopped.</summary>
/// <param name="Reason">How that is known.</param>
[EventName("run_abandoned")]
public sealed record RunAbandoned(string Reason) : RunEvent;
