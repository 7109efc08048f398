using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Offices, places, districts, parties.</summary>
internal static class CivicProof
{
    public static void Compare(ProofBuilder p)
    {
        if (p.Family.IsContest() || p.Family is Family.Macro or Family.Weather or Family.PriceAt or Family.PriceTouch or Family.UpOrDown)
        {
            if (p.Family is Family.Macro)
                Places(p);
            return;
        }

        Offices(p);
        Places(p);
        Parties(p);
        Special(p);
        if (p.Family.IsCivic())
            Unknown(p);
    }

    // An office or a party that one question asks about and the other market never names: several votes in one, or another one.
    private static void Unknown(ProofBuilder p)
    {
        foreach (var kind in (WordKind[])[WordKind.Office, WordKind.Party])
        {
            var x = p.A.Question.Where(w => w.Kind == kind && !p.B.Mentions(w.Text) && !Wide(w.Text)).Select(w => w.Text).ToArray();
            var y = p.B.Question.Where(w => w.Kind == kind && !p.A.Mentions(w.Text) && !Wide(w.Text)).Select(w => w.Text).ToArray();
            if (x.Length > 0 || y.Length > 0)
                p.Doubt(kind == WordKind.Office ? SlotName.Office : SlotName.Party, kind == WordKind.Office ? FindingCodes.Office : FindingCodes.Party, Words(x), Words(y), 0.3m);
        }
    }

    private static bool Wide(string office) => office is "office:congress" or "office:cabinet" or "office:house";

    private static string[] OfficesOf(MarketTerms t) => [.. t.Offices.Where(o => o is not ("congress" or "cabinet"))];

    private static void Offices(ProofBuilder p)
    {
        var (x, y) = (OfficesOf(p.A), OfficesOf(p.B));
        var (d, e) = (p.A.Districts, p.B.Districts);
        if (d.Count > 0 && x.Length == 0)
            x = ["house"];
        if (e.Count > 0 && y.Length == 0)
            y = ["house"];
        if (x.Length == 0 && y.Length == 0)
        {
            if (p.Family.IsCivic() && Parliament(p.A) && Parliament(p.B))
                p.Agree(SlotName.Office, "parliament", "parliament");
            return;
        }

        if (x.Length == 0 || y.Length == 0)
        {
            if (p.Family.IsCivic() || p.Family is Family.Appointment)
            {
                if (x.Concat(y).All(o => Named(o, x.Length == 0 ? p.A : p.B)))
                    p.Agree(SlotName.Office, Words(x), Words(y), converted: true);
                else
                    p.Doubt(SlotName.Office, FindingCodes.Office, Words(x), Words(y), 0.2m);
            }

            return;
        }

        if (!x.Intersect(y).Any() || Both(p.A, p.B) || Both(p.B, p.A))
            p.Differ(SlotName.Office, FindingCodes.Office, Words(x), Words(y));
        else if (d.Count == 0 != (e.Count == 0) && x.Concat(y).Contains("house") && !(d.Count == 0 ? p.A : p.B).MentionsNear("district"))
            p.Differ(SlotName.Office, FindingCodes.Place, Words(d), Words(e));
        else
            p.Agree(SlotName.Office, Words(x), Words(y));
    }

    // "The Senate and the House" against the Senate alone.
    private static bool Both(MarketTerms a, MarketTerms b) =>
        a.AsksFor("office:senate") && a.AsksFor("office:house") && !(b.Mentions("office:senate") && b.Mentions("office:house"));

    private static bool Named(string office, MarketTerms t) => t.Mentions("office:" + office);

    private static bool Parliament(MarketTerms t) => t.Mentions("entity:parliament") || t.Mentions("entity:election");

    // One asks about the United States, the other about another country and never names them.
    private static bool Abroad(MarketTerms home, MarketTerms abroad) =>
        home.AsksFor("entity:us") && !home.Places.Any(Country) && abroad.Places.Any(Country) && !abroad.Mentions("entity:us");

    // A country that one question names and the other market never mentions: venues leave out only the United States.
    private static bool OnlyOne(MarketTerms a, MarketTerms b) =>
        a.Question.Any(q => Country(q.Text) && a.Places.Contains(q.Text) && !b.Mentions(q.Text)) && !b.Places.Any(x => x.StartsWith("city:", StringComparison.Ordinal));

    private static bool Country(string place) => place.StartsWith("country:", StringComparison.Ordinal);

    private static void Places(ProofBuilder p)
    {
        var (a, b) = (p.A, p.B);
        if (a.Districts.Count > 0 && b.Districts.Count > 0)
        {
            if (!a.Districts.Intersect(b.Districts).Any())
            {
                p.Differ(SlotName.Place, FindingCodes.Place, Words(a.Districts), Words(b.Districts));
                return;
            }

            p.Agree(SlotName.Place, Words(a.Districts), Words(b.Districts));
            return;
        }

        // All the same names: which of them counts as the place of the question is a matter of its words' order.
        if (p.Family is Family.Event or Family.Unknown or Family.Count && NameGroups.SameOrder(p.Qa.Groups, p.Qb.Groups) is not null)
            return;
        if (Abroad(a, b) || Abroad(b, a) || OnlyOne(a, b) || OnlyOne(b, a))
        {
            p.Differ(SlotName.Place, FindingCodes.Place, Words(a.Places), Words(b.Places));
            return;
        }

        var agreed = false;
        foreach (var kind in (string[])["state:", "country:", "city:"])
        {
            var x = a.Places.Where(q => q.StartsWith(kind, StringComparison.Ordinal)).ToArray();
            var y = b.Places.Where(q => q.StartsWith(kind, StringComparison.Ordinal)).ToArray();
            if (x.Length > 0 && y.Length > 0 && !x.Intersect(y).Any())
            {
                p.Differ(SlotName.Place, FindingCodes.Place, Words(a.Places), Words(b.Places));
                return;
            }

            agreed |= x.Length > 0 && y.Length > 0;
        }

        if (agreed)
        {
            p.Agree(SlotName.Place, Words(a.Places), Words(b.Places));
        }
        else if (p.Family.IsCivic())
        {
            // A vote without a place is one of the United States, on both sides or on neither.
            if (a.Places.Count == 0 && b.Places.Count == 0)
                p.Agree(SlotName.Place, "the United States", "the United States", converted: true);
            else
                p.Doubt(SlotName.Place, FindingCodes.Place, Words(a.Places), Words(b.Places), 0.2m);
        }
        else if (a.Places.Count > 0 != b.Places.Count > 0 && (a.Places.Count > 0 ? a : b) is var one && (a.Places.Count > 0 ? b : a) is var other
            && one.Question.Any(q => one.Places.Contains(q.Text) && !other.Mentions(q.Text)))
        {
            p.Doubt(SlotName.Place, FindingCodes.Place, Words(a.Places), Words(b.Places), 0.2m);
        }
    }

    private static void Parties(ProofBuilder p)
    {
        var (x, y) = (p.A.Parties, p.B.Parties);
        if (x.Count == 0 && y.Count == 0)
            return;
        if (x.Count > 0 && y.Count > 0)
        {
            if (!x.Intersect(y).Any())
                p.Differ(SlotName.Party, FindingCodes.Party, Words(x), Words(y));
            else
                p.Agree(SlotName.Party, Words(x), Words(y));
        }
        else if (p.Family == Family.Nominee || p.Family == Family.Election && (p.Qa.Names.Subjects.Count == 0 || p.Qb.Names.Subjects.Count == 0))
        {
            p.Doubt(SlotName.Party, FindingCodes.Party, Words(x), Words(y), 0.25m);
        }
    }

    // A special election in addition to the regular one fills the same seat for another time.
    private static void Special(ProofBuilder p)
    {
        if (!p.Family.IsCivic())
            return;
        var (x, y) = (p.A.Scopes.Contains("special"), p.B.Scopes.Contains("special"));
        if (x != y && !(x ? p.B : p.A).AllScopes.Contains("special"))
            p.Differ(SlotName.Stage, FindingCodes.Scope, x ? "special election" : "", y ? "special election" : "");
    }

    private static string Words(IEnumerable<string> codes) => string.Join(", ", codes);
}
