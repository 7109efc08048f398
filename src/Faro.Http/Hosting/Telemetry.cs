using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Faro.Http.Hosting;

/// <summary>
/// Metrics on <c>/metrics</c> always; metrics and traces over OTLP too when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a
/// collector. Without one no span is recorded.
/// </summary>
internal static class Telemetry
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var collector = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("faro", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddNpgsqlInstrumentation()
                    .AddMeter("Faro.*", "Wolverine*", "Marten*")
                    .AddPrometheusExporter();
                if (collector)
                    metrics.AddOtlpExporter();
            });
        if (!collector)
            return;
        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(o => o.Filter = http => !http.Request.Path.StartsWithSegments("/healthz") && !http.Request.Path.StartsWithSegments("/metrics"))
            .AddHttpClientInstrumentation()
            .AddNpgsql()
            .AddSource("Faro.*", "Wolverine", "Marten")
            .AddOtlpExporter());
    }
}
