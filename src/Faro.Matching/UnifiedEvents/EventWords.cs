using System.Text.RegularExpressions;
using Faro.Ingest;

namespace Faro.Matching.UnifiedEvents;

/// <summary>
/// The words of an event: a title that distinguishes the market from its neighbours, whose words to take if several venues have some,
/// and what YES means. Pure.
/// </summary>
internal static partial class EventWords
{
    /// <summary>
    /// The title of a market's event: the venue's question, and the market's own name where the question leaves open which it is, or where
    /// the name has words that the question has not.
    /// </summary>
    public static string Title(UnifiedMarket market, string rules)
    {
        var title = Slip().Replace(market.Title, "Will");
        return Name(market, rules) is { } name && ((AsksWhich(title) && IsYesNo(market.OutcomeLabels)) || !Says(title, name))
            ? $"{title} — {name}"
            : title;
    }

    /// <summary>
    /// How many faults a market's words have as the title of its event: slips and holes of the venue's template, and a yes/no question
    /// whose YES is the event's NO. Of several members the one with the fewest is used; the primary venue's if they are equal.
    /// </summary>
    public static int Faults(UnifiedMarket market)
    {
        var title = market.Title;
        var faults = Slip().IsMatch(title) ? 1 : 0;
        faults += Hole().IsMatch(title) ? 2 : 0;
        faults += Template().IsMatch(title) ? 2 : 0;
        return faults + (market.Polarity != "direct" && IsYesNo(market.OutcomeLabels) ? 4 : 0);
    }

    /// <summary>
    /// What the event's YES and NO mean, in the YES of the first market: the venue's labels where they name something; for a question
    /// that leaves open which (a game's winner), the name of the market; else Yes and No, which are clear next to the title.
    /// </summary>
    /// <param name="members">The markets, each with what its YES and NO mean alone.</param>
    public static OutcomeLabels Outcomes(IReadOnlyList<(UnifiedMarket Market, OutcomeLabels Alone)> members)
    {
        OutcomeLabels? named = null;
        foreach (var (market, alone) in members)
        {
            if (IsYesNo(alone))
                continue;
            var labels = market.Polarity == "direct" ? alone : new OutcomeLabels(alone.No, alone.Yes);
            // Two names say more than one name and its negation.
            if (!IsYesNo(market.OutcomeLabels))
                return labels;
            named ??= labels;
        }

        return named ?? members[0].Market.OutcomeLabels;
    }

    /// <summary>What YES and NO of a market alone mean.</summary>
    public static OutcomeLabels Outcomes(UnifiedMarket market, string rules) =>
        IsYesNo(market.OutcomeLabels) && Name(market, rules) is { } name && !YesNoQuestion().IsMatch(market.Title) && (AsksWhich(market.Title) || !Says(market.Title, name))
            ? new OutcomeLabels(name, $"Not {name}")
            : market.OutcomeLabels;

    /// <summary>
    /// The market's name inside its venue's event; where the venue gives none and the question is none that yes answers, whom the rules name
    /// ("If Stuttgart wins …, then the market resolves to Yes"). Null where nothing says more than the outcomes do.
    /// </summary>
    private static string? Name(UnifiedMarket market, string rules) =>
        Given(market) ?? (string.IsNullOrWhiteSpace(market.OutcomeName) && IsYesNo(market.OutcomeLabels) && !YesNoQuestion().IsMatch(market.Title)
            && RulesName().Match(rules) is { Success: true } match ? match.Groups["name"].Value : null);

    private static string? Given(UnifiedMarket market) =>
        market.OutcomeName is { } name && !string.IsNullOrWhiteSpace(name) && !IsYesOrNo(name) && name.Trim().ToUpperInvariant() is not ("NONE" or "N/A") && name.Any(char.IsLetterOrDigit) ? name.Trim() : null;

    private static bool IsYesNo(OutcomeLabels labels) => IsYesOrNo(labels.Yes) && IsYesOrNo(labels.No);

    private static bool IsYesOrNo(string label) =>
        label.Trim() is var plain && (plain.Equals("yes", StringComparison.OrdinalIgnoreCase) || plain.Equals("no", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a name has no word that the question lacks: "1,800-1,900" next to "between $1,800 and $1,900".</summary>
    private static bool Says(string title, string name) =>
        title.Contains(name, StringComparison.OrdinalIgnoreCase) || !SearchWords.Split(name).Except(SearchWords.Split(title), StringComparer.Ordinal).Any();

    /// <summary>Whether the question has several answers, of which the market is one: who, which, a game's winner.</summary>
    private static bool AsksWhich(string title) => !YesNoQuestion().IsMatch(title) && (Which().IsMatch(title) || Sides().IsMatch(title));

    // "Wil Ann win?": an opening Will with a letter too few or too many.
    [GeneratedRegex("^(?!will\\b)w[il]{1,5}(?=\\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Slip();

    // "Will become President?": the template's name was empty.
    [GeneratedRegex("^Wil+ (?:be|become|becomes|win|wins|get|have)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\|\||\{\{|\}\}|<[a-z_ ]+>|\$\{|\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Template();

    [GeneratedRegex(@"^If (?:the )?(?<name>[\p{Lu}0-9][^,.;:]{1,58}?) (?:wins|has|is|becomes|finishes)\s", RegexOptions.CultureInvariant)]
    private static partial Regex RulesName();

    [GeneratedRegex("^(?:who|which|what|when|where|how|whose)\\b|\\b(?:winner|champion|champions|nominee)\\s*\\??$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Which();

    [GeneratedRegex(@"\s(?:vs\.?|v\.?|at|@)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sides();

    [GeneratedRegex("^(?:will|wil|is|are|was|were|does|do|did|has|have|had|can|could|should|would|shall|may|must)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YesNoQuestion();
}
