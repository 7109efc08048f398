using System.ClientModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Faro.Matching.Judging;

/// <summary>
/// A language model behind the hard facts. What the rules refuse is never shown to it; what it calls the same is linked only
/// if no rule speaks against it and the outcomes are the way round that the rules read them. One instance serves one run:
/// it holds that run's budget.
/// </summary>
public sealed class LlmJudge : IJudge, IDisposable
{
    private static readonly JsonSerializerOptions Ascii = new() { Encoder = JavaScriptEncoder.Default };

    private readonly IChatClient client;
    private readonly LlmJudgeOptions options;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim slots;
    private readonly string prompt;

    /// <summary>Creates the judge for one run.</summary>
    /// <param name="client">The model.</param>
    /// <param name="options">The settings.</param>
    /// <param name="clock">Times the pauses between attempts.</param>
    public LlmJudge(IChatClient client, LlmJudgeOptions options, TimeProvider clock)
    {
        this.client = client;
        this.options = options;
        this.clock = clock;
        slots = new SemaphoreSlim(options.MaxConcurrency);
        prompt = PromptLibrary.Read(options.PromptVersion);
        Budget = new JudgeBudget(options.MaxCalls, options.MaxTokens, options.MaxCostUsd);
    }

    /// <inheritdoc/>
    public string Name => "llm";

    /// <inheritdoc/>
    public string Version => options.Model ?? "unnamed";

    /// <inheritdoc/>
    public string? PromptVersion => options.PromptVersion;

    /// <summary>What this run has spent.</summary>
    public JudgeBudget Budget { get; }

    /// <inheritdoc/>
    public async Task<Judgement> Judge(Pair pair, CancellationToken cancel)
    {
        var rules = RulesJudge.Decide(pair);
        if (rules.Vetoed || rules.Polarity == Polarity.Unknown)
            return new Judgement.Reached(rules);
        if (Suspicion.Instructs(pair.Left) || Suspicion.Instructs(pair.Right))
        {
            return new Judgement.Reached(rules with
            {
                Reasoning = rules.Reasoning + " A market's text speaks to the judge, so no model was asked.",
            });
        }

        await slots.WaitAsync(cancel);
        try
        {
            return await Ask(pair, rules, cancel);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private async Task<Judgement> Ask(Pair pair, Verdict rules, CancellationToken cancel)
    {
        ChatMessage[] messages = [new(ChatRole.System, prompt), new(ChatRole.User, Data(pair))];
        var ask = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = options.MaxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(ModelAnswer.Schema, "verdict", "Whether two markets resolve identically."),
        };
        // Three characters a token is more than any tokenizer makes of English.
        var worstIn = (messages[0].Text.Length + messages[1].Text.Length) / 3;
        var worstTokens = worstIn + (long)options.MaxOutputTokens;
        var worstCost = Cost(worstIn, options.MaxOutputTokens);
        var calls = 0;
        var spent = 0m;
        var (code, detail) = ("unavailable", "");
        for (var attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(options.RetryDelay * Math.Pow(2, attempt - 2), clock, cancel);
            if (!Budget.TryReserve(worstTokens, worstCost))
                return new Judgement.Deferred("over_budget", "The run's budget for the model is used up.", calls, spent);
            calls++;
            ChatResponse response;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(options.Timeout);
                response = await client.GetResponseAsync(messages, ask, limit.Token);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && Failure(e) is { } failure)
            {
                // What a failed call cost is unknown: its reservation stands.
                spent += worstCost;
                (code, detail) = ("unavailable", failure.Detail);
                if (!failure.Retry)
                    break;
                continue;
            }

            var cost = Settle(response, worstIn, worstTokens, worstCost);
            spent += cost;
            if (response.FinishReason == ChatFinishReason.ContentFilter || response.AdditionalProperties?.ContainsKey(OpenAiChatClient.Refusal) == true)
                return new Judgement.Deferred("refused", "The model refused to answer.", calls, spent);
            if (ModelAnswer.Read(response.Text, out var problem) is { } answer)
                return new Judgement.Reached(Join(pair, rules, answer), calls, spent);
            (code, detail) = ("malformed", $"The model's answer does not keep to the schema: {problem}.");
        }

        return new Judgement.Deferred(code, detail, calls, spent);
    }

    private decimal Settle(ChatResponse response, long worstIn, long worstTokens, decimal worstCost)
    {
        var sent = response.Usage?.InputTokenCount ?? worstIn;
        var received = response.Usage?.OutputTokenCount ?? options.MaxOutputTokens;
        // A stand-in or a lying endpoint may count below zero.
        sent = Math.Max(0, sent);
        received = Math.Max(0, received);
        var cost = Cost(sent, received);
        Budget.Settle(worstTokens, worstCost, sent + received, cost);
        return cost;
    }

    private decimal Cost(long sent, long received) =>
        ((sent * options.InputUsdPerMillion) + (received * options.OutputUsdPerMillion)) / 1_000_000m;

    private static (bool Retry, string Detail)? Failure(Exception e) => e switch
    {
        ClientResultException c => (c.Status is 0 or 408 or 409 or 429 or >= 500, $"The model's endpoint answered {c.Status}."),
        HttpRequestException => (true, "The model's endpoint cannot be reached."),
        OperationCanceledException => (true, "The model took too long."),
        JsonException => (true, "The model's endpoint did not answer in its own protocol."),
        ArgumentOutOfRangeException or InvalidOperationException or FormatException or KeyNotFoundException => (true, "The model's endpoint did not answer in its own protocol."),
        AggregateException a when a.InnerExceptions.Count > 0 => Failure(a.InnerExceptions[0]),
        _ => null,
    };

    // The rules win: the model can refuse a pair or support it, not overrule what the words say.
    private Verdict Join(Pair pair, Verdict rules, ModelAnswer answer)
    {
        var findings = rules.Findings.Concat(answer.Risks.Where(r => rules.Findings.All(f => f.Code != r.Code))).ToList();
        var same = answer.Same;
        var confidence = answer.Same ? answer.Confidence : Math.Min(answer.Confidence, 0.5m);
        var reasoning = answer.Reasoning;
        var polarity = rules.Polarity;
        if (same && answer.Polarity != rules.Polarity)
        {
            findings.Add(new Finding(FindingCodes.Polarity, Severity.Risk, $"rules: {rules.Polarity}", $"model: {answer.Polarity}"));
            (same, confidence, polarity) = (false, Math.Min(confidence, 0.5m), Polarity.Unknown);
            reasoning += " The model and the rules disagree about which outcome is which, so the pair is not linked.";
        }
        else if (same && (!pair.LeftTerms.HasRules || !pair.RightTerms.HasRules))
        {
            (same, confidence) = (false, Math.Min(confidence, 0.8m));
            reasoning += " One market has no rules, so nothing can show that both resolve identically.";
        }
        else if (same && rules.Confidence < Verdict.ModelFloor)
        {
            (same, confidence) = (false, Math.Min(confidence, 0.8m));
            reasoning += " The rules find too little in common for the model's word to be enough.";
        }

        return rules with
        {
            Judge = Name,
            JudgeVersion = Version,
            PromptVersion = PromptVersion,
            Same = same,
            Confidence = confidence,
            Reasoning = reasoning,
            Findings = findings,
            Polarity = polarity,
            OutcomeMap = same ? OutcomeMaps.Of(pair, polarity) : OutcomeMaps.None,
        };
    }

    // Market text travels as JSON strings: quotes and line breaks inside it cannot end the string it stands in.
    private string Data(Pair pair) => new JsonObject { ["left"] = Market(pair.Left), ["right"] = Market(pair.Right) }.ToJsonString(Ascii);

    private JsonObject Market(MarketText m) => new()
    {
        ["title"] = Cut(m.Title, 600),
        ["first_outcome"] = Cut(m.YesLabel, 200),
        ["second_outcome"] = Cut(m.NoLabel, 200),
        ["outcome_name"] = Cut(m.OutcomeName, 300),
        ["event"] = Cut(m.EventTitle, 400),
        ["event_subtitle"] = Cut(m.EventSubtitle, 300),
        ["rules"] = Cut(m.Rules, options.MaxRulesLength),
        ["further_rules"] = Cut(m.RulesSecondary, options.MaxRulesLength),
        ["source"] = Cut(m.ResolutionSource, 300),
    };

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length] + " [cut off]";
}
