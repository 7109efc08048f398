using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faro.Matching;

/// <summary>Starts Matching as a process of its own, with the sync that feeds it and the views of both.</summary>
public static class Program
{
    /// <summary>Entry point. Settings: those of <see cref="Ingest.Program"/>, <c>Faro:Match</c>, <c>Faro:Judge</c>.</summary>
    public static async Task Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var connection = builder.Configuration.GetConnectionString("Faro")
            ?? throw new InvalidOperationException("ConnectionStrings:Faro is not set.");
        builder.Services.AddSingleton(p => new EventLog(
            connection, EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done(), p.GetServices<Projection>(),
            new EventLogOptions { Schema = builder.Configuration["Faro:Schema"] ?? "faro" }));
        builder.Services.AddHostedService<ProjectionDaemon>();
        builder.Services.AddFaroIngest(builder.Configuration);
        builder.Services.AddUnifiedEvents();
        builder.Services.AddFaroMatching(builder.Configuration);
        builder.Services.AddHostedService(p => p.GetRequiredService<MatchWorker>());
        using var host = builder.Build();
        await host.Services.GetRequiredService<EventLog>().CreateSchema();
        await host.RunAsync();
    }
}
