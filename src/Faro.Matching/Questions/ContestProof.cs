namespace Faro.Matching.Questions;

/// <summary>Sport, competition, men or women, part and number of the game, stage.</summary>
internal static class ContestProof
{
    // Names of a whole sport or tour: they name no competition.
    private static readonly HashSet<string> Umbrellas = new(StringComparer.Ordinal)
    {
        "soccer", "tennis", "golf", "softball", "atp", "wta", "itf", "challenger", "ufc", "boxing", "ewc", "cricket", "rugbyu", "volleyball", "handball", "tabletennis", "badminton", "chess", "olympics", "ncaabb",
        "cs2", "lol", "dota2", "valorant", "rl", "ow", "cod", "r6", "sc2", "hok", "mlbb", "pubg", "apex", "fortnite", "eafc", "darts", "snooker", "lacrosse", "pga", "liv", "f1", "nascar", "indycar", "motogp", "cycling", "horse",
    };

    private static readonly HashSet<string> Stages = new(StringComparer.Ordinal)
    {
        "semifinal", "quarterfinal", "round_of_16", "round_of_32", "round_of_64", "round_of_128", "knockout", "group_stage", "playoffs", "regular_season", "first_round", "runoff", "conf.east", "conf.west", "conference", "division",
        "podium", "pole", "fastest_lap", "top3", "top4", "top5", "top10", "half_season", "opening", "doubles",
    };

    public static void Compare(ProofBuilder p)
    {
        var contest = p.Family.IsContest() || p.Family == Family.Award && (p.Qa.Leagues.Count > 0 || p.Qb.Leagues.Count > 0);
        if (contest)
        {
            Sport(p);
            Competition(p);
            Sex(p);
        }

        if (p.Family.IsGame())
        {
            ExtraTime(p);
            Part(p);
            GameNumber(p);
            return;
        }

        Stage(p);
        if (!contest)
        {
            Sex(p);
            Scopes(p);
        }

        // Rules decide, not titles: "a 2 seed" above rules that pay for a third one.
        if (p.A.PaidRanks.Count > 0 && p.B.PaidRanks.Count > 0 && !p.A.PaidRanks.Intersect(p.B.PaidRanks).Any() && p.A.Ranks.Count + p.B.Ranks.Count > 0)
            p.Differ(SlotName.Rank, FindingCodes.Round, Words(p.A.PaidRanks), Words(p.B.PaidRanks));
        if (!p.A.Ranks.SequenceEqual(p.B.Ranks))
            p.Differ(SlotName.Rank, FindingCodes.Round, Words(p.A.Ranks), Words(p.B.Ranks));
    }

    private static void Sport(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Sports, p.Qb.Sports);
        if (x.Count == 0 || y.Count == 0)
        {
            // Two persons by their whole names, and one venue says what they play.
            if (p.Family.IsGame() && x.Concat(y).FirstOrDefault(s => Personal.Contains(s.Value)) is { } played && Persons(x.Count == 0 ? p.Qa : p.Qb))
            {
                p.Sport = played.Value;
                p.Agree(SlotName.Sport, Words(x), Words(y), At(x), At(y), converted: true);
                return;
            }

            if (p.Family is not (Family.Futures or Family.Award))
                p.Doubt(SlotName.Sport, FindingCodes.Scope, Words(x), Words(y), 0.2m, At(x), At(y));
            return;
        }

        if (x.FirstOrDefault(s => y.Any(t => t.Value == s.Value)) is { } common)
        {
            p.Sport = common.Value;
            p.Agree(SlotName.Sport, common.Value, common.Value, common.Quotation, y.First(t => t.Value == common.Value).Quotation);
            return;
        }

        p.Differ(SlotName.Sport, FindingCodes.Scope, Words(x), Words(y), At(x), At(y));
    }

    private static readonly HashSet<string> Personal = new(StringComparer.Ordinal) { "tennis", "mma", "boxing", "darts", "snooker", "tabletennis", "badminton", "chess" };

    private static bool Persons(Question q) => q.Names.Fixtures.Any(f => f.One is { Core.Count: > 1, Ids.Count: 0 } && f.Other is { Core.Count: > 1, Ids.Count: 0 });

    private static void Competition(ProofBuilder p)
    {
        var x = p.Qa.Leagues.Where(l => !Umbrellas.Contains(l.Competition.Code)).ToArray();
        var y = p.Qb.Leagues.Where(l => !Umbrellas.Contains(l.Competition.Code)).ToArray();
        var game = p.Family is not (Family.Futures or Family.Award);
        if (x.Length == 0 || y.Length == 0)
        {
            if (game || p.Family == Family.Award)
                return;
            // Neither is in the tables: their words have to name one competition, and nothing else.
            if (p.Qa.Leagues.Count == 0 && p.Qb.Leagues.Count == 0)
                p.Agree(SlotName.Competition, "by its words", "by its words");
            else if (x.Length == 0 && y.Length == 0 && p.Qa.Leagues.Count > 0 && p.Qa.Leagues[0].Competition.Code is var code && p.Qb.Leagues.Any(l => l.Competition.Code == code))
                p.Agree(SlotName.Competition, code, code, p.Qa.Leagues[0].Quotation, p.Qb.Leagues[0].Quotation);
            else if (x.Length == 0 && y.Length > 0 && p.Qa.Leagues.Any(l => Same(l, y)) || y.Length == 0 && x.Length > 0 && p.Qb.Leagues.Any(l => Same(l, x)))
                p.Agree(SlotName.Competition, Words(p.Qa.Leagues), Words(p.Qb.Leagues), At(p.Qa.Leagues), At(p.Qb.Leagues), converted: true);
            else
                p.Doubt(SlotName.Competition, FindingCodes.Scope, Words(x), Words(y), 0.2m, At(x), At(y));
            return;
        }

        var common = x.FirstOrDefault(l => y.Any(m => m.Competition.Code == l.Competition.Code));
        if (common is null)
        {
            p.Differ(SlotName.Competition, FindingCodes.Scope, Words(x), Words(y), At(x), At(y));
            return;
        }

        if (game)
        {
            p.Agree(SlotName.Competition, common.Competition.Code, common.Competition.Code, common.Quotation, At(y));
            return;
        }

        var units = Units(p.Qa, p.A.Scopes, p.Family);
        var others = Units(p.Qb, p.B.Scopes, p.Family);
        if (units.SetEquals(others))
            p.Agree(SlotName.Competition, Words(x), Words(y), At(x), At(y));
        else
            p.Differ(SlotName.Competition, FindingCodes.Scope, Words(x) + ": " + string.Join(", ", units), Words(y) + ": " + string.Join(", ", others), At(x), At(y));
    }

    private static bool Same(LeagueRead l, LeagueRead[] others) => others.Any(o => o.Competition.Sport == l.Competition.Sport && o.Competition.Code.StartsWith("ncaa", StringComparison.Ordinal) && l.Competition.Code == "ncaabb");

    // The most special units; a title where none is named.
    private static HashSet<string> Units(Question q, IReadOnlyList<string> scopes, Family family)
    {
        var units = q.Leagues.Select(l => l.Unit).Where(u => u.Length > 0).ToHashSet(StringComparer.Ordinal);
        foreach (var s in scopes.Where(s => s.StartsWith("conf.", StringComparison.Ordinal)))
            units.Add(s);
        if (units.Count > 1)
            units.Remove("title");
        if (units.Count == 0 && family == Family.Futures)
            units.Add("title");
        if (family == Family.Award)
            units.RemoveWhere(u => u is not ("draft" or "cup"));
        return units;
    }

    private static void Sex(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Sex, p.Qb.Sex);
        if (x is null && y is null)
            return;
        if (x is not null && y is not null)
        {
            if (x.Value == y.Value)
                p.Agree(SlotName.Sex, x, y);
            else
                p.Differ(SlotName.Sex, FindingCodes.Scope, x, y);
            return;
        }

        // A competition that says nothing is the men's; women's competitions say so. Where persons play, their names tell.
        if ((x ?? y)!.Value == "f" && !(p.Family == Family.Game && p.Sport is "tennis" or "mma" or "golf" or "boxing"))
            p.Doubt(SlotName.Sex, FindingCodes.Scope, x?.Value ?? "", y?.Value ?? "", 0.2m, x?.Quotation, y?.Quotation);
    }

    // Ninety minutes at one venue, extra time and penalties at the other.
    private static void ExtraTime(ProofBuilder p)
    {
        if (p.Sport != "soccer")
            return;
        var (x, y) = (Extra(p.A), Extra(p.B));
        if (x != y)
            p.Differ(SlotName.Part, FindingCodes.Round, x ? "with extra time" : "90 minutes", y ? "with extra time" : "90 minutes");
    }

    private static bool Extra(Terms.MarketTerms t) => t.AllScopes.Contains("extra_time");

    private static void Part(ProofBuilder p)
    {
        var (x, y) = (p.Qa.Part, p.Qb.Part);
        if (x is null && y is null)
            return;
        if (x?.Value == SportsRecord.OpenPart || y?.Value == SportsRecord.OpenPart)
            p.Doubt(SlotName.Part, FindingCodes.Round, x?.Value ?? "", y?.Value ?? "", 0.2m, x?.Quotation, y?.Quotation);
        else if (x?.Value == y?.Value)
            p.Agree(SlotName.Part, x!, y!);
        else
            p.Differ(SlotName.Part, FindingCodes.Round, x?.Value ?? "the whole", y?.Value ?? "the whole", x?.Quotation, y?.Quotation);
    }

    private static void GameNumber(ProofBuilder p)
    {
        var (x, y) = (p.Qa.GameNumber, p.Qb.GameNumber);
        if (x is not null && y is not null)
        {
            if (x.Value == y.Value)
                p.Agree(SlotName.GameNumber, x, y);
            else
                p.Differ(SlotName.GameNumber, FindingCodes.Round, x, y);
        }
        else if (p.Sport is "baseball" or "softball" && Apart(p) is { } apart)
        {
            // Two games of one day: a start that is hours away is the other one.
            p.Differ(SlotName.GameNumber, FindingCodes.Round, apart.One, apart.Other);
        }
        else if ((x is not null || y is not null) && p.Sport is "baseball" or "softball" && !p.Qa.Instants.Any(i => p.Qb.Instants.Any(j => j.Value == i.Value)))
        {
            p.Doubt(SlotName.GameNumber, FindingCodes.Round, x is null ? "" : $"game {x.Value}", y is null ? "" : $"game {y.Value}", 0.2m, x?.Quotation, y?.Quotation);
        }
    }

    // The nearest starts that both sides name, where they are too far apart for a delay.
    private static (Read<DateTime> One, Read<DateTime> Other)? Apart(ProofBuilder p)
    {
        (Read<DateTime> One, Read<DateTime> Other)? nearest = null;
        foreach (var i in p.Qa.Instants)
        {
            foreach (var j in p.Qb.Instants)
            {
                if (nearest is not { } n || Math.Abs((i.Value - j.Value).Ticks) < Math.Abs((n.One.Value - n.Other.Value).Ticks))
                    nearest = (i, j);
            }
        }

        return nearest is { } found && Math.Abs((found.One.Value - found.Other.Value).TotalMinutes) is >= 120 and < 1440 ? nearest : null;
    }

    private static bool IsStage(string scope) => Stages.Contains(scope) || scope.StartsWith("group_", StringComparison.Ordinal);

    private static void Stage(ProofBuilder p)
    {
        var x = p.A.Scopes.Where(IsStage).ToHashSet(StringComparer.Ordinal);
        var y = p.B.Scopes.Where(IsStage).ToHashSet(StringComparer.Ordinal);
        foreach (var set in (HashSet<string>[])[x, y])
        {
            if (set.Contains("conf.east") || set.Contains("conf.west"))
                set.Remove("conference");
            // From 2026 on the knockout stage of the men's World Cup begins with the round of 32.
            if (set.Remove("knockout"))
                set.Add("round_of_32");
            if (set.Contains("round_of_32"))
                set.RemoveWhere(s => s.StartsWith("group_", StringComparison.Ordinal));
        }

        // A division and an award of the season are won in its regular part.
        if (p.Family == Family.Award || x.Contains("division") && y.Contains("division") || p.Qa.Leagues.Concat(p.Qb.Leagues).Any(l => l.Unit.StartsWith("div.", StringComparison.Ordinal)))
        {
            x.Remove("regular_season");
            y.Remove("regular_season");
        }

        if (x.Count == 0 && y.Count == 0)
            return;
        if (x.SetEquals(y))
            p.Agree(SlotName.Stage, string.Join(", ", x), string.Join(", ", y));
        else if (x.IsSubsetOf(p.B.AllScopes.Append(x.Contains("round_of_32") ? "knockout" : "")) && y.IsSubsetOf(p.A.AllScopes))
            p.Agree(SlotName.Stage, string.Join(", ", x), string.Join(", ", y), converted: true);
        else if (p.Family != Family.Award || x.Count > 0 && y.Count > 0)
            p.Differ(SlotName.Stage, FindingCodes.Round, x.Count == 0 ? "" : string.Join(", ", x), y.Count == 0 ? "" : string.Join(", ", y));
    }

    // Words that widen nothing when the other side leaves them out, or that a slot of their own reads.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "regulation", "extra_time", "both", "yoy", "net", "male", "women", "lead", "exact", "domestic", "album", "song", "style_on", "announce", "special",
    };

    private static void Scopes(ProofBuilder p)
    {
        // Another table of one ranking ranks otherwise.
        if (p.Family == Family.Ranking && p.A.AllScopes.Contains("style_off") != p.B.AllScopes.Contains("style_off"))
            p.Differ(SlotName.Stage, FindingCodes.Scope, p.A.AllScopes.Contains("style_off") ? "style control off" : "", p.B.AllScopes.Contains("style_off") ? "style control off" : "");
        foreach (var only in p.A.Scopes.Except(p.B.AllScopes).Where(s => !Harmless.Contains(s) && !IsStage(s)))
            p.Differ(SlotName.Stage, FindingCodes.Scope, only, "");
        foreach (var only in p.B.Scopes.Except(p.A.AllScopes).Where(s => !Harmless.Contains(s) && !IsStage(s)))
            p.Differ(SlotName.Stage, FindingCodes.Scope, "", only);
    }

    private static string Words(IEnumerable<Read<string>> reads) => string.Join(", ", reads.Select(r => r.Value));

    private static string Words(IEnumerable<string> words) => string.Join(", ", words);

    private static string Words(IEnumerable<LeagueRead> leagues) => string.Join(", ", leagues.Select(l => l.Competition.Code).Distinct());

    private static Quotation? At(IReadOnlyList<Read<string>> reads) => reads.Count > 0 ? reads[0].Quotation : null;

    private static Quotation? At(IReadOnlyList<LeagueRead> leagues) => leagues.Count > 0 ? leagues[0].Quotation : null;
}
