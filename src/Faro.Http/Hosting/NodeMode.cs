using Wolverine;

namespace Faro.Http.Hosting;

/// <summary>This node's role for Wolverine: solo, one of several, or an API node only.</summary>
internal sealed class NodeMode(FaroHttpOptions node) : IWolverineExtension
{
    public void Configure(WolverineOptions options)
    {
        var durability = options.Durability;
        durability.MessageStorageSchemaName = SchemaOf(node.Schema);
        durability.Mode = node switch
        {
            { Workers: false } => DurabilityMode.MediatorOnly,
            { Cluster: true } => DurabilityMode.Balanced,
            _ => DurabilityMode.Solo,
        };
        durability.ScheduledJobFirstExecution = TimeSpan.Zero;
        durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(500);
        durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(1);
        durability.FirstHealthCheckExecution = TimeSpan.Zero;
        durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
        durability.NodeAssignmentHealthCheckTracingEnabled = false;
    }

    /// <summary>The schema of Wolverine's tables.</summary>
    internal static string SchemaOf(string log) => $"{log}_wolverine";
}
