using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Site;
using Wolverine.Http;

namespace Faro.Http.Hosting;

/// <summary>The endpoints, as Wolverine maps them.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        app.MapWolverineEndpoints(o =>
        {
            o.AddParameterHandlingStrategy<Binding>();
            o.ConfigureEndpoints(Binding.RefuseStrayParameters);
        });
        ConsolePages.Map(app);
        Mcp.McpServing.Map(app);
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new ScopeAttribute("probe"));
    }
}
