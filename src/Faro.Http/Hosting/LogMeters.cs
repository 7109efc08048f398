using System.Diagnostics.Metrics;
using Faro.Ingest.Queries;
using Faro.Ingest.Syncing;
using Faro.Log.Following;
using Faro.Orders;

namespace Faro.Http.Hosting;

/// <summary>
/// State that only the database has, as gauges (meter <c>Faro.State</c>): how far each view is behind the log, whether it runs, the
/// runs by kind and status, and the open legs. Read every ten seconds, not at each scrape; while the database cannot be reached nothing is reported.
/// </summary>
internal sealed class LogMeters : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly ProjectionAdmin _projections;
    private readonly RunQueries _runs;
    private readonly OrderQueries _open;
    private readonly LogStart _start;
    private readonly TimeProvider _clock;
    private readonly OrdersTelemetry _orders;
    private readonly IngestTelemetry _ingest;
    private readonly Webhooks.WebhookTelemetry _webhooks;
    private volatile State _state = State.Unknown;

    public LogMeters(ProjectionAdmin projections, RunQueries runs, OrderQueries open, LogStart start, TimeProvider clock, IMeterFactory meters, OrdersTelemetry orders, IngestTelemetry ingest,
        Webhooks.WebhookTelemetry webhooks)
    {
        (_projections, _runs, _open, _start, _clock, _orders, _ingest, _webhooks) = (projections, runs, open, start, clock, orders, ingest, webhooks);
        var meter = meters.Create("Faro.State");
        meter.CreateObservableGauge("faro.log.lag_events", () => OfViews(s => s.LagEvents), "{event}", "Events that a view has not processed.");
        meter.CreateObservableGauge("faro.log.lag_seconds", () => OfViews(s => (double)s.LagSeconds), "s", "Age of the first event that a view has not processed.");
        meter.CreateObservableGauge("faro.log.view_running", () => OfViews(s => s.State is "running" or "inline" ? 1 : 0), null, "1 while a view follows the log, 0 when it is paused or stopped.");
        meter.CreateObservableGauge("faro.runs", OfRuns, "{run}", "Sync and matching runs on the log, by kind and status.");
        meter.CreateObservableGauge("faro.orders.open_legs", OfLegs, "{leg}", "Legs that may still change at their venue, by venue and state.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _start.Ready.WaitAsync(stoppingToken);
        _orders.BeginAtZero(); // here, because the metrics collector is listening by now
        _ingest.BeginAtZero();
        _webhooks.BeginAtZero();
        using var timer = new PeriodicTimer(Pause, _clock);
        do
            _state = await Read(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<State> Read(CancellationToken stop)
    {
        try
        {
            return new State(await _projections.Status(stop), await _runs.Counts(stop), await _open.OpenLegs(stop));
        }
        catch (Exception e) when (ApiErrors.OfException(e) is { Status: 503 })
        {
            return State.Unknown;
        }
    }

    private IEnumerable<Measurement<T>> OfViews<T>(Func<ShardStatus, T> value)
        where T : struct => _state.Views.Select(s => new Measurement<T>(value(s), new KeyValuePair<string, object?>("view", s.Name)));

    private IEnumerable<Measurement<long>> OfRuns() => _state.Runs.Select(r => new Measurement<long>(
        r.Runs, new KeyValuePair<string, object?>("kind", r.Kind), new KeyValuePair<string, object?>("status", r.Status)));

    private IEnumerable<Measurement<long>> OfLegs() => _state.Legs.Select(l => new Measurement<long>(
        l.Value, new KeyValuePair<string, object?>("venue", l.Key.Venue), new KeyValuePair<string, object?>("state", l.Key.State)));

    private sealed record State(
        IReadOnlyList<ShardStatus> Views, IReadOnlyList<(string Kind, string Status, long Runs)> Runs, IReadOnlyDictionary<(string Venue, string State), long> Legs)
    {
        public static State Unknown { get; } = new([], [], new Dictionary<(string Venue, string State), long>());
    }
}
