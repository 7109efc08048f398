namespace Faro.Matching.Judging;

/// <summary>Notices market texts that speak to a judge instead of about a market. Such a pair is never shown to a model.</summary>
internal static class Suspicion
{
    private static readonly string[] Phrases =
    [
        "ignore previous", "ignore all previous", "ignore the above", "ignore your", "disregard previous", "disregard the above", "disregard all", "system prompt",
        "you are an ai", "you are a language model", "as an ai", "language model", "your instructions", "new instructions", "these instructions", "respond with",
        "reply with", "answer with", "output json", "\"same\": true", "\"same\":true", "same=true", "confidence\":", "confidence of 1", "confidence 1.0", "assistant:", "system:",
        "<|im_", "### instruction", "[inst]", "must be judged", "judge this pair", "treat these markets as", "treat this market as", "mark as same", "mark these as",
        "classify this pair", "jailbreak", "developer mode", "prompt injection", "override your", "to the judge", "note to judge", "dear judge", "attention judge",
    ];

    /// <summary>Whether a text tries to instruct a judge.</summary>
    public static bool Instructs(MarketText market) =>
        Instructs(market.Title) || Instructs(market.OutcomeName) || Instructs(market.EventTitle) || Instructs(market.EventSubtitle) || Instructs(market.Rules)
        || Instructs(market.RulesSecondary) || Instructs(market.ResolutionSource) || Instructs(market.YesLabel) || Instructs(market.NoLabel);

    private static bool Instructs(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        foreach (var phrase in Phrases)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
