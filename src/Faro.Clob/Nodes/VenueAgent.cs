using Faro.Clob.Journal;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace Faro.Clob.Nodes;

/// <summary>
/// The venue as Wolverine sees it: it runs on one node and moves when that node dies. All markets are one agent, because a wallet's
/// collateral backs its orders in every one of them. If two nodes believe that it is theirs, the journal's term decides.
/// </summary>
internal sealed partial class VenueAgent(
    VenueWriter writer, IServiceProvider services, IHostApplicationLifetime host, ILogger<VenueAgent> logger) : SingularAgent("foresight-venue")
{
    protected override async Task startAsync(CancellationToken cancellationToken)
    {
        await writer.StartAsync(CancellationToken.None);
        _ = Watch(writer.ExecuteTask ?? Task.CompletedTask);
    }

    protected override Task stopAsync(CancellationToken cancellationToken) => writer.StopAsync(cancellationToken);

    private async Task Watch(Task serving)
    {
        try
        {
            await serving;
            // Wolverine still counts this node as the one that serves: it must know better, or it would leave the venue with nobody.
            if (writer.TakenOver) await services.GetRequiredService<IWolverineRuntime>().Agents.StopLocallyAsync(Uri);
        }
        catch (Exception e)
        {
            CannotServe(logger, e);
            host.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "this node cannot serve the venue and stops")]
    private static partial void CannotServe(ILogger logger, Exception e);
}
