using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faro.Venues;

/// <summary>Registers the venue clients.</summary>
public static class VenuesRegistration
{
    /// <summary>
    /// Registers <see cref="VenueSets"/> and, from its catalog set, every <see cref="IMarketSource"/>; settings come from the
    /// section <c>Venues</c> and are validated at start.
    /// </summary>
    public static IServiceCollection AddFaroVenues(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(s => s.ServiceType == typeof(VenueSets)))
            return services; // several stages ask for the venues; one host has them once
        services.AddOptions<VenuesOptions>().Bind(configuration.GetSection("Venues")).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VenuesOptions>, VenuesOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new VenueSets(
            provider.GetRequiredService<IOptions<VenuesOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IReadOnlyList<IMarketSource>>(provider => provider.GetRequiredService<VenueSets>().Catalog.Sources);
        return services;
    }
}
