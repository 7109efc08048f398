using Faro.Http.Serving;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Faro.Http;

/// <summary>Traces and metrics over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector; else nothing at all.</summary>
internal static class Tracing
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        var resource = ResourceBuilder.CreateDefault().AddService("faro", serviceVersion: typeof(Tracing).Assembly.GetName().Version?.ToString(3));
        services.AddSingleton<TracerProvider>(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Npgsql", "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter()
            .Build());
        services.AddSingleton<MeterProvider>(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(HttpTelemetry.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "Faro.*")
            .AddOtlpExporter()
            .Build());
    }

    /// <summary>Nothing else asks for the providers, and unasked they do not exist.</summary>
    public static void Start(IServiceProvider services)
    {
        services.GetService<TracerProvider>();
        services.GetService<MeterProvider>();
    }
}
