using System.Globalization;
using Faro.Log;

namespace Faro.Ingest.Syncing;

/// <summary>The beginning of a run: its stream is named after the time it is for, so the same time never runs twice.</summary>
public static class NewRun
{
    /// <summary>The stream of a run.</summary>
    public static string StreamOf(string kind, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"run/{kind}/{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");

    /// <summary>Records that a run begins.</summary>
    /// <param name="log">The log.</param>
    /// <param name="kind">The kind of run.</param>
    /// <param name="trigger">Who asks.</param>
    /// <param name="scheduledFor">When it was due; null for now.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Stops before the append.</param>
    /// <returns>The new run's id; null when a run for its due time already exists.</returns>
    public static async Task<string?> Start(EventLog log, string kind, string trigger, DateTimeOffset? scheduledFor, DateTimeOffset now, CancellationToken cancel)
    {
        for (var at = scheduledFor ?? now; ; at = at.AddMilliseconds(1))
        {
            var run = StreamOf(kind, at);
            await using var session = log.Store.LightweightSession(new EventMetadata(CorrelationId: run));
            session.Events.StartStream(run, new RunStarted(kind, trigger, $"{Environment.MachineName}/{Environment.ProcessId}", scheduledFor));
            try
            {
                await session.SaveChangesAsync(cancel);
                return run;
            }
            catch (Exception e) when (e.IsConflict())
            {
                if (scheduledFor is not null)
                    return null;
            }
        }
    }
}
