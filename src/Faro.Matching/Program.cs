using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Projecting;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faro.Matching;

/// <summary>Runs one matching run over what has been synced and ends; the API's host runs them after each sync.</summary>
public static class Program
{
    /// <summary>Entry point. Settings: those of <see cref="Ingest.Program"/>, <c>Faro:Match</c>, <c>Faro:Judge</c>; with <c>Faro:Match:SyncFirst</c> it syncs before it matches, and without <c>Faro:Match:Enabled</c> it then only keeps the views until it is stopped. Exit code 1 when a run is under way.</summary>
    public static async Task<int> Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var connection = builder.Configuration.GetConnectionString("Faro")
            ?? throw new InvalidOperationException("ConnectionStrings:Faro is not set.");
        builder.Services.AddSingleton(p => new EventLog(
            connection, EventTypes.Of(p.GetServices<EventSource>()), p.GetServices<Projection>(),
            new EventLogOptions { Schema = builder.Configuration["Faro:Schema"] ?? "faro" }));
        builder.Services.AddHostedService<ProjectionDaemon>();
        builder.Services.AddFaroIngest(builder.Configuration);
        builder.Services.AddUnifiedEvents();
        builder.Services.AddFaroMatching(builder.Configuration);
        using var host = builder.Build();
        await host.Services.GetRequiredService<EventLog>().CreateSchema();
        await host.StartAsync();
        if (builder.Configuration.GetValue("Faro:Match:SyncFirst", false))
        {
            // A process that died may still hold the run's lock for a moment.
            while ((await host.Services.GetRequiredService<SyncRunner>().Run("cli")).Status == SyncResult.AlreadyRunning)
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            if (!builder.Configuration.GetValue("Faro:Match:Enabled", true))
            {
                await host.WaitForShutdownAsync();
                return 0;
            }
        }

        var result = await host.Services.GetRequiredService<MatchRunner>().Run("cli");
        await Console.Out.WriteLineAsync($"{result.RunId} {result.Status}");
        await host.StopAsync();
        return result.Status == "completed" ? 0 : 1;
    }
}
