using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Proofs.Sealing;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Faro.Proofs;

/// <summary>Registers the seals, the signed roots and the proofs.</summary>
public static class ProofRegistration
{
    /// <summary>
    /// Adds the settings, the tables of the tree to Marten's schema, and the services that create and check proofs. The host calls
    /// <see cref="SubscribeProofs"/>, schedules <see cref="SignRoot"/> and adds the log's options, its database and a clock.
    /// </summary>
    public static IServiceCollection AddFaroProofs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ProofOptions>, Validator>();
        services.AddOptions<ProofOptions>().Bind(configuration.GetSection(ProofOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => p.GetRequiredService<IOptions<ProofOptions>>().Value);
        services.AddSingleton<SigningKey>();
        services.AddSingleton<LogRoots>();
        services.AddSingleton<RootPublisher>();
        services.AddSingleton<Prover>();
        services.AddSingleton<SealedEnd>();
        services.AddSingleton<LogAudit>();
        services.AddSingleton<IConfigureMarten, Tables>();
        return services;
    }

    /// <summary>Makes the host's store seal what is recorded.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression SubscribeProofs(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten) =>
        marten.AddSubscriptionWithServices<LogSeal>(ServiceLifetime.Singleton);

    /// <summary>Adds the tables of the tree to a store that is configured by hand.</summary>
    public static void AddTables(StoreOptions options)
    {
        foreach (var table in SealTables.Definitions(options.DatabaseSchemaName))
            options.Storage.ExtendedSchemaObjects.Add(table);
    }

    private sealed class Tables : IConfigureMarten
    {
        public void Configure(IServiceProvider services, StoreOptions options) => AddTables(options);
    }

    private sealed class Validator : IValidateOptions<ProofOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProofOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
