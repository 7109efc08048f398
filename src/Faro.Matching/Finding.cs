namespace Faro.Matching;

/// <summary>The stable codes of findings.</summary>
public static class FindingCodes
{
    /// <summary>The days, months or years differ.</summary>
    public const string Date = "date";

    /// <summary>The levels differ, or only one side names one.</summary>
    public const string Threshold = "threshold";

    /// <summary>The same level, once included and once not.</summary>
    public const string Comparator = "comparator";

    /// <summary>One asks for more, the other for less; a rise against a cut.</summary>
    public const string Direction = "direction";

    /// <summary>Another unit.</summary>
    public const string Unit = "unit";

    /// <summary>A narrowing word on one side only: regulation time, first round, global, several propositions in one.</summary>
    public const string Scope = "scope";

    /// <summary>Another round or stage of a contest.</summary>
    public const string Round = "round";

    /// <summary>Another party.</summary>
    public const string Party = "party";

    /// <summary>Another country, state, city or district.</summary>
    public const string Place = "place";

    /// <summary>Another office or chamber.</summary>
    public const string Office = "office";

    /// <summary>Something else has to happen.</summary>
    public const string Predicate = "predicate";

    /// <summary>Another person, team or thing.</summary>
    public const string Entity = "entity";

    /// <summary>The answer is read elsewhere.</summary>
    public const string Source = "source";

    /// <summary>Cancellation, postponement or a tie pays differently.</summary>
    public const string VoidRule = "void_rule";

    /// <summary>Settled by another event or at another moment.</summary>
    public const string SettlementInstant = "settlement_instant";

    /// <summary>Rounded on one side.</summary>
    public const string Rounding = "rounding";

    /// <summary>Disputes are decided differently.</summary>
    public const string DisputeProcess = "dispute_process";

    /// <summary>A clause is on one side only.</summary>
    public const string AbsentClause = "absent_clause";

    /// <summary>The questions are opposite, or the polarity cannot be determined.</summary>
    public const string Polarity = "polarity";

    /// <summary>Words of one question that the other does not know.</summary>
    public const string Wording = "wording";
}

/// <summary>How grave a finding is.</summary>
public enum Severity
{
    /// <summary>Recorded with the pair; not fatal.</summary>
    Risk,

    /// <summary>The markets settle differently: final, no model is asked.</summary>
    Veto,

    /// <summary>Not shown to be equal: the rules do not link the pair, a model may.</summary>
    Doubt,
}

/// <summary>One difference between two markets, with both sides' words.</summary>
/// <param name="Code">One of <see cref="FindingCodes"/>.</param>
/// <param name="Severity">Veto, doubt or risk.</param>
/// <param name="Left">What the left market says; <c>absent</c> when it says nothing.</param>
/// <param name="Right">What the right market says.</param>
public sealed record Finding(string Code, Severity Severity, string Left, string Right)
{
    /// <summary>The word for a side that says nothing.</summary>
    public const string Absent = "absent";

    /// <summary>The same finding seen from the other side.</summary>
    public Finding Swapped() => this with { Left = Right, Right = Left };

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Left} / {Right}";
}
