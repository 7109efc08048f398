using Faro.Log.Projecting;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Registers the unified events: their projection and their queries.</summary>
public static class UnifiedEventsRegistration
{
    /// <summary>Adds <see cref="UnifiedEventViews"/> and <see cref="EventQueries"/>.</summary>
    public static IServiceCollection AddUnifiedEvents(this IServiceCollection services)
    {
        services.AddSingleton<Projection, UnifiedEventViews>();
        services.AddSingleton<EventQueries>();
        return services;
    }
}
