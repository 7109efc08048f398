using Faro.Clob.Http;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Clob.Nodes;
using Faro.Clob.Settlement;
using Faro.Clob.Sockets;
using Npgsql;

namespace Faro.Clob;

/// <summary>Puts the venue into a host: alone, or with other things in one process.</summary>
public static class ClobHost
{
    /// <summary>Adds the venue's services and workers.</summary>
    public static IServiceCollection AddFaroClob(this IServiceCollection services, ClobOptions options)
    {
        options.Validate();
        services.AddSingleton(options);
        services.AddSingleton<SandboxClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<SandboxClock>());
        services.AddSingleton(_ => new PostgresJournal(OpenDatabase(options.ConnectionString), options.Schema));
        services.AddSingleton<VenueWriter>();
        services.AddSingleton(provider => new Lazy<VenueWriter>(provider.GetRequiredService<VenueWriter>));
        services.AddSingleton<SocketTokens>();
        services.AddSingleton<SocketHub>();
        services.AddSingleton<IPublisher>(provider => provider.GetRequiredService<SocketHub>());
        services.AddSingleton<Faults>();
        services.AddSingleton<KeyUse>();
        services.AddSingleton<ErrorEnvelope>();
        services.AddSingleton<SandboxIssuer>();
        services.AddSingleton<IWalletDirectory, NoWalletDirectory>();
        services.AddSingleton(provider => new JwtVerifier(
            options.Sandbox ? [.. options.Issuers, provider.GetRequiredService<SandboxIssuer>().AsIssuer()] : options.Issuers,
            provider.GetRequiredService<IWalletDirectory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Authenticator>();
        services.AddSingleton(provider => new RateLimiter(provider.GetRequiredService<TimeProvider>(), options.RateLimits));
        services.AddSingleton(new OrderValidator(options.NoPriceConvention));
        if (!options.Cluster) services.AddHostedService(provider => provider.GetRequiredService<VenueWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<SocketHub>());
        services.AddHostedService<SettlementWorker>();
        services.AddSingleton<SnapshotWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SnapshotWorker>());
        return services;
    }

    /// <summary>Maps every route of the venue and its middleware.</summary>
    public static WebApplication MapFaroClob(this WebApplication app)
    {
        ClobOptions options = app.Services.GetRequiredService<ClobOptions>();
        app.UseMiddleware<ErrorEnvelope>();
        app.UseRouting();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.Use(LimitPublicReads);
        MarketEndpoints.Map(app);
        OrderEndpoints.Map(app);
        AccountEndpoints.Map(app);
        KeyEndpoints.Map(app);
        SocketEndpoint.Map(app);
        if (options.Sandbox) SandboxEndpoints.Map(app);
        return app;
    }

    /// <summary>A web application with only the venue, listening on <paramref name="url"/> once started.</summary>
    public static WebApplication Build(ClobOptions options, string url, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ClobHost).Assembly.GetName().Name });
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestReader.LargestBody + 1;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });

        // Request lines would put socket tokens into the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        configure?.Invoke(builder);
        builder.Services.AddFaroClob(options);
        if (options.Cluster) builder.AddVenueAgent(options);
        return builder.Build().MapFaroClob();
    }

    /// <summary>Completes when the journal has been replayed and orders are accepted.</summary>
    public static Task UntilReady(this WebApplication app) => app.Services.GetRequiredService<VenueWriter>().Ready;

    /// <summary>How the last recovery went.</summary>
    public static (long Commands, long Orders, TimeSpan Took) LastRecovery(this WebApplication app) =>
        app.Services.GetRequiredService<VenueWriter>().LastRecovery;

    private static NpgsqlDataSource OpenDatabase(string connectionString) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "faro-clob", NoResetOnClose = true, Multiplexing = false }.ConnectionString);

    private static Task LimitPublicReads(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/v1/markets", StringComparison.Ordinal))
        {
            context.RequestServices.GetRequiredService<RateLimiter>().Take(
                Budget.PublicReads, context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        }

        return next(context);
    }
}

/// <summary>The system's clock, which the sandbox may advance; it never goes back.</summary>
public sealed class SandboxClock : TimeProvider
{
    private long _aheadTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));

    /// <summary>Puts the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _aheadTicks, by.Ticks);
    }
}
