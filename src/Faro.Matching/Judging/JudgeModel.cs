using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.CircuitBreaker;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace Faro.Matching.Judging;

/// <summary>
/// The configured model behind Semantic Kernel: one call, one answer. One instance serves a process, because what it learns about
/// the endpoint applies to all runs: whether it refuses a temperature, until when it asks for a pause, and whether it is down.
/// </summary>
public sealed class JudgeModel : IDisposable
{
    // Arguments are HTML-encoded in the template: no text of a market can start a message of its own.
    private const string Template = """<message role="system">{{$instructions}}</message><message role="user">{{$pair}}</message>""";
    private const int LongestName = 120;

    private readonly LlmJudgeOptions options;
    private readonly TimeProvider clock;
    private readonly HttpClient http;
    private readonly Kernel kernel;
    private readonly KernelFunction plain;
    private readonly KernelFunction cold;
    private readonly ResiliencePipeline breaker;
    private volatile bool refusesTemperature;
    private long notBefore;

    /// <summary>Prepares the calls; makes none.</summary>
    /// <exception cref="ArgumentException">No endpoint or no model is configured.</exception>
    public JudgeModel(LlmJudgeOptions options, TimeProvider clock)
    {
        if (!options.Enabled)
            throw new ArgumentException("A base address and a model are needed.", nameof(options));
        this.options = options;
        this.clock = clock;
        // The key goes to the configured address only.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        kernel = Kernel.CreateBuilder()
            .AddOpenAIChatCompletion(options.Model!, options.BaseUrl!, options.ApiKey?.Reveal() ?? "none", httpClient: http)
            .Build();
        plain = KernelFunctionFactory.CreateFromPrompt(Template, Settings(temperature: null));
        cold = KernelFunctionFactory.CreateFromPrompt(Template, Settings(temperature: 0));
        breaker = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<ModelUnavailableException>(),
                FailureRatio = 0.8,
                MinimumThroughput = options.FailuresBeforePause,
                SamplingDuration = TimeSpan.FromMinutes(2),
                BreakDuration = options.PauseAfterFailures,
            })
            .Build();
    }

    /// <summary>Asks once.</summary>
    /// <param name="instructions">The prompt.</param>
    /// <param name="pair">Both markets, as data.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ModelUnavailableException">There is no answer.</exception>
    public async Task<ModelReply> Ask(string instructions, string pair, CancellationToken cancel)
    {
        await LeaveAlone(cancel);
        try
        {
            return await breaker.ExecuteAsync(async stop => await Call(instructions, pair, stop), cancel);
        }
        catch (BrokenCircuitException e)
        {
            throw new ModelUnavailableException("The model failed too often and is not called for a while.", retry: false, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<ModelReply> Call(string instructions, string pair, CancellationToken cancel)
    {
        var temperature = options.SendTemperature ?? !refusesTemperature;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            var arguments = new KernelArguments { ["instructions"] = instructions, ["pair"] = pair };
            var result = await kernel.InvokeAsync(temperature ? cold : plain, arguments, limit.Token);
            return Reply(result.GetValue<ChatMessageContent>());
        }
        catch (HttpOperationException e) when (temperature && options.SendTemperature is null && e.StatusCode == HttpStatusCode.BadRequest
            && e.ResponseContent?.Contains("temperature", StringComparison.OrdinalIgnoreCase) == true)
        {
            refusesTemperature = true;
            return await Call(instructions, pair, cancel);
        }
        catch (HttpOperationException e)
        {
            var status = (int)(e.StatusCode ?? 0);
            if (e.InnerException is ClientResultException { Status: 429 or 503 } limited)
                HeedRetryAfter(limited);
            throw new ModelUnavailableException(
                status == 0 ? "The model's endpoint cannot be reached." : $"The model's endpoint answered {status.ToString(CultureInfo.InvariantCulture)}.",
                status is 0 or 408 or 409 or 429 or >= 500, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ModelUnavailableException("The model took too long.", retry: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new ModelUnavailableException("The model's endpoint cannot be reached.", retry: true, e);
        }
        catch (Exception e) when (e is JsonException or KernelException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelUnavailableException("The model's endpoint did not answer in the expected protocol.", retry: true, e);
        }
    }

    private static ModelReply Reply(ChatMessageContent? content)
    {
        if (content?.InnerContent is not ChatCompletion completion)
            return new ModelReply(content?.Content ?? "", null, null, null, false);
        var refused = completion.FinishReason == ChatFinishReason.ContentFilter || completion.Refusal is { Length: > 0 };
        var model = completion.Model is { Length: > 0 and <= LongestName } name ? name : null;
        return new ModelReply(content.Content ?? "", model, completion.Usage?.InputTokenCount, completion.Usage?.OutputTokenCount, refused);
    }

    /// <summary>Waits for the endpoint's Retry-After, if that is within bounds.</summary>
    private async Task LeaveAlone(CancellationToken cancel)
    {
        var wait = new DateTimeOffset(Interlocked.Read(ref notBefore), TimeSpan.Zero) - clock.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        if (wait > options.MaxRetryAfter)
            throw new ModelUnavailableException("The model's endpoint asks for a longer pause than a run waits.", retry: false);
        await Task.Delay(wait, clock, cancel);
    }

    private void HeedRetryAfter(ClientResultException limited)
    {
        if (limited.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) != true || text is null)
            return;
        var now = clock.GetUtcNow();
        var until = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? now.AddSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : now;
        // Whatever it asks for, the next day's runs try again.
        if (until - now > TimeSpan.FromDays(1))
            until = now.AddDays(1);
        if (until.UtcTicks > Interlocked.Read(ref notBefore))
            Interlocked.Exchange(ref notBefore, until.UtcTicks);
    }

    private OpenAIPromptExecutionSettings Settings(double? temperature) => new()
    {
        Temperature = temperature,
        MaxTokens = options.MaxOutputTokens,
        ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("verdict", ModelAnswer.Schema, "Whether two markets resolve identically.", jsonSchemaIsStrict: true),
    };
}
