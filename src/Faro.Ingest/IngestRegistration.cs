using System.Reflection;
using Faro.Ingest.Queries;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Venues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Faro.Ingest;

/// <summary>Registers the catalog sync.</summary>
public static class IngestRegistration
{
    /// <summary>The assembly with this stage's events.</summary>
    public static Assembly Events => typeof(MarketEvent).Assembly;

    /// <summary>
    /// Adds the venues, this stage's events (as <see cref="EventSource"/>) and projections (as <see cref="Projection"/>), its queries and
    /// <see cref="SyncRunner"/>. The host schedules <see cref="SyncCatalog"/>, adds the <see cref="EventLog"/> with all that is registered,
    /// and creates its schema before hosted services of later registrations start.
    /// </summary>
    public static IServiceCollection AddFaroIngest(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddFaroVenues(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SyncOptions>, Validator>();
        services.AddOptions<SyncOptions>().Bind(configuration.GetSection(SyncOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<SyncOptions>>().Value);
        services.AddSingleton(new EventSource(Events));
        services.AddSingleton<Projection, MarketViews>();
        services.AddSingleton<Projection, RawEventViews>();
        services.AddSingleton<Projection, RunViews>();
        services.AddSingleton<MarketQueries>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RawPayloads>();
        services.AddSingleton<VenueCatalogs>();
        services.AddSingleton<IngestTelemetry>();
        services.AddSingleton(p => new SyncRunner(
            p.GetRequiredService<EventLog>(), p.GetRequiredService<IReadOnlyList<IMarketSource>>(), p.GetRequiredService<RawPayloads>(),
            p.GetRequiredService<SyncOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IngestTelemetry>()));
        return services;
    }

    private sealed class Validator : IValidateOptions<SyncOptions>
    {
        public ValidateOptionsResult Validate(string? name, SyncOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
