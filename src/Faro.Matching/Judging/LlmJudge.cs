using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Matching.Judging;

/// <summary>
/// A language model after the proof. It sees a pair only if no difference is certain and the rules find it likely; what it
/// refuses is not linked, and it may lift a doubt with quotations that occur in both texts. One instance serves one run.
/// </summary>
public sealed class LlmJudge : IJudge, IAsyncDisposable
{
    private static readonly JsonSerializerOptions Ascii = new() { Encoder = JavaScriptEncoder.Default };

    private readonly JudgeModel model;
    private readonly LlmJudgeOptions options;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim slots;
    private readonly CancellationTokenSource deadline;
    private readonly string prompt;

    /// <summary>Creates the judge for one run, which starts now.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The settings.</param>
    /// <param name="clock">Times the pauses, the deadline and the budget's day.</param>
    /// <param name="ledger">The day's spending; null counts this run alone.</param>
    public LlmJudge(JudgeModel model, LlmJudgeOptions options, TimeProvider clock, ISpendLedger? ledger = null)
    {
        this.model = model;
        this.options = options;
        this.clock = clock;
        slots = new SemaphoreSlim(options.MaxConcurrency);
        deadline = new CancellationTokenSource(options.RunDeadline, clock);
        prompt = PromptLibrary.Read(options.PromptVersion);
        Budget = new JudgeBudget(new JudgeSpend(options.MaxCalls, options.MaxTokens, options.MaxCostUsd), ledger, clock);
    }

    /// <inheritdoc/>
    public string Name => "llm";

    /// <inheritdoc/>
    public string Version => options.Model ?? "unnamed";

    /// <inheritdoc/>
    public string? PromptVersion => options.PromptVersion;

    /// <summary>The day's budget, and this run's spending.</summary>
    public JudgeBudget Budget { get; }

    /// <inheritdoc/>
    public JudgeSpend? Spend => Budget.Used;

    /// <inheritdoc/>
    public async Task<Judgement> Judge(Pair pair, CancellationToken cancel)
    {
        var rules = RulesJudge.Decide(pair);
        if (!MayAsk(pair, rules))
            return new Judgement.Reached(rules);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            await slots.WaitAsync(limit.Token);
            try
            {
                return await Ask(pair, rules, limit.Token);
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Judgement.Deferred("deadline", "The run has used up its time for the model.") { Rules = rules };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Budget.DisposeAsync();
        slots.Dispose();
        deadline.Dispose();
    }

    /// <summary>Whether the model's verdict could matter: nothing differs, both have rules, and the doubts are likely to be resolved and can be lifted.</summary>
    private static bool MayAsk(Pair pair, Verdict rules) =>
        !rules.Vetoed && rules.Polarity != Polarity.Unknown && pair.LeftTerms.HasRules && pair.RightTerms.HasRules
        && (rules.Same || (rules.Confidence >= Verdict.ModelFloor && rules.Findings.Any(f => f.Severity == Severity.Doubt)));

    private async Task<Judgement> Ask(Pair pair, Verdict rules, CancellationToken cancel)
    {
        var doubts = OpenDoubt.Of(rules);
        var data = Data(pair, doubts);
        // Three characters a token is more than any tokenizer makes of English.
        var worstIn = (prompt.Length + data.Length) / 3;
        var worst = new JudgeSpend(1, worstIn + (long)options.MaxOutputTokens, Cost(worstIn, options.MaxOutputTokens));
        var calls = 0;
        var spent = 0m;
        var (code, detail) = ("unavailable", "");
        for (var attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(options.RetryDelay * Math.Pow(2, attempt - 2), clock, cancel);
            if (await Budget.TryReserve(worst, cancel) is not { } day)
                return new Judgement.Deferred("over_budget", "The model's budget for the day is used up.", calls, spent) { Rules = rules };
            calls++;
            ModelReply reply;
            try
            {
                reply = await model.Ask(prompt, data, cancel);
            }
            catch (ModelUnavailableException e)
            {
                // The cost of a failed call is unknown: its reservation is kept.
                spent += worst.CostUsd;
                (code, detail) = ("unavailable", e.Message);
                if (!e.Retry)
                    break;
                continue;
            }

            var used = Used(reply, worstIn);
            Budget.Settle(day, worst, used);
            spent += used.CostUsd;
            if (reply.Refused)
                return new Judgement.Deferred("refused", "The model refused to answer.", calls, spent) { Rules = rules };
            if (ModelAnswer.Read(reply.Text, out var problem) is { } answer)
                return new Judgement.Reached(Join(pair, rules, doubts, answer) with { JudgeVersion = reply.Model ?? Version, AskedModel = Version }, calls, spent);
            (code, detail) = ("malformed", $"The model's answer does not match the schema: {problem}.");
        }

        return new Judgement.Deferred(code, detail, calls, spent) { Rules = rules };
    }

    private JudgeSpend Used(ModelReply reply, long worstIn)
    {
        // A lying endpoint may count below zero.
        var sent = Math.Max(0, reply.Sent ?? worstIn);
        var received = Math.Max(0, reply.Received ?? options.MaxOutputTokens);
        return new JudgeSpend(1, sent + received, Cost(sent, received));
    }

    private decimal Cost(long sent, long received) =>
        ((sent * options.InputUsdPerMillion) + (received * options.OutputUsdPerMillion)) / 1_000_000m;

    // The rules win: the model can refuse a pair, support it, or lift a doubt; it cannot overrule the words.
    private Verdict Join(Pair pair, Verdict rules, IReadOnlyList<OpenDoubt> doubts, ModelAnswer answer)
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
        else if (same)
        {
            foreach (var doubt in doubts)
            {
                if (doubt.LiftedBy(answer.Lifted, pair) is { } quoted)
                {
                    reasoning += $" Lifted: {doubt.Code}, by “{quoted.Left}” and “{quoted.Right}”.";
                    continue;
                }

                (same, confidence) = (false, Math.Min(confidence, 0.8m));
                reasoning += $" The model shows no words of both markets that settle the doubt about {doubt.Code}, so the pair is not linked.";
                break;
            }
        }

        return rules with
        {
            Judge = Name,
            PromptVersion = PromptVersion,
            Same = same,
            Confidence = confidence,
            Reasoning = reasoning,
            Findings = findings,
            Polarity = polarity,
            OutcomeMap = same ? OutcomeMaps.Of(pair, polarity) : OutcomeMaps.None,
        };
    }

    // Market text travels as JSON strings: quotes and line breaks inside it cannot end the string.
    private string Data(Pair pair, IReadOnlyList<OpenDoubt> doubts) => new JsonObject
    {
        ["left"] = Market(pair.Left),
        ["right"] = Market(pair.Right),
        ["doubts"] = new JsonArray([.. doubts.Select(d => new JsonObject
        {
            ["doubt"] = d.Number,
            ["about"] = d.Code,
            ["left"] = Cut(d.Left, 300),
            ["right"] = Cut(d.Right, 300),
        })]),
    }.ToJsonString(Ascii);

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
