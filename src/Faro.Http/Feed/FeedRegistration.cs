using Microsoft.Extensions.Options;

namespace Faro.Http.Feed;

/// <summary>Registers the feed.</summary>
internal static class FeedRegistration
{
    public static IServiceCollection AddFaroFeed(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<FeedOptions>, Validator>();
        services.AddOptions<FeedOptions>().Bind(configuration.GetSection(FeedOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<FeedOptions>>().Value);
        services.AddSingleton<FeedPages>();
        services.AddSingleton<FeedHub>();
        services.AddHostedService(p => p.GetRequiredService<FeedHub>());
        return services;
    }

    private sealed class Validator : IValidateOptions<FeedOptions>
    {
        public ValidateOptionsResult Validate(string? name, FeedOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
