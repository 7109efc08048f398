using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Projecting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faro.Ingest;

/// <summary>Runs one catalog sync and ends; the API's host runs them on schedule.</summary>
public static class Program
{
    /// <summary>Entry point. Settings: <c>ConnectionStrings:Faro</c>, <c>Faro:Schema</c>, <c>Faro:Sync</c>, <c>Venues</c>. Exit code 1 when a venue could not be read.</summary>
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
        using var host = builder.Build();
        await host.Services.GetRequiredService<EventLog>().CreateSchema();
        await host.StartAsync();
        var result = await host.Services.GetRequiredService<SyncRunner>().Run("cli");
        await Console.Out.WriteLineAsync($"{result.RunId} {result.Status}");
        await host.StopAsync();
        return result.Status == "completed" ? 0 : 1;
    }
}
