using JasperFx.CodeGeneration;
using Npgsql;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Runtime.Agents;

namespace Faro.Clob.Nodes;

/// <summary>Several processes of one venue: they know of each other through tables next to the journal.</summary>
internal static class VenueNodes
{
    /// <summary>Lets Wolverine decide which of them serves.</summary>
    public static void AddVenueAgent(this WebApplicationBuilder builder, ClobOptions options)
    {
        builder.Services.AddSingleton<IAgentFamily, VenueAgent>();
        builder.Host.UseWolverine(
            o =>
            {
                o.ServiceName = "foresight";
                o.CodeGeneration.TypeLoadMode = TypeLoadMode.Static; // it handles no message of ours: there is nothing to compile
                o.Discovery.DisableConventionalDiscovery();
                o.PersistMessagesWithPostgresql(Sessions(options.ConnectionString), $"{options.Schema}_wolverine");
                o.Durability.Mode = DurabilityMode.Balanced;
                o.Durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
                o.Durability.FirstHealthCheckExecution = TimeSpan.Zero;
                o.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
                o.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
                o.Durability.NodeAssignmentHealthCheckTracingEnabled = false;
            },
            ExtensionDiscovery.ManualOnly);
    }

    /// <summary>
    /// The leader holds a lock of its session and speaks there every second. Postgres ends a session that says nothing for longer, so
    /// a leader that hangs does not stay one; the pool closes its own idle sessions before that.
    /// </summary>
    private static string Sessions(string connectionString)
    {
        NpgsqlConnectionStringBuilder own = new(connectionString)
        {
            ApplicationName = "faro-clob-nodes",
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
        };
        own.Options = $"{own.Options} -c idle_session_timeout=4s".TrimStart();
        return own.ConnectionString;
    }
}
