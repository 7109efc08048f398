using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Matching;

namespace Faro.Conformance.Evaluation;

/// <summary>A share with its 95 % interval (Wilson).</summary>
/// <param name="Hits">The numerator.</param>
/// <param name="Of">The denominator.</param>
public readonly record struct Proportion(int Hits, int Of)
{
    private const double Z = 1.959963984540054;

    /// <summary>The share; 0 when there is nothing to divide by.</summary>
    public double Value => Of == 0 ? 0 : (double)Hits / Of;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Of == 0 ? 0 : Math.Max(0, Centre - Half);

    /// <summary>The upper end of the interval.</summary>
    public double High => Of == 0 ? 1 : Math.Min(1, Centre + Half);

    private double Centre => (Value + (Z * Z / (2 * Of))) / (1 + (Z * Z / Of));

    private double Half => Z / (1 + (Z * Z / Of)) * Math.Sqrt((Value * (1 - Value) / Of) + (Z * Z / (4.0 * Of * Of)));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.000} [{Low:0.000}, {High:0.000}] ({Hits}/{Of})");
}

/// <summary>The scores of one run.</summary>
/// <param name="Judge">The judge's name.</param>
/// <param name="JudgeVersion">Its version.</param>
/// <param name="PromptVersion">Its prompt's version, if any.</param>
/// <param name="Pairs">Every pair with its verdict.</param>
/// <param name="Errors">Lines that could not be read.</param>
/// <param name="Elapsed">How long the run took.</param>
public sealed record EvaluationReport(
    string Judge, string JudgeVersion, string? PromptVersion, IReadOnlyList<ScoredPair> Pairs, IReadOnlyList<string> Errors, TimeSpan Elapsed)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether blocking brings the identical pairs together; null when it was not measured.</summary>
    public BlockingReport? Blocking { get; init; }

    /// <summary>Of the linked pairs, how many are the same with the outcomes the right way round.</summary>
    public Proportion Precision => PrecisionOf(Pairs);

    /// <summary>Of the same pairs, how many were linked rightly.</summary>
    public Proportion Recall => RecallOf(Pairs);

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => F1Of(Precision.Value, Recall.Value);

    /// <summary>The interval of F1: from the lower ends and the upper ends of the two (conservative).</summary>
    public (double Low, double High) F1Interval => (F1Of(Precision.Low, Recall.Low), F1Of(Precision.High, Recall.High));

    /// <summary>Of the pairs labelled near, how many a hard fact refused.</summary>
    public Proportion NearVetoed => new(Pairs.Count(p => p.Pair.Label == "near" && p.Vetoed), Pairs.Count(p => p.Pair.Label == "near"));

    /// <summary>Of the same pairs, how many a hard fact refused: what the vetoes cost.</summary>
    public Proportion SameVetoed => new(Pairs.Count(p => p.Pair.IsSame && p.Vetoed), Pairs.Count(p => p.Pair.IsSame));

    /// <summary>Calls to a model.</summary>
    public int Calls => Pairs.Sum(p => p.Calls);

    /// <summary>Their cost in US dollars.</summary>
    public decimal CostUsd => Pairs.Sum(p => p.CostUsd);

    /// <summary>Pairs that the judge deferred.</summary>
    public int Deferred => Pairs.Count(p => p.Verdict is null);

    /// <summary>Pairs that were judged otherwise than labelled.</summary>
    public IEnumerable<ScoredPair> Confusion => Pairs.Where(p => p.FalsePositive || p.FalseNegative);

    /// <summary>The report as JSON lines: metrics by name, then categories, findings and the confusion list.</summary>
    public IEnumerable<string> JsonLines()
    {
        yield return Metric("matching.precision", Precision, 0.98, "linked pairs that resolve identically");
        yield return Metric("matching.recall", Recall, 0.75, "identical pairs that were linked");
        yield return Line(new JsonObject
        {
            ["name"] = "matching.f1",
            ["value"] = Round(F1),
            ["unit"] = "ratio",
            ["low95"] = Round(F1Interval.Low),
            ["high95"] = Round(F1Interval.High),
        });
        yield return Metric("matching.near_vetoed", NearVetoed, 0.95, "near-misses refused by a hard fact");
        yield return Metric("matching.same_vetoed", SameVetoed, null, "identical pairs refused by a hard fact");
        if (Blocking is { } b)
            yield return Metric("matching.blocking_recall", b.Found, 0.98, $"identical pairs that blocking brings together at 10 candidates among {b.Markets} markets");
        yield return Line(new JsonObject
        {
            ["name"] = "matching.run",
            ["judge"] = Judge,
            ["judge_version"] = JudgeVersion,
            ["prompt_version"] = PromptVersion,
            ["pairs"] = Pairs.Count,
            ["deferred"] = Deferred,
            ["unreadable_lines"] = Errors.Count,
            ["calls"] = Calls,
            ["cost_usd"] = CostUsd,
            ["calls_per_true_pair"] = Precision.Hits == 0 ? null : Round((double)Calls / Precision.Hits),
            ["cost_usd_per_true_pair"] = Precision.Hits == 0 ? null : CostUsd / Precision.Hits,
            ["seconds"] = Round(Elapsed.TotalSeconds),
        });
        foreach (var group in Pairs.GroupBy(p => p.Pair.Category).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var all = group.ToArray();
            yield return Line(new JsonObject
            {
                ["name"] = "matching.category",
                ["category"] = group.Key,
                ["pairs"] = all.Length,
                ["precision"] = Share(PrecisionOf(all)),
                ["recall"] = Share(RecallOf(all)),
                ["f1"] = Round(F1Of(PrecisionOf(all).Value, RecallOf(all).Value)),
            });
        }

        foreach (var group in Pairs.Where(p => p.Verdict is not null)
            .SelectMany(p => p.Verdict!.Findings.Select(f => (f.Code, f.Severity)).Distinct().Select(f => (f, p)))
            .GroupBy(x => x.f).OrderBy(g => g.Key.Code, StringComparer.Ordinal).ThenByDescending(g => g.Key.Severity))
        {
            yield return Line(new JsonObject
            {
                ["name"] = "matching.finding",
                ["code"] = group.Key.Code,
                ["severity"] = group.Key.Severity == Severity.Veto ? "veto" : "risk",
                ["same"] = group.Count(x => x.p.Pair.Label == "same"),
                ["near"] = group.Count(x => x.p.Pair.Label == "near"),
                ["different"] = group.Count(x => x.p.Pair.Label == "different"),
            });
        }

        foreach (var p in Confusion)
        {
            yield return Line(new JsonObject
            {
                ["name"] = "matching.confusion",
                ["pair"] = p.Pair.Id,
                ["label"] = p.Pair.Label,
                ["judged"] = p.Linked ? (p.Pair.IsSame ? "same, outcomes swapped" : "same") : "not linked",
                ["confidence"] = p.Verdict?.Confidence,
                ["left"] = p.Pair.Left.Title,
                ["right"] = p.Pair.Right.Title,
                ["reasoning"] = p.Verdict?.Reasoning ?? "deferred",
                ["why"] = p.Pair.Why,
            });
        }

        foreach (var error in Errors)
            yield return Line(new JsonObject { ["name"] = "matching.unreadable", ["detail"] = error });
    }

    /// <summary>A line of the form that benchmarks share.</summary>
    internal static string Metric(string name, Proportion p, double? goal, string note) => Line(new JsonObject
    {
        ["name"] = name,
        ["value"] = Round(p.Value),
        ["unit"] = "ratio",
        ["goal"] = goal,
        ["low95"] = Round(p.Low),
        ["high95"] = Round(p.High),
        ["hits"] = p.Hits,
        ["of"] = p.Of,
        ["note"] = note,
    });

    private static JsonObject Share(Proportion p) => new() { ["value"] = Round(p.Value), ["low95"] = Round(p.Low), ["high95"] = Round(p.High), ["hits"] = p.Hits, ["of"] = p.Of };

    private static Proportion PrecisionOf(IReadOnlyCollection<ScoredPair> pairs) => new(pairs.Count(p => p.TruePositive), pairs.Count(p => p.Linked));

    private static Proportion RecallOf(IReadOnlyCollection<ScoredPair> pairs) => new(pairs.Count(p => p.TruePositive), pairs.Count(p => p.Pair.IsSame));

    private static double F1Of(double precision, double recall) => precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);

    private static double Round(double v) => Math.Round(v, 4);

    private static string Line(JsonObject o) => o.ToJsonString(Plain);
}
