using Faro.Matching.Knowledge;

namespace Faro.Matching.Questions;

/// <summary>Instruments, feeds, stations, quantifiers, announcements.</summary>
internal static class FactProof
{
    public static void Compare(ProofBuilder p)
    {
        if (p.Family is Family.PriceAt or Family.PriceTouch or Family.UpOrDown || p.Qa.Instruments.Count > 0 && p.Qb.Instruments.Count > 0 && p.Family is Family.Count or Family.Event or Family.Macro)
            Set(p, SlotName.Instrument, FindingCodes.Entity, p.Qa.Instruments, p.Qb.Instruments, 0.3m);
        if (p.Family is Family.PriceAt or Family.PriceTouch or Family.UpOrDown or Family.Weather or Family.Count or Family.Event or Family.Macro)
            Feeds(p);
        if (p.Family is Family.Weather)
            Set(p, SlotName.Station, FindingCodes.Place, p.Qa.Stations, p.Qb.Stations, 0.3m);
        if (p.Family is Family.RateDecision or Family.RateCount)
            Banks(p);
        if (p.Family is Family.Macro)
            p.Agree(SlotName.Measure, p.A.Predicate ?? "", p.B.Predicate ?? "");
        if (p.Family is Family.Award)
            p.Agree(SlotName.Award, "by its words", "by its words");
        Charts(p);
        Quantifiers(p);
        if (p.Qa.Contract is { } one && p.Qb.Contract is { } other && one.Value != other.Value)
            p.Differ(SlotName.Instrument, FindingCodes.Entity, one, other);
        if (p.Family is Family.Departure or Family.Event or Family.Appointment or Family.Unknown or Family.Count)
            Excluded(p);
        if (p.Family is Family.Departure or Family.Event or Family.Appointment or Family.Unknown)
            Settle(p);
    }

    private static void Set(ProofBuilder p, SlotName slot, string code, IReadOnlyList<Read<string>> x, IReadOnlyList<Read<string>> y, decimal weight)
    {
        var left = x.Count > 0 ? x[0].Quotation : (Quotation?)null;
        var right = y.Count > 0 ? y[0].Quotation : (Quotation?)null;
        if (x.Count == 0 || y.Count == 0)
            p.Doubt(slot, code, Words(x), Words(y), weight, left, right);
        else if (!x.Any(i => y.Any(j => j.Value == i.Value)))
            p.Differ(slot, code, Words(x), Words(y), left, right);
        else if (x.All(i => y.Any(j => j.Value == i.Value)) || y.All(i => x.Any(j => j.Value == i.Value)))
            p.Agree(slot, Words(x), Words(y), left, right);
        else
            p.Doubt(slot, code, Words(x), Words(y), weight, left, right);
    }

    // Where the value itself is read at one place, another place is another question.
    private static void Feeds(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Feeds, p.Qb.Feeds);
        if (x.Count == 0 && y.Count == 0)
        {
            if (p.Family is Family.PriceTouch or Family.UpOrDown)
                p.Agree(SlotName.Feed, "none named", "none named", converted: true);
            return;
        }

        if (x.Count > 0 && y.Count > 0)
        {
            Set(p, SlotName.Feed, FindingCodes.Source, x, y, 0.3m);
            return;
        }

        var left = x.Count > 0 ? x[0].Quotation : (Quotation?)null;
        var right = y.Count > 0 ? y[0].Quotation : (Quotation?)null;
        var coin = x.Concat(y).Any(f => f.Value is "binance" or "coinbase" or "kraken" or "cf" or "pyth" or "chainlink" or "bitstamp");
        if (coin && p.Family is Family.PriceAt or Family.PriceTouch or Family.UpOrDown)
            p.Doubt(SlotName.Feed, FindingCodes.Source, Words(x), Words(y), 0.3m, left, right);
        else
            p.Risk(SlotName.Feed, FindingCodes.Source, Words(x), Words(y), left, right);
        if (p.Family is Family.PriceTouch or Family.UpOrDown && !coin)
            p.Agree(SlotName.Feed, Words(x), Words(y), left, right, converted: true);
    }

    private static void Banks(ProofBuilder p)
    {
        var x = CentralBanks.All.Where(p.A.MentionsNear).ToArray();
        var y = CentralBanks.All.Where(p.B.MentionsNear).ToArray();
        if (x.Length == 0 || y.Length == 0)
            p.Doubt(SlotName.Measure, FindingCodes.Entity, string.Join(", ", x), string.Join(", ", y), 0.3m);
        else if (x.Intersect(y).Any())
            p.Agree(SlotName.Measure, string.Join(", ", x), string.Join(", ", y));
        else
            p.Differ(SlotName.Measure, FindingCodes.Entity, string.Join(", ", x), string.Join(", ", y));
    }

    private static readonly string[] ChartCodes = ["entity:chart.hot100", "entity:chart.b200", "entity:chart.artist100", "entity:chart.global200"];

    private static void Charts(ProofBuilder p)
    {
        var x = ChartCodes.Where(p.A.MentionsNear).ToArray();
        var y = ChartCodes.Where(p.B.MentionsNear).ToArray();
        if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            p.Differ(SlotName.Award, FindingCodes.Scope, string.Join(", ", x), string.Join(", ", y));
    }

    private static void Quantifiers(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Quantifiers, p.Qb.Quantifiers);
        if (x.Count == 0 && y.Count == 0)
            return;
        var left = x.Count > 0 ? x[0].Quotation : (Quotation?)null;
        var right = y.Count > 0 ? y[0].Quotation : (Quotation?)null;
        if (x.Select(q => q.Value).ToHashSet(StringComparer.Ordinal).SetEquals(y.Select(q => q.Value)))
            p.Agree(SlotName.Quantifier, Words(x), Words(y), left, right);
        else if (p.Family is Family.Appointment or Family.Event or Family.Count && x.Concat(y).Any(q => q.Value is "new" or "all" or "both"))
            p.Differ(SlotName.Quantifier, FindingCodes.Scope, Words(x), Words(y), left, right);
        else if (!p.Family.IsGame())
            p.Doubt(SlotName.Quantifier, FindingCodes.Scope, Words(x), Words(y), 0.15m, left, right);
    }

    // "Commutations do not count" at one venue, "a pardon or commutation" at the other.
    private static void Excluded(ProofBuilder p)
    {
        var left = p.Qa.Excluded.Where(p.Qb.PaidFor.Contains).ToArray();
        var right = p.Qb.Excluded.Where(p.Qa.PaidFor.Contains).ToArray();
        if (left.Length > 0 || right.Length > 0)
            p.Doubt(SlotName.Clauses, FindingCodes.AbsentClause, left.Length > 0 ? "not counted: " + string.Join(", ", left) : "", right.Length > 0 ? "not counted: " + string.Join(", ", right) : "", 0.2m);
    }

    private static void Settle(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Settlement, p.Qb.Settlement);
        if (x == y)
        {
            if (x != Settlement.Unsaid)
                p.Agree(SlotName.Settlement, Words(x), Words(y), p.Qa.SettlementAt, p.Qb.SettlementAt);
            return;
        }

        // Not enough on one side, unsaid on the other: the act itself is asked for on both.
        var harmless = x is Settlement.NotEnough or Settlement.Unsaid && y is Settlement.NotEnough or Settlement.Unsaid;
        var left = x == Settlement.Unsaid ? (Quotation?)null : p.Qa.SettlementAt;
        var right = y == Settlement.Unsaid ? (Quotation?)null : p.Qb.SettlementAt;
        if (harmless)
            p.Risk(SlotName.Settlement, FindingCodes.SettlementInstant, Words(x), Words(y), left, right);
        else
            p.Differ(SlotName.Settlement, FindingCodes.SettlementInstant, Words(x), Words(y), left, right);
    }

    private static string Words(Settlement s) => s switch
    {
        Settlement.Asked => "the announcement is asked for",
        Settlement.Enough => "an announcement is enough",
        Settlement.NotEnough => "an announcement is not enough",
        _ => "",
    };

    private static string Words(IEnumerable<Read<string>> reads) => string.Join(", ", reads.Select(r => r.Value));
}
