namespace Faro.Matching.Questions;

/// <summary>Whether both markets speak of the same persons, teams or things, and which outcome is which.</summary>
internal static class NameProof
{
    private static readonly HashSet<string> Personal = new(StringComparer.Ordinal) { "tennis", "mma", "boxing", "golf", "f1", "darts", "snooker", "chess", "nascar", "tabletennis", "badminton" };

    public static void Compare(ProofBuilder p)
    {
        if (p.Qa.LabelsReversed != p.Qb.LabelsReversed)
            p.Flip();
        // The level of a rate: the bank is compared as such.
        if (p.Family == Family.Count && p.A.MentionsNear("entity:fed") && p.B.MentionsNear("entity:fed") && p.A.Thresholds.Concat(p.B.Thresholds).All(t => t.Unit is "percent"))
            return;
        // How many games a side wins: the names are those of sides.
        var sides = p.Family == Family.Count && p.Qa.Sports.FirstOrDefault(x => p.Qb.Sports.Any(y => y.Value == x.Value)) is not null && p.Qa.Leagues.Count > 0 && p.Qb.Leagues.Count > 0;
        if (sides && p.A.Negated != p.B.Negated)
            p.Differ(SlotName.Act, FindingCodes.Predicate, p.A.Negated ? "lose" : "win", p.B.Negated ? "lose" : "win");
        if (sides)
            p.Sport ??= p.Qa.Sports.First(x => p.Qb.Sports.Any(y => y.Value == x.Value)).Value;
        var persons = !sides && p.Family.NamesPersons() || p.Sport is { } s && Personal.Contains(s);
        if (p.Family.IsGame() || p.Family == Family.Series)
            Fixture(p, persons);
        if (p.Family is Family.Total or Family.GameProposition && p.Qa.Names.Named.Count == 0 && p.Qb.Names.Named.Count == 0 && p.Family == Family.Total)
            return;
        if (p.Family is Family.Macro or Family.RateDecision or Family.RateCount or Family.Weather or Family.PriceAt or Family.PriceTouch or Family.UpOrDown)
            return;
        Subject(p, persons);
        // The same names in another relation: who attacks whom. One sentence may be passive. Of two, the subject decides.
        if (p.Family is Family.Event or Family.Unknown or Family.Count && NameGroups.SameOrder(p.Qa.Groups, p.Qb.Groups) == false && p.Qa.Groups.Count > 2)
            p.Doubt(SlotName.Subject, FindingCodes.Entity, p.Qa.Groups.ToString(), p.Qb.Groups.ToString(), 0.2m);
    }

    private static void Fixture(ProofBuilder p, bool persons)
    {
        IReadOnlyList<Fixture> x = p.Qa.Names.Fixtures, y = p.Qb.Names.Fixtures;
        if (x.Count == 0 || y.Count == 0)
        {
            p.OneSidedFixture = true;
            return;
        }

        var best = Likeness.Different;
        foreach (var f in x)
        {
            foreach (var g in y)
            {
                var straight = Both(Is(p, f.One, g.One, persons), Is(p, f.Other, g.Other, persons));
                var crossed = Both(Is(p, f.One, g.Other, persons), Is(p, f.Other, g.One, persons));
                var like = straight > crossed ? straight : crossed;
                if (like == Likeness.Same)
                {
                    p.Agree(SlotName.Participants, Sides(f), Sides(g), f.Quotation, g.Quotation);
                    return;
                }

                best = best > like ? best : like;
                if (!persons && like == Likeness.Unclear && PartlyNamed(p, f, g, straight >= crossed))
                    return;
            }
        }

        if (best != Likeness.Different)
            p.Doubt(SlotName.Participants, FindingCodes.Entity, Sides(x[0]), Sides(y[0]), Weight(p, best, 0.2m), x[0].Quotation, y[0].Quotation);
        else
            p.Differ(SlotName.Participants, FindingCodes.Entity, Sides(x[0]), Sides(y[0]), x[0].Quotation, y[0].Quotation);
    }

    // "Kobe vs Urawa" for "Vissel Kobe vs. Urawa Red Diamonds": either name alone could be another club's; of one competition and one day, both fit one game only.
    private static bool PartlyNamed(ProofBuilder p, Fixture f, Fixture g, bool straight)
    {
        var (one, other) = straight ? (g.One, g.Other) : (g.Other, g.One);
        if (!p.Agrees(SlotName.Competition) || !IsPart(f.One, one) || !IsPart(f.Other, other) || NameRules.Compare(f.One, f.Other, p.Sport, persons: false) != Likeness.Different)
            return false;
        p.Sides.Add((f.One, one));
        p.Sides.Add((f.Other, other));
        p.Agree(SlotName.Participants, Sides(f), Sides(g), f.Quotation, g.Quotation, converted: true);
        return true;
    }

    private static bool IsPart(NameTerm a, NameTerm b)
    {
        if (a.Side != b.Side)
            return false;
        var (few, many) = a.Core.Count < b.Core.Count ? (a.Core, b.Core) : (b.Core, a.Core);
        return few.All(many.Contains) && few.Any(w => w.Length > 3 && !Shared.Contains(w));
    }

    // Words that many clubs bear.
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "united", "city", "town", "rovers", "athletic", "real", "sporting", "club", "atletico", "deportivo", "dynamo", "dinamo", "spartak", "lokomotiv", "racing", "county", "wanderers", "rangers", "inter", "union", "olympique", "national", "state", "south", "north", "west", "east", "saint", "port", "santa", "esporte",
    };

    private static void Subject(ProofBuilder p, bool persons)
    {
        var (a, b) = (p.Qa.Names, p.Qb.Names);
        if (a.Named.Count == 2 && b.Named.Count == 2)
            BothNamed(p, persons);
        else if (a.Named.Count == 2 && p.Family != Family.Total)
            OneNamed(p, a, b, swapped: false, persons);
        else if (b.Named.Count == 2 && p.Family != Family.Total)
            OneNamed(p, b, a, swapped: true, persons);
        else
            BothYesNo(p, persons);
    }

    private static void BothNamed(ProofBuilder p, bool persons)
    {
        var (a, b) = (p.Qa.Names.Named, p.Qb.Names.Named);
        var straight = Both(Is(p, a[0], b[0], persons), Is(p, a[1], b[1], persons));
        var crossed = Both(Is(p, a[0], b[1], persons), Is(p, a[1], b[0], persons));
        if (straight == Likeness.Same != (crossed == Likeness.Same))
        {
            p.Agree(SlotName.Subject, Sides(a), Sides(b), new Quotation(TextPart.YesLabel, 0, 0), new Quotation(TextPart.YesLabel, 0, 0));
            if (crossed == Likeness.Same)
                p.Flip();
            return;
        }

        if (straight == Likeness.Misspelt && crossed < straight || crossed == Likeness.Misspelt && straight < crossed)
        {
            p.Doubt(SlotName.Subject, FindingCodes.Entity, Sides(a), Sides(b), Weight(p, Likeness.Misspelt, 0.2m), new Quotation(TextPart.YesLabel, 0, 0), new Quotation(TextPart.YesLabel, 0, 0));
            if (crossed == Likeness.Misspelt)
                p.Flip();
            return;
        }

        p.Polarity = Polarity.Unknown;
        if (straight == Likeness.Different && crossed == Likeness.Different)
            p.Differ(SlotName.Subject, FindingCodes.Entity, Sides(a), Sides(b));
        else
            p.Doubt(SlotName.Subject, FindingCodes.Polarity, Sides(a), Sides(b), 0.3m);
    }

    // One market's outcomes are names, the other asks yes or no of one of them.
    private static void OneNamed(ProofBuilder p, Names named, Names yesNo, bool swapped, bool persons)
    {
        foreach (var subject in yesNo.Subjects)
        {
            var first = Is(p, subject.Name, named.Named[0], persons);
            var second = Is(p, subject.Name, named.Named[1], persons);
            if (first == Likeness.Misspelt && second == Likeness.Different || second == Likeness.Misspelt && first == Likeness.Different)
            {
                var slip = (first == Likeness.Misspelt ? named.Named[0] : named.Named[1]).ToString();
                var at = new Quotation(first == Likeness.Misspelt ? TextPart.YesLabel : TextPart.NoLabel, 0, 0);
                p.Doubt(SlotName.Subject, FindingCodes.Entity, swapped ? subject.Name.ToString() : slip, swapped ? slip : subject.Name.ToString(), Weight(p, Likeness.Misspelt, 0.2m), swapped ? subject.Quotation : at, swapped ? at : subject.Quotation);
                if (second == Likeness.Misspelt)
                    p.Flip();
                return;
            }

            if (first == Likeness.Same == (second == Likeness.Same))
                continue;
            var label = new Quotation(first == Likeness.Same ? TextPart.YesLabel : TextPart.NoLabel, 0, 0);
            var name = (first == Likeness.Same ? named.Named[0] : named.Named[1]).ToString();
            if (swapped)
                p.Agree(SlotName.Subject, subject.Name.ToString(), name, subject.Quotation, label);
            else
                p.Agree(SlotName.Subject, name, subject.Name.ToString(), label, subject.Quotation);
            if (p.Family == Family.Spread && !Favoured(p, named, swapped, first == Likeness.Same))
                return;
            if (second == Likeness.Same)
                p.Flip();
            return;
        }

        p.Polarity = Polarity.Unknown;
        var (left, right) = (Sides(named.Named), yesNo.Subjects.Count > 0 ? yesNo.Subjects[0].Name.ToString() : "");
        if (yesNo.Subjects.Count > 0 && yesNo.Subjects.All(n => Is(p, n.Name, named.Named[0], persons) == Likeness.Different && Is(p, n.Name, named.Named[1], persons) == Likeness.Different))
            p.Differ(SlotName.Subject, FindingCodes.Entity, swapped ? right : left, swapped ? left : right);
        else
            p.Doubt(SlotName.Subject, FindingCodes.Entity, swapped ? right : left, swapped ? left : right, 0.3m);
    }

    // "Roma (-1.5)" is paid when Roma wins by two; "Roma (+1.5)" unless the other side does.
    private static bool Favoured(ProofBuilder p, Names named, bool swapped, bool first)
    {
        var q = swapped ? p.Qb : p.Qa;
        var other = swapped ? p.Qa : p.Qb;
        var favourite = q.MarginSign > 0;
        if (other.MarginSign > 0 && (favourite == first))
            return true;
        p.Differ(SlotName.Level, FindingCodes.Direction, $"{named.Named[0]} {(favourite ? "gives" : "gets")} the margin", "the other side");
        return false;
    }

    private static void BothYesNo(ProofBuilder p, bool persons)
    {
        IReadOnlyList<NamedAt> x = p.Qa.Names.Subjects, y = p.Qb.Names.Subjects;
        if (p.Family == Family.Mention)
        {
            // The label is the word; who says it is in the sentences.
            x = [.. x.Where(n => n.Quotation.Part != TextPart.OutcomeName)];
            y = [.. y.Where(n => n.Quotation.Part != TextPart.OutcomeName)];
        }

        // A pardon has one direction: who grants it and who receives it, in either voice.
        if (p.A.Predicate == "pardon" && p.B.Predicate == "pardon" && Labelled(x) is { } pardoned && Labelled(y) is { } same && Is(p, pardoned.Name, same.Name, persons: true) == Likeness.Same
            && x.Concat(y).All(n => Mentioned(n.Name, p.A) && Mentioned(n.Name, p.B)))
        {
            p.Agree(SlotName.Subject, pardoned.Name.ToString(), same.Name.ToString(), pardoned.Quotation, same.Quotation);
            return;
        }

        if (p.Family is Family.Event or Family.Unknown or Family.Count && !Objects(p, ref x, ref y, persons))
            return;
        if (x.Count == 0 || y.Count == 0)
        {
            if (x.Count == 0 && y.Count == 0)
            {
                // "A Supreme Court Justice is confirmed": anybody.
                if (p.Family == Family.Appointment && p.Agrees(SlotName.Act))
                    p.Agree(SlotName.Subject, "anybody", "anybody", converted: true);
                return;
            }

            var (one, other) = x.Count > 0 ? (x[0].Name, p.B) : (y[0].Name, p.A);
            if (!p.Family.IsContest() && one.Core.All(w => other.MentionsNear(w) || other.MentionsNear(Terms.Stemmer.Stem(w))))
                p.Agree(SlotName.Subject, x.Count > 0 ? one.ToString() : "named in the text", y.Count > 0 ? one.ToString() : "named in the text", x.Count > 0 ? x[0].Quotation : null, y.Count > 0 ? y[0].Quotation : null, converted: true);
            else if (p.Family is not (Family.Event or Family.Count or Family.Unknown or Family.Macro) && (p.Family is not Family.Election || p.A.Parties.Count == 0 || p.B.Parties.Count == 0))
                p.Doubt(SlotName.Subject, FindingCodes.Entity, x.Count > 0 ? one.ToString() : "", y.Count > 0 ? one.ToString() : "", 0.2m, x.Count > 0 ? x[0].Quotation : null, y.Count > 0 ? y[0].Quotation : null);
            return;
        }

        var head = Is(p, x[0].Name, y[0].Name, persons);
        var best = head;
        if (head != Likeness.Different)
        {
            foreach (var n in x)
            {
                foreach (var m in y)
                {
                    var like = Is(p, n.Name, m.Name, persons);
                    if (like == Likeness.Same)
                    {
                        p.Agree(SlotName.Subject, n.Name.ToString(), m.Name.ToString(), n.Quotation, m.Quotation);
                        return;
                    }

                    best = like > best ? like : best;
                }
            }
        }

        // "Armenia and Azerbaijan", "Azerbaijan and Armenia": one group, whoever is named first.
        if (head == Likeness.Different && p.Family is Family.Event or Family.Unknown or Family.Count && NameGroups.SameOrder(p.Qa.Groups, p.Qb.Groups) == true && p.Qa.Groups.First.Count > 1 && p.Qa.Groups.First.SetEquals(p.Qb.Groups.First))
        {
            p.Agree(SlotName.Subject, x[0].Name.ToString(), y[0].Name.ToString(), x[0].Quotation, y[0].Quotation, converted: true);
            return;
        }

        // "GPT-7 released", "If OpenAI makes GPT-7 available": who does it is in the rules of both.
        if (head == Likeness.Different && p.Family is Family.Event or Family.Unknown && Mentioned(x[0].Name, p.B) && Mentioned(y[0].Name, p.A)
            && x.Any(n => n.Quotation.Part == TextPart.Rules && y.Any(m => m.Quotation.Part == TextPart.Rules && Is(p, n.Name, m.Name, persons) == Likeness.Same)))
        {
            p.Agree(SlotName.Subject, x[0].Name.ToString(), y[0].Name.ToString(), x[0].Quotation, y[0].Quotation, converted: true);
            return;
        }

        if (head == Likeness.Different && p.Family is Family.Event or Family.Unknown && x[0].Name.Ids.Count == 0 | y[0].Name.Ids.Count == 0 && Mentioned(x[0].Name, p.B) | Mentioned(y[0].Name, p.A))
            p.Doubt(SlotName.Subject, FindingCodes.Entity, x[0].Name.ToString(), y[0].Name.ToString(), 0.15m, x[0].Quotation, y[0].Quotation); // one sentence may be passive
        else if (head == Likeness.Different)
            p.Differ(SlotName.Subject, FindingCodes.Entity, x[0].Name.ToString(), y[0].Name.ToString(), x[0].Quotation, y[0].Quotation);
        else
            p.Doubt(SlotName.Subject, FindingCodes.Entity, x[0].Name.ToString(), y[0].Name.ToString(), Weight(p, best, 0.2m), x[0].Quotation, y[0].Quotation);
    }

    private static decimal Weight(ProofBuilder p, Likeness like, decimal unclear)
    {
        p.Misspelt |= like == Likeness.Misspelt;
        return like == Likeness.Misspelt ? ProofBuilder.Slight : unclear;
    }

    // "Will Trump visit China?" against "Where will Trump go?", China: the label is the object. It has to be in the other text; who acts is in the sentences.
    private static bool Objects(ProofBuilder p, ref IReadOnlyList<NamedAt> x, ref IReadOnlyList<NamedAt> y, bool persons)
    {
        foreach (var (names, other, left) in new[] { (x, p.B, true), (y, p.A, false) })
        {
            var agents = names.Where(n => n.Quotation.Part != TextPart.OutcomeName).ToArray();
            if (agents.Length == names.Count || agents.Length == 0 || agents.Any(a => Is(p, a.Name, names[0].Name, persons) != Likeness.Different))
                continue;
            if (!Mentioned(names[0].Name, other))
            {
                p.Differ(SlotName.Subject, FindingCodes.Entity, left ? names[0].Name.ToString() : "", left ? "" : names[0].Name.ToString(), left ? names[0].Quotation : null, left ? null : names[0].Quotation);
                return false;
            }

            if (left)
                x = agents;
            else
                y = agents;
        }

        return true;
    }

    private static NamedAt? Labelled(IReadOnlyList<NamedAt> names) => names.FirstOrDefault(n => n.Quotation.Part == TextPart.OutcomeName);

    private static bool Mentioned(NameTerm name, Terms.MarketTerms market) => name.Core.All(w => market.MentionsNear(w) || market.MentionsNear(Terms.Stemmer.Stem(w)));

    // A surname is compared as the whole name that its own market gives elsewhere.
    private static Likeness Is(ProofBuilder p, NameTerm a, NameTerm b, bool persons)
    {
        // "Iowa (W)" and Iowa in a women's league: the competition says it already.
        if (a.Side != b.Side && a.Side is "" or "women" && b.Side is "" or "women" && p.Qa.Sex is { Value: "f" } && p.Qb.Sex is { Value: "f" })
            (a, b) = (a.FirstSide(), b.FirstSide());
        if (p.Sides.Exists(x => x.Left.Words.SequenceEqual(a.Words) && x.Right.Words.SequenceEqual(b.Words) || x.Left.Words.SequenceEqual(b.Words) && x.Right.Words.SequenceEqual(a.Words)))
            return Likeness.Same;
        if (!persons)
            return NameRules.Compare(a, b, p.Sport, persons: false);
        var (left, right) = p.Qa.Names.Knows(a) ? (p.Qa.Names, p.Qb.Names) : (p.Qb.Names, p.Qa.Names);
        return NameRules.Compare(left.Whole(a, p.Sport), right.Whole(b, p.Sport), p.Sport, persons: true);
    }

    private static Likeness Both(Likeness one, Likeness other) => one < other ? one : other;

    private static string Sides(Fixture f) => $"{f.One} / {f.Other}";

    private static string Sides(IReadOnlyList<NameTerm> names) => string.Join(" / ", names);
}
