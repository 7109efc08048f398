using System.Globalization;
using System.Text;
using Faro.Matching.Vetoes;

namespace Faro.Matching.Judging;

/// <summary>Writes a comparison as plain sentences.</summary>
internal static class Reasons
{
    public static string Of(Comparison c, bool same)
    {
        var text = new StringBuilder();
        if (c.Vetoed)
        {
            text.Append("The markets settle differently.");
            foreach (var f in c.Findings.Where(f => f.Severity == Severity.Veto).Take(4))
                text.Append(' ').Append(Sentence(f));
            return text.ToString();
        }

        text.Append(same ? "The markets resolve identically." : "Nothing contradicts, but too little shows that the markets resolve identically.");
        if (c.SubjectAgrees == true)
            text.Append(" Both name the same subject.");
        if (c.PredicateAgrees == true)
            text.Append(" The same thing has to happen.");
        if (c.WindowAgrees == true)
            text.Append(" The dates agree.");
        text.Append(CultureInfo.InvariantCulture, $" Each knows {c.LeftCoverage:P0} and {c.RightCoverage:P0} of the other's question.");
        if (c.Polarity == Polarity.Inverted)
            text.Append(" Yes of the one is No of the other.");
        var risks = c.Risks.ToArray();
        if (risks.Length > 0)
            text.Append(" They may diverge on: ").AppendJoin(", ", risks.Select(r => r.Code).Distinct()).Append('.');
        return text.ToString();
    }

    private static string Sentence(Finding f) =>
        f.Left == Finding.Absent ? $"Only the second says {f.Right} ({f.Code})."
        : f.Right == Finding.Absent ? $"Only the first says {f.Left} ({f.Code})."
        : $"The first says {f.Left}, the second {f.Right} ({f.Code}).";
}
