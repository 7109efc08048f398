using System.Reflection;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Matching.Judging;
using Faro.Matching.Matches.Gaps;
using Faro.Matching.Matches.Overriding;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wolverine.Marten;

namespace Faro.Matching.Matches;

/// <summary>Registers matching: its facts, views, queries, judges and runs.</summary>
public static class MatchRegistration
{
    /// <summary>The assembly whose events matching writes.</summary>
    public static Assembly Events => typeof(MatchEvent).Assembly;

    /// <summary>
    /// Adds matching. The judge is the built-in rules judge, or, when <c>Faro:Judge:BaseUrl</c> and <c>Model</c> are set, a
    /// model behind the same rules.
    /// </summary>
    public static IServiceCollection AddFaroMatching(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<LlmJudgeOptions>(configuration.GetSection("Faro:Judge"));
        services.AddOptions<MatchOptions>().Bind(configuration.GetSection(MatchOptions.Section));
        services.AddSingleton(p => p.GetRequiredService<IOptions<MatchOptions>>().Value);
        services.AddSingleton(new EventSource(Events));
        services.AddSingleton<Projection, MatchViews>();
        services.AddSingleton<MatchQueries>();
        services.AddSingleton(p => new JudgeModel(p.GetRequiredService<IOptions<LlmJudgeOptions>>().Value, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p =>
        {
            var options = p.GetRequiredService<IOptions<LlmJudgeOptions>>().Value;
            var clock = p.GetRequiredService<TimeProvider>();
            var log = p.GetRequiredService<EventLog>();
            var model = options.Enabled ? p.GetRequiredService<JudgeModel>() : null;
            return new MatchRunner(log, p.GetRequiredService<MatchQueries>(),
                () => model is null ? new RulesJudge() : new LlmJudge(model, options, clock, new LoggedSpend(log)),
                clock, p.GetRequiredService<ILogger<MatchRunner>>());
        });
        services.AddSingleton<MatchOverrides>();
        services.AddSingleton<PriceGapWatch>();
        services.AddSingleton(p =>
        {
            var options = p.GetRequiredService<IOptions<LlmJudgeOptions>>().Value;
            return new MatchForecast(p.GetRequiredService<EventLog>(), options, p.GetRequiredService<TimeProvider>(), options.Enabled ? p.GetRequiredService<JudgeModel>() : null);
        });
        return services;
    }

    /// <summary>Adds this stage's subscriptions to the host's store.</summary>
    public static MartenServiceCollectionExtensions.MartenConfigurationExpression SubscribeMatching(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten) =>
        marten.SubscribeToEventsWithServices<EndedSyncs>(ServiceLifetime.Singleton);
}
