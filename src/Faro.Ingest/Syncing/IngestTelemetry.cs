using System.Diagnostics.Metrics;
using Faro.Venues;
using Microsoft.Extensions.Logging;

namespace Faro.Ingest.Syncing;

/// <summary>The log lines and metrics of syncs (meter <c>Faro.Ingest</c>). Ids appear in log lines, never in metric tags.</summary>
public sealed partial class IngestTelemetry : IDisposable
{
    private readonly Meter _meter = new("Faro.Ingest");
    private readonly ILogger _logger;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _markets;
    private readonly Counter<long> _facts;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments.</summary>
    public IngestTelemetry(ILogger<IngestTelemetry> logger)
    {
        _logger = logger;
        _runs = _meter.CreateCounter<long>("faro.ingest.runs", "{run}", "Sync runs by result.");
        _markets = _meter.CreateCounter<long>("faro.ingest.markets", "{market}", "Markets seen, by venue.");
        _facts = _meter.CreateCounter<long>("faro.ingest.facts", "{fact}", "Facts appended, by venue.");
        _rejected = _meter.CreateCounter<long>("faro.ingest.rejected", "{record}", "Records that could not be read, by venue and code.");
        _duration = _meter.CreateHistogram<double>("faro.ingest.venue.duration", "s", "Duration of one venue's sync.");
    }

    /// <summary>Reports zero, so that a graph of the first rejection starts from zero.</summary>
    public void BeginAtZero()
    {
        foreach (var venue in VenueNames.All)
        {
            var tag = new KeyValuePair<string, object?>("venue", venue.Name());
            _markets.Add(0, tag);
            _facts.Add(0, tag);
            _rejected.Add(0, tag, new KeyValuePair<string, object?>("code", "bad_field"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void RunBegan(string run, string trigger) => LogBegan(_logger, run, trigger);

    internal void RunEnded(RunView run)
    {
        _runs.Add(1, new KeyValuePair<string, object?>("result", run.Status));
        LogEnded(_logger, run.Id, run.Status, run.DurationMs ?? 0);
    }

    internal void RunAbandoned(string run, string reason)
    {
        _runs.Add(1, new KeyValuePair<string, object?>("result", "abandoned"));
        LogAbandoned(_logger, run, reason);
    }

    internal void AlreadyRunning(string? run) => LogAlreadyRunning(_logger, run ?? "unknown");

    internal void ViewsBehind(string run) => LogViewsBehind(_logger, run);

    internal void VenueEnded(string run, Venue venue, SyncCounts counts, string? code, string? reason)
    {
        var tag = new KeyValuePair<string, object?>("venue", venue.Name());
        _markets.Add(counts.Seen, tag);
        _facts.Add(counts.FactsAppended, tag);
        foreach (var (rejection, count) in counts.RejectedByCode)
            _rejected.Add(count, tag, new KeyValuePair<string, object?>("code", rejection));
        _duration.Record(counts.DurationMs / 1000.0, tag, new KeyValuePair<string, object?>("result", code ?? "ok"));
        if (code is null)
            LogSynced(_logger, run, venue, counts.Seen, counts.Listed, counts.Changed, counts.Closed, counts.Rejected, counts.DurationMs);
        else
            LogVenueFailed(_logger, run, venue, code, reason ?? "", counts.Seen);
    }

    internal void DepthUnread(string run, Venue venue, int books) => LogDepthUnread(_logger, run, venue, books);

    internal void VenueBroke(string run, Venue venue, Exception e) => LogVenueBroke(_logger, run, venue, e);

    internal void Rejected(RejectedRecord record) => LogRejected(_logger, record.Venue, record.RecordId, record.Code, record.Detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sync {Run}: {Books} books of {Venue} were not read for their depth; their markets keep the last known liquidity")]
    private static partial void LogDepthUnread(ILogger logger, string run, Venue venue, int books);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sync {Run} began, started by {Trigger}")]
    private static partial void LogBegan(ILogger logger, string run, string trigger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sync {Run} is {Status} after {DurationMs} ms")]
    private static partial void LogEnded(ILogger logger, string run, string status, long durationMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sync {Run} was abandoned: {Reason}")]
    private static partial void LogAbandoned(ILogger logger, string run, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sync is already running: {Run}")]
    private static partial void LogAlreadyRunning(ILogger logger, string run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sync {Run} continues although the views are behind the log: streams that changed are read again")]
    private static partial void LogViewsBehind(ILogger logger, string run);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sync {Run}: {Venue} has {Seen} markets, {Listed} new, {Changed} changed, {Closed} closed, {Rejected} rejected, in {DurationMs} ms")]
    private static partial void LogSynced(ILogger logger, string run, Venue venue, int seen, int listed, int changed, int closed, int rejected, long durationMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sync {Run}: {Venue} could not be read completely ({Code}): {Reason} {Seen} markets were read before")]
    private static partial void LogVenueFailed(ILogger logger, string run, Venue venue, string code, string reason, int seen);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sync {Run}: {Venue} broke")]
    private static partial void LogVenueBroke(ILogger logger, string run, Venue venue, Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Venue} record {RecordId} was rejected ({Code}): {Detail}")]
    private static partial void LogRejected(ILogger logger, Venue venue, string recordId, string code, string detail);
}
