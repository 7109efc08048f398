using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Marten;
using Marten.Services;

namespace Faro.Log;

/// <summary>How long sessions that append take from the call of SaveChanges to the commit (meter <c>Faro.Log</c>).</summary>
internal sealed class AppendTimes : DocumentSessionListenerBase
{
    private static readonly Meter Meter = new("Faro.Log");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "faro.log.append", "s", "How long appends took, from the call to the commit.");

    private readonly ConditionalWeakTable<IDocumentSession, StrongBox<long>> _started = [];

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        if (Duration.Enabled)
            _started.AddOrUpdate(session, new StrongBox<long>(Stopwatch.GetTimestamp()));
        return Task.CompletedTask;
    }

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (_started.TryGetValue(session, out var started) && commit.GetEvents().Any())
            Duration.Record(Stopwatch.GetElapsedTime(started.Value).TotalSeconds);
        return Task.CompletedTask;
    }
}
