using Faro.Http.Admin;
using Faro.Http.Feed;
using Faro.Http.Health;
using Faro.Http.Hosting;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Live;
using Faro.Http.Serving;
using Faro.Http.Webhooks;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Following;
using Faro.Log.Projecting;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Orders;
using Faro.Proofs;
using Marten;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Wolverine.Http;

namespace Faro.Http;

/// <summary>
/// The composition root of the API, used by <see cref="Program"/>, by <c>./faro up</c> and by tests:
/// <see cref="CreateBuilder"/> registers everything, <see cref="MapFaroHttp"/> maps the routes.
/// </summary>
public static class FaroHttp
{
    /// <summary>A whole application: settings from appsettings.json, environment and arguments (<c>--ADMIN_SECRET=…</c>), then <paramref name="configure"/>.</summary>
    /// <param name="args">Command-line settings.</param>
    /// <param name="configure">Applied last to settings, services and addresses.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null) =>
        CreateBuilder(args, configure).Build().MapFaroHttp();

    /// <summary>The same before it is built; <see cref="MapFaroHttp"/> has to follow.</summary>
    /// <param name="args">Command-line settings.</param>
    /// <param name="configure">Applied last to settings, services and addresses.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddSingleton<IHostLifetime, Signals>();
        AddLogging(builder);
        AddFaroHttp(builder);
        configure?.Invoke(builder);
        Telemetry.Add(builder.Services, builder.Configuration); // last: whether there is a collector,
        Messaging.Add(builder); // and what is scheduled, depends on the settings
        return builder;
    }

    /// <summary>Adds the log, the keys, the pipeline's stages and the workers. Configuration is read when it is first needed.</summary>
    private static void AddFaroHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(p => FaroHttpOptions.From(p.GetRequiredService<IConfiguration>()));
        services.AddMetrics();
        AddLog(services);
        services.AddSingleton<Limits.SharedBudgets>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyUses>();
        services.AddSingleton(p => new Gate(
            p.GetRequiredService<KeyRing>(), p.GetRequiredService<Limits.SharedBudgets>(), p.GetRequiredService<FaroHttpOptions>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HttpTelemetry>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<LogStart>();
        services.AddHostedService(p => p.GetRequiredService<LogStart>());
        services.AddHostedService<KeyWatch>();
        services.AddHostedService<RunSweep>();
        services.AddHostedService<LogMeters>();
        services.AddFaroIngest(builder.Configuration);
        services.AddUnifiedEvents();
        services.AddFaroMatching(builder.Configuration);
        services.AddFaroOrders(builder.Configuration);
        services.AddFaroProofs(builder.Configuration);
        services.AddFaroStreams(builder.Configuration);
        services.AddFaroFeed(builder.Configuration);
        services.AddFaroWebhooks(builder.Configuration);
        services.AddHostedService<SyncAtStart>();
        OpenApi.ApiDocument.Add(services);
        Mcp.McpServing.Add(services);
        services.AddWolverineHttp();
        // Answers contain no secret of the caller together with an attacker's text, so compression over TLS is safe (BREACH).
        services.AddResponseCompression(o => o.EnableForHttps = true);
        services.AddCors();
        // A write is sent where it is made, not handed to another thread first. Nothing in a handler waits for a thread of its own.
        builder.WebHost.UseSockets(o => o.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = Input.JsonBody.MaxBytes;
            // Byte by byte, so that invalid UTF-8 reaches the envelope, which refuses it.
            o.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            o.ConfigureEndpointDefaults(listen => listen.Use(BareRefusals.Wrap));
            // Wider than the API's own bounds: only what exceeds these too is refused by the server itself.
            o.Limits.MaxRequestHeaderCount = 256;
            o.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            o.Limits.MaxRequestLineSize = 32 * 1024;
        });
    }

    /// <summary>Maps the routes behind the gate, and the envelope around everything.</summary>
    public static WebApplication MapFaroHttp(this WebApplication app)
    {
        if (app.Services.GetRequiredService<FaroHttpOptions>().Proxies is { Count: > 0 } proxies)
            app.UseForwardedHeaders(Through(proxies));
        app.UseMiddleware<Envelope>();
        app.UseResponseCompression();
        var gate = app.Services.GetRequiredService<Gate>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs/reference"), docs => AddDocsPage(docs, gate));
        app.UseRouting();
        if (app.Services.GetRequiredService<FaroHttpOptions>().CorsOrigins is { Count: > 0 } origins)
            app.UseCors(policy => policy.WithOrigins([.. origins]).WithMethods("GET", "POST", "DELETE")
                .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", RequestIds.Header)
                .WithExposedHeaders("ETag", AsOf.Header, RequestIds.Header, "Retry-After", RateHeaders.Limit, RateHeaders.Remaining, RateHeaders.Reset)
                .SetPreflightMaxAge(TimeSpan.FromHours(1)));
        app.UseMiddleware<LiteralPaths>();
        app.UseMiddleware<GateMiddleware>();
        Endpoints.Map(app);
        return app;
    }

    /// <summary>The caller's address is the last one that is not one of our proxies: anything before it was written by the caller.</summary>
    private static ForwardedHeadersOptions Through(IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies)
            options.KnownIPNetworks.Add(network);
        return options;
    }

    /// <summary>Swagger UI from its assembly; a call to it counts against the address like any call without a key.</summary>
    private static void AddDocsPage(IApplicationBuilder docs, Gate gate)
    {
        docs.Use((http, next) => gate.Anonymous(http) is { } limited ? Answer.Refused(limited).ExecuteAsync(http) : next(http));
        docs.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "docs/reference";
            o.DocumentTitle = "Faro API";
            o.SwaggerEndpoint("/openapi/v1.json", "Faro v1");
        });
    }

    private static void AddLog(IServiceCollection services)
    {
        services.AddSingleton<Projection, KeyViews>();
        services.AddSingleton(new EventSource(typeof(KeyEvent).Assembly));
        services.AddSingleton(p => EventTypes.Of(p.GetServices<EventSource>()));
        services.AddSingleton(p => new EventLogOptions { Schema = p.GetRequiredService<FaroHttpOptions>().Schema });
        services.AddSingleton(p => EventLog.OpenDatabase(p.GetRequiredService<FaroHttpOptions>().ConnectionString));
        services.AddSingleton(p => new EventLog(
            (DocumentStore)p.GetRequiredService<IDocumentStore>(), p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<EventTypes>(),
            p.GetServices<Projection>(), p.GetRequiredService<EventLogOptions>()));
        services.AddSingleton<FactQueries>();
        services.AddSingleton<Matches.MatchTexts>();
        services.AddSingleton<ProjectionAdmin>();
        services.AddSingleton<RunningRebuilds>();
        services.AddHostedService(p => p.GetRequiredService<RunningRebuilds>());
        services.AddSingleton<OutdatedViews>();
        services.AddHostedService(p => p.GetRequiredService<OutdatedViews>());
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Marten", LogLevel.Warning); // it logs every page that a projection writes
        if (builder.Environment.IsProduction())
            builder.Services.AddSingleton<ILoggerProvider>(_ => new JsonLines(Console.OpenStandardOutput(), TimeProvider.System));
        else
            builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
    }
}
