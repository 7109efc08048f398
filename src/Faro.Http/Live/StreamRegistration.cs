using Microsoft.Extensions.Options;

namespace Faro.Http.Live;

/// <summary>Registers live quotes.</summary>
internal static class StreamRegistration
{
    public static IServiceCollection AddFaroStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<StreamOptions>, Validator>();
        services.AddOptions<StreamOptions>().Bind(configuration.GetSection(StreamOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<StreamOptions>>().Value);
        services.AddSingleton<QuoteStreams>();
        return services;
    }

    private sealed class Validator : IValidateOptions<StreamOptions>
    {
        public ValidateOptionsResult Validate(string? name, StreamOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
