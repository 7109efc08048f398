using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Ingest;

/// <summary>One run: the answer of the cron routes. The names are the API's.</summary>
public sealed record RunView
{
    /// <summary>The run's id: its stream.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>sync</c> or <c>match</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary><c>running</c>, <c>completed</c>, <c>failed</c> (no venue could be read), <c>partial</c> (some could not) or <c>abandoned</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>Who started it.</summary>
    [JsonPropertyName("trigger")]
    public required string Trigger { get; init; }

    /// <summary>When it was due; null when it was not scheduled.</summary>
    [JsonPropertyName("scheduled_for")]
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>When it began.</summary>
    [JsonPropertyName("started_at")]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    [JsonPropertyName("completed_at")]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took, in milliseconds; null while it runs and when it was abandoned.</summary>
    [JsonPropertyName("duration_ms")]
    public long? DurationMs { get; init; }

    /// <summary>Why it was abandoned.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    /// <summary>Each venue that was tried, in the order of their names.</summary>
    [JsonPropertyName("venues")]
    public IReadOnlyList<RunVenue> Venues { get; init; } = [];

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">A fact about a run that never began.</exception>
    public static RunView Evolve(RunView? view, IEvent e)
    {
        if (e.Data is RunStarted s)
        {
            return new RunView
            {
                Id = e.Stream,
                Kind = s.Kind,
                Status = "running",
                Trigger = s.Trigger,
                ScheduledFor = s.ScheduledFor,
                StartedAt = e.Timestamp,
            };
        }

        if (view is null)
            throw new InvalidOperationException($"{e.EventTypeName} on '{e.Stream}', which never began.");
        return e.Data switch
        {
            VenueSynced v => view.With(RunVenue.From(v.Venue, v.Counts, null)),
            VenueSyncFailed v => view.With(RunVenue.From(v.Venue, v.Counts, new RunError(v.Code, v.Reason))),
            RunCompleted c => view with { Status = view.Ended(), CompletedAt = e.Timestamp, DurationMs = c.DurationMs },
            RunAbandoned a => view with { Status = "abandoned", CompletedAt = e.Timestamp, Error = a.Reason },
            _ => view, // runs of other stages have their own facts
        };
    }

    private string Ended() => Venues.All(v => v.Error is null) ? "completed" : Venues.Any(v => v.Error is null) ? "partial" : "failed";

    private RunView With(RunVenue venue) => this with
    {
        Venues = [.. Venues.Where(v => v.Venue != venue.Venue).Append(venue).OrderBy(v => v.Venue, StringComparer.Ordinal)],
    };
}

/// <summary>One venue's part of a run.</summary>
public sealed record RunVenue
{
    /// <summary>The venue's name.</summary>
    [JsonPropertyName("venue")]
    public required string Venue { get; init; }

    /// <summary>Markets read.</summary>
    [JsonPropertyName("seen")]
    public int Seen { get; init; }

    /// <summary>Markets seen for the first time.</summary>
    [JsonPropertyName("listed")]
    public int Listed { get; init; }

    /// <summary>Markets whose terms changed.</summary>
    [JsonPropertyName("changed")]
    public int Changed { get; init; }

    /// <summary>Markets whose quote moved.</summary>
    [JsonPropertyName("quoted")]
    public int Quoted { get; init; }

    /// <summary>Markets that opened, paused or reopened.</summary>
    [JsonPropertyName("reopened")]
    public int Reopened { get; init; }

    /// <summary>Markets that closed.</summary>
    [JsonPropertyName("closed")]
    public int Closed { get; init; }

    /// <summary>Of those, markets that vanished.</summary>
    [JsonPropertyName("vanished")]
    public int Vanished { get; init; }

    /// <summary>Markets that resolved.</summary>
    [JsonPropertyName("resolved")]
    public int Resolved { get; init; }

    /// <summary>Groupings seen.</summary>
    [JsonPropertyName("raw_events")]
    public int RawEvents { get; init; }

    /// <summary>Records that could not be read.</summary>
    [JsonPropertyName("rejected")]
    public int Rejected { get; init; }

    /// <summary>Those by reason.</summary>
    [JsonPropertyName("rejected_by_code")]
    public IReadOnlyDictionary<string, int> RejectedByCode { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The first few of them.</summary>
    [JsonPropertyName("rejected_samples")]
    public IReadOnlyList<RunRejected> RejectedSamples { get; init; } = [];

    /// <summary>Facts appended.</summary>
    [JsonPropertyName("facts_appended")]
    public int FactsAppended { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    [JsonPropertyName("duration_ms")]
    public long DurationMs { get; init; }

    /// <summary>Why the venue could not be read completely; null if it could.</summary>
    [JsonPropertyName("error")]
    public RunError? Error { get; init; }

    internal static RunVenue From(Venue venue, SyncCounts c, RunError? error) => new()
    {
        Venue = venue.Name(),
        Seen = c.Seen,
        Listed = c.Listed,
        Changed = c.Changed,
        Quoted = c.Quoted,
        Reopened = c.Reopened,
        Closed = c.Closed,
        Vanished = c.Vanished,
        Resolved = c.Resolved,
        RawEvents = c.RawEvents,
        Rejected = c.Rejected,
        RejectedByCode = c.RejectedByCode,
        FactsAppended = c.FactsAppended,
        DurationMs = c.DurationMs,
        Error = error,
        RejectedSamples = [.. c.RejectedSamples.Select(s => new RunRejected(s.RecordId, s.Code, s.Detail))],
    };
}

/// <summary>Why a venue could not be read.</summary>
/// <param name="Code">A stable reason.</param>
/// <param name="Message">One sentence.</param>
public sealed record RunError([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("message")] string Message);

/// <summary>A record that could not be read.</summary>
/// <param name="RecordId">The venue's id of it.</param>
/// <param name="Code">A stable reason.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RunRejected(
    [property: JsonPropertyName("record_id")] string RecordId,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("detail")] string Detail);

/// <summary>The runs, one document a stream.</summary>
public sealed class RunViews : DocumentProjection<RunView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "mt_doc_runview";

    /// <inheritdoc/>
    public override string Name => "RunView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(RunEvent)];

    /// <inheritdoc/>
    public override RunView Project(RunView? view, IEvent e) => RunView.Evolve(view, e);
}
