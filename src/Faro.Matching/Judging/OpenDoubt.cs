using System.Text.RegularExpressions;
using Faro.Matching.Questions;

namespace Faro.Matching.Judging;

/// <summary>A soft doubt of the rules that a model may lift.</summary>
/// <param name="Number">Its number in the question, from 1.</param>
/// <param name="Code">Its code.</param>
/// <param name="Left">The left market's words in doubt; empty when it has none.</param>
/// <param name="Right">The right market's words in doubt.</param>
internal sealed partial record OpenDoubt(int Number, string Code, string Left, string Right)
{
    private const int ShortestQuote = 3;

    /// <summary>The doubts of a verdict.</summary>
    public static IReadOnlyList<OpenDoubt> Of(Verdict rules) =>
    [
        .. rules.Findings.Where(f => f.Severity == Severity.Doubt).Select((f, i) =>
        {
            var slot = rules.Slots?.FirstOrDefault(s => s.Outcome == nameof(SlotOutcome.Doubt) && (s.Left == f.Left || s.Right == f.Right));
            return new OpenDoubt(i + 1, f.Code, slot?.LeftQuote ?? Words(f.Left), slot?.RightQuote ?? Words(f.Right));
        }),
    ];

    /// <summary>
    /// The quotations that lift it; null when none are valid. Both have to occur in their market, and to contain
    /// every word in doubt that the market's text has.
    /// </summary>
    public LiftedDoubt? LiftedBy(IReadOnlyList<LiftedDoubt> lifted, Pair pair) =>
        lifted.FirstOrDefault(l => l.Doubt == Number && Occurs(l.Left, Left, pair.Left) && Occurs(l.Right, Right, pair.Right));

    private static bool Occurs(string quote, string inDoubt, MarketText market)
    {
        var folded = Fold(quote);
        if (folded.Count(char.IsLetterOrDigit) < ShortestQuote)
            return false;
        var texts = Texts(market).Select(Fold).ToList();
        if (!texts.Any(t => t.Contains(folded, StringComparison.Ordinal)))
            return false;
        return Fold(inDoubt).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(w => folded.Contains(w, StringComparison.OrdinalIgnoreCase) || !texts.Any(t => t.Contains(w, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Texts(MarketText m) => new[]
    {
        m.Title, m.YesLabel, m.NoLabel, m.OutcomeName, m.EventTitle, m.EventSubtitle, m.Rules, m.RulesSecondary, m.ResolutionSource,
    }.OfType<string>();

    private static string Words(string value) => value == Finding.Absent ? "" : value;

    private static string Fold(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
