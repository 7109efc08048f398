using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;
using Weasel.Core;

namespace Faro.Log;

/// <summary>The one place that configures Marten.</summary>
public static class LogConfiguration
{
    /// <summary>Configures a Marten store as Faro's log: its schema, how events are written and named, its projections, and their lifecycle.</summary>
    /// <param name="options">Marten's options.</param>
    /// <param name="types">The events.</param>
    /// <param name="projections">The projections.</param>
    /// <param name="database">The database.</param>
    /// <param name="settings">Faro's own settings.</param>
    public static void Configure(StoreOptions options, EventTypes types, IEnumerable<Projection> projections, NpgsqlDataSource database, EventLogOptions settings)
    {
        options.Connection(database);
        options.DatabaseSchemaName = settings.Schema;
        options.AutoCreateSchemaObjects = AutoCreate.None; // made once, by EventLog.CreateSchema
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, EventTypes.Configure);
        options.Listeners.Add(new AppendBounds());
        options.Listeners.Add(new AppendTimes());
        options.OpenTelemetry.TrackEventCounters();
        ConfigureEvents(options, types);
        ConfigureDaemon(options.Projections);
        options.Storage.ExtendedSchemaObjects.Add(StoppedShards.Definition(settings.Schema));
        options.Storage.ExtendedSchemaObjects.Add(RebuildStore.Definition(settings.Schema));
        options.Storage.ExtendedSchemaObjects.Add(StoredShapes.Definition(settings.Schema));
        foreach (var projection in projections)
            projection.AddTo(options, types, database, settings);
    }

    private static void ConfigureEvents(StoreOptions options, EventTypes types)
    {
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.TimeProvider = new DatabaseTime();
        options.Events.UseListenNotifyForEventAppends = true;
        // The loser of a race waits for the winner and takes no sequence numbers, so it leaves no gap in the sequence.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Events.EnableExtendedProgressionTracking = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        options.Events.MetadataConfig.UserNameEnabled = true;
        FactQueries.Configure(options);
        types.Register(options);
    }

    private static void ConfigureDaemon(Marten.Events.Projections.ProjectionOptions projections)
    {
        // No event is skipped silently: one that cannot be read or folded stops its shard.
        foreach (var errors in new[] { projections.Errors, projections.RebuildErrors })
        {
            errors.SkipApplyErrors = false;
            errors.SkipSerializationErrors = false;
            errors.SkipUnknownEvents = false;
        }

        projections.AsyncMode = DaemonMode.ExternallyManaged; // by Wolverine, in the host
        // Longer than an append of many streams takes: an append that commits between Marten's check of the gap and its check for
        // a transaction that may still fill it is reported as a skipped gap, though nothing is missing.
        projections.StaleSequenceThreshold = TimeSpan.FromSeconds(1);
        projections.SlowPollingTime = TimeSpan.FromMilliseconds(200);
        projections.FastPollingTime = TimeSpan.FromMilliseconds(50);
        projections.LeadershipPollingTime = 500;
        projections.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        projections.AgentPauseTime = TimeSpan.FromMilliseconds(250);
        projections.ExtendedProgressionHeartbeatInterval = TimeSpan.FromSeconds(1);
    }

    /// <summary>Whole microseconds, as the database keeps them: an inline fold sees the very time that a rebuild reads.</summary>
    private sealed class DatabaseTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            var now = base.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }
}
