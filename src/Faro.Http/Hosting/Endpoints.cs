using Faro.Http.Input;
using Faro.Http.Keys;
using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.AspNetCore.Builder;
using Wolverine;
using Wolverine.Http;

namespace Faro.Http;

/// <summary>
/// Wolverine as the host has it: one node, no message storage, and endpoints whose code was generated at build time
/// (<c>./faro codegen</c> writes it to Internal/Generated; a start compiles nothing).
/// </summary>
internal static class Endpoints
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Host.UseWolverine(o =>
        {
            o.ApplicationAssembly = typeof(Endpoints).Assembly;
            o.ServiceName = "faro";
            o.Durability.Mode = DurabilityMode.Solo;
            o.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
        }, ExtensionDiscovery.ManualOnly);
        builder.Services.AddWolverineHttp();
    }

    public static void Map(WebApplication app)
    {
        app.MapWolverineEndpoints(o =>
        {
            o.AddParameterHandlingStrategy<Binding>();
            o.ConfigureEndpoints(Binding.RefuseStrayParameters);
        });
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new ScopeAttribute("probe"));
    }
}
