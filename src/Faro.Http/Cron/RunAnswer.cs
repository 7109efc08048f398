using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Matching.Matches;

namespace Faro.Http.Cron;

/// <summary>The record of a run.</summary>
public sealed record RunAnswer
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>What ran: sync or match.</summary>
    [OneOf("sync", "match")]
    public required string Kind { get; init; }

    /// <summary>The run's status.</summary>
    [OneOf("running", "already_running", "completed", "partial", "failed", "abandoned")]
    public required string Status { get; init; }

    /// <summary>Who started it.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>When it was due; null when it was not scheduled.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Why it was abandoned.</summary>
    public string? Error { get; init; }

    /// <summary>Counts and error of each venue.</summary>
    public IReadOnlyList<JsonObject> Venues { get; init; } = [];

    /// <summary>Of a matching run: markets, considered, judged, linked, unlinked, deferred.</summary>
    public PairCountsAnswer Pairs { get; init; } = null!;

    /// <summary>The record of a run; for one that was already under way, the status says so.</summary>
    internal static Answer Of(string status, RunView? run, PairsJudged? counts = null)
    {
        if (run is null)
            return ApiErrors.Unavailable("A run is about to begin.") with { RetryAfterSeconds = 1 };
        var json = JsonSerializer.SerializeToNode(run, AnswerJson.Options)!.AsObject();
        json["id"] = run.Id;
        json["status"] = status == SyncResult.AlreadyRunning ? status : run.Status;
        if (counts is not null)
            json["pairs"] = JsonSerializer.SerializeToNode(PairCountsAnswer.Of(counts), ApiJson.Options);
        return Answer.Json(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, AnswerJson.Options));
    }
}

/// <summary>What a matching run did.</summary>
public sealed record PairCountsAnswer
{
    /// <summary>Markets that trade.</summary>
    public required int Markets { get; init; }

    /// <summary>Pairs that were considered.</summary>
    public required int Considered { get; init; }

    /// <summary>Pairs that were judged.</summary>
    public required int Judged { get; init; }

    /// <summary>Pairs that join an event now.</summary>
    public required int Linked { get; init; }

    /// <summary>Pairs that no longer do.</summary>
    public required int Unlinked { get; init; }

    /// <summary>Pairs that wait for the next run.</summary>
    public required int Deferred { get; init; }

    internal static PairCountsAnswer Of(PairsJudged c) => new()
    {
        Markets = c.Markets,
        Considered = c.Considered,
        Judged = c.Judged,
        Linked = c.Linked,
        Unlinked = c.Unlinked,
        Deferred = c.Deferred,
    };
}
