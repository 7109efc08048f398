using Faro.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faro.Ingest;

/// <summary>Starts Ingest as a process of its own: the scheduled sync and the views that it compares with.</summary>
public static class Program
{
    /// <summary>Entry point. Settings: <c>ConnectionStrings:Faro</c>, <c>Faro:Schema</c>, <c>Faro:Sync</c>, <c>Venues</c>.</summary>
    public static async Task Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var connection = builder.Configuration.GetConnectionString("Faro")
            ?? throw new InvalidOperationException("ConnectionStrings:Faro is not set.");
        builder.Services.AddSingleton(p => new EventLog(
            connection, EventTypes.Build().AddFrom(IngestRegistration.Events).Done(), p.GetServices<Projection>(),
            new EventLogOptions { Schema = builder.Configuration["Faro:Schema"] ?? "faro" }));
        builder.Services.AddHostedService<ProjectionDaemon>();
        builder.Services.AddFaroIngest(builder.Configuration);
        using var host = builder.Build();
        await host.Services.GetRequiredService<EventLog>().CreateSchema();
        await host.RunAsync();
    }
}
