using System.Reflection;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.UnifiedEvents;
using Faro.Orders.Cancelling;
using Faro.Orders.Following;
using Faro.Orders.Live;
using Faro.Orders.Preparing;
using Faro.Orders.Quotes;
using Faro.Orders.Submitting;
using Faro.Venues;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wolverine.Marten;

namespace Faro.Orders;

/// <summary>Registers trading.</summary>
public static class OrdersRegistration
{
    /// <summary>The assembly with this stage's events.</summary>
    public static Assembly Events => typeof(OrderEvent).Assembly;

    /// <summary>
    /// Adds quotes, prepare, submit, cancel, history, portfolio and what follows orders, with this stage's events, projection and documents. The
    /// host calls <see cref="SubscribeOrders"/>, and adds the <see cref="EventLog"/> with all that is registered and the stages before this one.
    /// </summary>
    public static IServiceCollection AddFaroOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddFaroVenues(configuration);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<OrdersOptions>>(new Validator(configuration.GetSection(OrdersOptions.Section)));
        services.AddOptions<OrdersOptions>().Bind(configuration.GetSection(OrdersOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<OrdersOptions>>().Value);
        services.AddSingleton(new EventSource(Events));
        services.AddSingleton<Projection, OrderViews>();
        services.ConfigureMarten(o => o.Schema.For<StoredAnswer>());
        services.TryAddSingleton<EventQueries>();
        services.AddSingleton<OrdersTelemetry>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<BookReader>();
        services.AddSingleton<TermsReader>();
        services.AddSingleton<QuoteService>();
        services.AddSingleton<LiveQuotes>();
        services.AddSingleton<SaleWarnings>();
        services.AddSingleton<PrepareService>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<AskVenue>();
        services.AddSingleton<LeaveInDoubt>();
        services.AddSingleton<SubmitService>();
        services.AddSingleton<CancelService>();
        services.AddSingleton<PortfolioService>();
        return services;
    }

    /// <summary>Has the host's store follow what this stage reacts to.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression SubscribeOrders(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten) =>
        marten.SubscribeToEventsWithServices<SubmittedLegs>(ServiceLifetime.Singleton);

    private sealed class Validator(IConfigurationSection section) : IValidateOptions<OrdersOptions>
    {
        public ValidateOptionsResult Validate(string? name, OrdersOptions options) =>
            (options.Problem() ?? MovedSetting()) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;

        private string? MovedSetting() => OrdersOptions.Moved.Where(m => section[m.Key] is not null)
            .Select(m => $"{OrdersOptions.Section}:{m.Key} is now a setting of the venue: Venues:Live:{m.Value} (and Venues:Sandbox:{m.Value}).")
            .FirstOrDefault();
    }
}
