using Faro.Http.Hosting;
using Faro.Log.Projecting;
using Marten;
using Microsoft.Extensions.Options;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

namespace Faro.Http.Webhooks;

/// <summary>Registers webhooks.</summary>
internal static class WebhookRegistration
{
    private const int AtOnce = 32;

    public static IServiceCollection AddFaroWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<WebhookOptions>, Validator>();
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<WebhookOptions>>().Value);
        services.AddSingleton<Projection, WebhookViews>();
        services.ConfigureMarten(o => o.Schema.For<WebhookDelivery>().Duplicate(d => d.Webhook).Duplicate(d => d.State).Index(d => new { d.Webhook, d.State }));
        services.AddSingleton(p => new Lazy<Feed.FeedPages>(p.GetRequiredService<Feed.FeedPages>));
        services.AddSingleton<WebhookFilters>();
        services.AddSingleton(p => new Lazy<WebhookFilters>(p.GetRequiredService<WebhookFilters>));
        services.AddSingleton<WebhookSignature>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookSlots>();
        services.AddSingleton<WebhookTelemetry>();
        services.AddSingleton<WebhookCourier>();
        services.AddSingleton<WebhookStore>();
        return services;
    }

    /// <summary>Makes the host's store create their deliveries from the feed.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression SubscribeWebhooks(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten) =>
        marten.SubscribeToEventsWithServices<WebhookCut>(ServiceLifetime.Singleton);

    /// <summary>Their queue, and when a delivery is given up.</summary>
    public static void Configure(WolverineOptions options)
    {
        options.Discovery.IncludeType(typeof(DeliverWebhookHandler)).IncludeType(typeof(SendRootsHandler))
            .IncludeType(typeof(RedeliverFactsHandler)).IncludeType(typeof(PruneDeliveriesHandler));
        Messaging.Queue<SendRoots>(options);
        Messaging.Queue<RedeliverFacts>(options);
        Messaging.Queue<PruneDeliveries>(options);
        Messaging.Queue<DeliverWebhook>(options).MaximumParallelMessages(AtOnce); // they wait for other machines, not for this one
        options.OnException<WebhookGivenUpException>().MoveToErrorQueue();
    }

    private sealed class Validator : IValidateOptions<WebhookOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhookOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
