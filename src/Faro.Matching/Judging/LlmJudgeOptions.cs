using Faro.Venues;

namespace Faro.Matching.Judging;

/// <summary>Settings of the model judge. Without an endpoint and a model the built-in judge works alone.</summary>
public sealed record LlmJudgeOptions
{
    /// <summary>The base address of an OpenAI-compatible API, such as <c>https://host/v1</c>; null leaves the model judge off.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The model's name at that endpoint.</summary>
    public string? Model { get; init; }

    /// <summary>The key; null for endpoints that need none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>The prompt's version.</summary>
    public string PromptVersion { get; init; } = PromptLibrary.Current;

    /// <summary>Calls under way at once.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most attempts for one pair in a run.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The pause before the second attempt; doubled for each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest <c>Retry-After</c> of an endpoint that is waited for; with a longer one it is not called until then.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one run waits for the model; the remaining pairs are judged by the next run.</summary>
    public TimeSpan RunDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After this many calls of which four in five failed, the model is paused; at least 2.</summary>
    public int FailuresBeforePause { get; init; } = 8;

    /// <summary>How long a failing model is paused.</summary>
    public TimeSpan PauseAfterFailures { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a temperature of 0 is sent. Null: until the endpoint refuses it.</summary>
    public bool? SendTemperature { get; init; }

    /// <summary>The most calls per UTC day.</summary>
    public int MaxCalls { get; init; } = 2_000;

    /// <summary>The most tokens per UTC day, in and out.</summary>
    public long MaxTokens { get; init; } = 5_000_000;

    /// <summary>The most US dollars per UTC day; applies only if prices are set.</summary>
    public decimal MaxCostUsd { get; init; } = 10m;

    /// <summary>US dollars per million tokens sent.</summary>
    public decimal InputUsdPerMillion { get; init; }

    /// <summary>US dollars per million tokens received.</summary>
    public decimal OutputUsdPerMillion { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    public int MaxOutputTokens { get; init; } = 900;

    /// <summary>Characters of each rules text that are sent; truncation is marked.</summary>
    public int MaxRulesLength { get; init; } = 6_000;

    /// <summary>Whether a model is configured.</summary>
    public bool Enabled => BaseUrl is not null && !string.IsNullOrWhiteSpace(Model);
}
