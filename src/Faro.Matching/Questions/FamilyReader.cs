using System.Runtime.InteropServices;
using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Says which kind of question a market asks.</summary>
internal static class FamilyReader
{
    private static readonly HashSet<string> Games = new(StringComparer.Ordinal) { "game", "match", "matchup", "fixture", "fight", "bout", "doubleheader" };

    private static readonly HashSet<string> Proposed = new(StringComparer.Ordinal)
    {
        "points", "rebounds", "assists", "yards", "touchdown", "touchdowns", "strikeouts", "hits", "corners", "cards", "kills", "steals", "blocks", "threes", "receptions", "passing", "rushing", "receiving", "shots", "saves",
        "ko", "tko", "submission", "knockout", "decision", "scorer", "scores", "aces", "sets", "bases", "homers", "homer", "mvp",
    };

    public static Family Read(Scratch s, MarketText market, MarketTerms t, Question q)
    {
        if (t.Compound)
            return Family.Combination;
        if (q.Names.Subjects.Any(n => n.Name.IsRest))
            return Family.Rest;
        if (IsGame(s, market, t, q))
            return SportsRecord.FamilyOf(market.Kind) ?? Game(s, t, q);
        if (Has(s, "series", Field.Condition) && q.Names.Fixtures.Count > 0 && q.Sports.Count > 0 && t.Predicate is "win_game" or "champion" && Fixtured(s, q))
            return Family.Series;
        var weather = q.Stations.Count > 0 || Has(s, "temperature", Field.Condition) || Has(s, "snowfall", Field.Condition) || Has(s, "rainfall", Field.Condition);
        if (weather && (t.Thresholds.Count > 0 || Has(s, "rain", Field.Title)) && (q.Stations.Count > 0 || Has(s, "highest", Field.Condition) || Has(s, "maximum", Field.Title) || Has(s, "lowest", Field.Condition) || Has(s, "snow", Field.Title) || Has(s, "inches", Field.Condition)))
            return Family.Weather;
        // "The upper bound at 3.50% or lower": where it stands, not what is done.
        if (t.Predicate is "rate_rise" or "rate_cut" or "rate_hold" && Has(s, "upper", Field.Title) && t.Thresholds.Count > 0 && t.Thresholds.All(x => x.Compared && x.Unit == "percent"))
            return Family.Count;
        if (t.Predicate is "rate_rise" or "rate_cut" or "rate_hold")
            return Rates(s, t, q);
        if (t.AllThresholds.Any(x => x.Unit is "cuts" or "hikes"))
            return Family.RateCount;
        if (q.Instruments.Count > 0 && Price(s, market, t, q) is { } price)
            return price;
        return ByPredicate(s, t, q);
    }

    private static Family ByPredicate(Scratch s, MarketTerms t, Question q)
    {
        if (s.Words.Exists(w => w.Field == Field.Title && w.Text == "act:say"))
            return Family.Mention;
        if (t.Predicate is "win_election" or "most_seats" && (t.Thresholds.Any(x => x.Unit is "seats" or "votes" or "states") || t.Thresholds.Any(x => x.Compared && x.Unit.Length == 0) && Has(s, "seats", Field.Title)))
            return Family.Count;
        switch (t.Predicate)
        {
            case "party_nominee" or "primary_first":
                return Family.Nominee;
            case "win_election" or "most_seats" or "margin" or "turnout" or "ballot":
                return Family.Election;
            case "advance" when t.Offices.Count > 0 || t.Parties.Count > 0:
                return Family.Nominee;
            case "draft":
                return Family.Award;
            case "win_game" or "champion" or "total" when q.Leagues.Count > 0 && t.AllThresholds.Any(x => x.Compared && x.Unit is "games" or "wins" or "losses"):
                return Family.Count; // how many a side wins in a season
            case "champion" or "advance" or "relegate" or "second_place" or "third_place" or "last_place" or "win_game" or "finish" when q.Leagues.Count > 0 || q.Sports.Count > 0:
                return HasAward(s) ? Family.Award : Family.Futures;
            case "champion" or "win_game" or "advance":
                return HasAward(s) ? Family.Award : Family.Futures;
            case "win_award" or "award_nomination":
                return Family.Award;
            case "next_in_office" or "confirm" or "nominate" when t.Offices.Count > 0:
                return Family.Appointment;
            case "leave_office" or "resign" when t.Offices.Count == 0 && t.Thresholds.Any(x => x.Unit.Length > 0 || x.Compared && t.Counted.Count > 0):
                return Family.Count;
            case "leave_office" or "resign" or "first_leave" or "remain" or "serve_term":
                return Family.Departure;
            case "inflation" or "pce" or "jobless_claims" or "continuing_claims" or "unemployment" or "payrolls" or "gdp" when t.Thresholds.Count > 0:
                return Family.Macro;
            case "top":
                return Family.Ranking;
            case "say":
                return Family.Mention;
            case "tweet" when t.Thresholds.Count > 0:
                return Family.Count;
        }

        if (t.Predicate is null && HasAward(s))
            return Family.Award;
        if (q.Leagues.Count > 0 && (HasAward(s) || q.Leagues.Any(l => l.Unit == "draft")))
            return Family.Award;
        if (t.Thresholds.Count > 0)
            return Family.Count;
        return q.Leagues.Count > 0 && q.Window is null ? Family.Futures : t.Predicate is null && q.Window is null ? Family.Unknown : Family.Event;
    }

    private static bool IsGame(Scratch s, MarketText market, MarketTerms t, Question q)
    {
        // "Zapatero vs. Zapata": two candidates.
        if (q.Sports.Count == 0 && (t.Offices.Count > 0 || t.Parties.Count > 0 || s.Words.Exists(w => w.Field <= Field.Condition && w.Text is "entity:election" or "act:elect")))
            return false;
        if (q.Names.Fixtures.Count == 0)
            return q.Sports.Count > 0 && WinsOnDay(s) && (Has(s, "game", Field.Rules) || Has(s, "match", Field.Rules) || Has(s, "friendly", Field.Rules));
        if (q.Sports.Count == 0 && q.Names.Named.Count == 0 && !Has(s, "draw", Field.Condition))
            return false;
        if (!Fixtured(s, q) && !OverTheMarket(market, q) && !WinsOnDay(s) && q.Names.Named.Count == 0)
            return false;
        if (Has(s, "series", Field.Title) || Has(s, "series", Field.Condition) && !Has(s, "game", Field.Condition) && !Has(s, "match", Field.Rules))
            return false;
        return s.Words.Exists(w => w.Field <= Field.Fallback && w.Count == 1 && Games.Contains(w.Text)) || s.All.Exists(x => x.Text is "vs" or "versus");
    }

    // The fixture is in the title, the labels or the rules, not only in the event's title as the state of a competition.
    private static bool Fixtured(Scratch s, Question q) => q.Names.Fixtures.Any(f => f.Quotation.Part is TextPart.Title or TextPart.YesLabel or TextPart.Rules or TextPart.RulesSecondary);

    // The market belongs to one game: its event is called by the fixture and nothing else, or its record names a kind of bet on a game.
    private static bool OverTheMarket(MarketText market, Question q) => SportsRecord.FamilyOf(market.Kind) is not null
        || q.Names.Fixtures.Any(f => f.Quotation is { Part: TextPart.EventTitle, At: 0 } at && market.EventTitle is { } title && at.End >= title.TrimEnd().Length);

    private static bool WinsOnDay(Scratch s) =>
        CollectionsMarshal.AsSpan(s.Dates).ToArray().Any(d => d.Field == Field.Title && d.Date.IsDay) && s.Words.Exists(w => w.Field == Field.Title && w.Text == "act:win");

    private static Family Game(Scratch s, MarketTerms t, Question q)
    {
        var title = s.Words.Where(w => w.Field is Field.Title or Field.Outcome).ToArray();
        var spread = t.Predicate == "spread" || Margin(s);
        var proposition = title.Any(w => (Proposed.Contains(w.Text) || IsStatistic(w)) && !(spread && w.Text is "points" or "hits" or "sets")) || s.Words.Exists(w => w.Field == Field.Condition && w.Text is "ko" or "tko" or "submission" or "records");
        if (t.Predicate == "total" || t.Predicate is "btts")
            return t.Predicate == "btts" || !title.Any(w => w.Text == "team") && Player(s, q) ? Family.GameProposition : title.Any(w => w.Text == "team") && title.Any(w => w.Text is "act:total") || OneSide(s) ? Family.TeamTotal : Player(s, q) ? Family.GameProposition : Family.Total;
        if (spread && !proposition || spread && t.Predicate == "spread")
            return Family.Spread;
        if (t.Predicate is "advance" && !q.Sports.Any(x => x.Value is "tennis"))
            return Family.GameProposition;
        if (proposition && q.Names.Named.Count == 0 && (t.Thresholds.Count > 0 || title.Any(w => IsStatistic(w) || w.Text is "scorer" or "goalscorer")) || title.Any(w => w.Text is "ko" or "tko" or "submission" or "decision"))
            return Family.GameProposition;
        if (t.Thresholds.Any(x => x.Compared && x.Unit.Length > 0 && x.Unit != "minutes") && !q.Names.Named.Any())
            return Family.GameProposition;
        return q.Part is null ? Family.Game : Family.PartOfGame;
    }

    private static bool IsStatistic(in Word w) => w.Text.StartsWith("entity:stat.", StringComparison.Ordinal);

    // "If Sacramento scores more than 120.5 points": the score of one side, where no word adds up both.
    private static bool OneSide(Scratch s) => Has(s, "scores", Field.Condition) && !Any(s, Field.Condition, "combined", "combine", "combines", "collectively", "together", "both", "total", "sum");

    private static bool Any(Scratch s, Field of, params ReadOnlySpan<string> words)
    {
        foreach (var st in s.Stretches)
        {
            for (var i = st.From; i < st.To && st.Field == of; i++)
            {
                if (words.Contains(s.All[i].Text))
                    return true;
            }
        }

        return false;
    }

    // "Jayson Tatum: Points O/U 27.5": a name that is neither side of the fixture.
    private static bool Player(Scratch s, Question q) =>
        s.Words.Exists(w => w.Field is Field.Title && (IsStatistic(w) || w.Text is "rebounds" or "assists" or "yards" or "strikeouts" or "receptions"))
        || q.Names.Subjects.Any(n => n.Quotation.Part is TextPart.Title && n.Name.Core.Count > 1 && n.Name.Ids.Count == 0
            && !q.Names.Fixtures.Any(f => NameRules.Compare(f.One, n.Name, null, persons: false) != Likeness.Different || NameRules.Compare(f.Other, n.Name, null, persons: false) != Likeness.Different));

    // "wins by over 1.5 goals", "win the game by 2 or more goals"
    private static bool Margin(Scratch s)
    {
        foreach (var st in s.Stretches)
        {
            if (st.Field > Field.Condition)
                continue;
            for (var i = st.From; i + 1 < st.To; i++)
            {
                if (s.All[i].Text is "by" && (s.All[i + 1].IsNumber || s.All[i + 1].Text is "over" or "more" or "at") && Before(s, st, i))
                    return true;
            }
        }

        return false;
    }

    private static bool Before(Scratch s, Stretch st, int by)
    {
        for (var k = by - 1; k >= st.From && k > by - 8; k--)
        {
            if (s.All[k].Text is "win" or "wins" or "won")
                return true;
        }

        return false;
    }

    private static Family Rates(Scratch s, MarketTerms t, Question q)
    {
        if (t.AllThresholds.Any(x => x.Unit is "cuts" or "hikes" or "times"))
            return Family.RateCount;
        if (Has(s, "meeting", Field.Title) || Has(s, "meeting", Field.Condition) || Has(s, "decision", Field.Title) || Has(s, "decision", Field.Event))
            return q.Window is { } w && s.Words.Exists(x => x.Field is Field.Title or Field.Outcome && x.Text is "by" or "before") && Deadlined(s) ? Family.Event : Family.RateDecision;
        return Deadlined(s) ? Family.Event : Family.RateDecision;
    }

    private static bool Deadlined(Scratch s) => s.Dates.Exists(d => d.Field is Field.Title or Field.Outcome or Field.Condition && d.Date.Role == DateRole.Deadline)
        || s.Stretches.Where(st => st.Field == Field.Title).Any(st => Enumerable.Range(st.From, st.To - st.From).Any(i => s.All[i].Text is "by" && s.All[Math.Min(st.To - 1, i + 1)].Text is not "25" && !s.All[Math.Min(st.To - 1, i + 1)].IsNumber));

    private static Family? Price(Scratch s, MarketText market, MarketTerms t, Question q)
    {
        var updown = s.Words.Exists(w => w.Field is Field.Title or Field.Outcome && w.Text is "up") && (q.Instants.Count == 2 || s.All.Exists(x => x.Text is "down" or "mins" or "minutes"));
        var at = AtClock(s);
        if (updown && t.Thresholds.Count == 0)
            return Family.UpOrDown;
        if (t.Thresholds.Count == 0)
            return market.Title.Contains("up or down", StringComparison.OrdinalIgnoreCase) ? Family.UpOrDown : null;
        var touch = s.Words.Exists(w => w.Field is Field.Title or Field.Condition && w.Text is "act:hit" or "reaches" or "dips" or "dip") || s.Words.Exists(w => w.Field == Field.Condition && w.Text is "any" or "first" or "high") && Deadlined(s) && !at
            || Has(s, "high", Field.Title) || Has(s, "max", Field.Title);
        return touch || Deadlined(s) && !at && !s.Words.Exists(w => w.Field is Field.Condition && w.Text is "close" or "act:close" or "closing") ? Family.PriceTouch : Family.PriceAt;
    }

    // "at 5 PM": an instant, whatever "before" else stands in the rules.
    private static bool AtClock(Scratch s)
    {
        foreach (var st in s.Stretches)
        {
            for (var i = st.From; i + 2 < st.To && st.Field is Field.Title; i++)
            {
                if (s.All[i].Text is "at" && (s.All[i + 1].Has(TokenMark.Clock) || s.All[i + 2].Text is "am" or "pm"))
                    return true;
            }
        }

        return false;
    }

    private static bool HasAward(Scratch s) => s.Words.Exists(w => w.Field <= Field.Condition && (w.Text.StartsWith("entity:award.", StringComparison.Ordinal) || w.Text is "entity:oscar" or "entity:grammy" or "entity:emmy" or "entity:goldenglobe" or "award" or "awards" or "prize"));

    private static bool Has(Scratch s, string word, Field last)
    {
        foreach (var st in s.Stretches)
        {
            if (st.Field > last)
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (s.All[i].Text == word)
                    return true;
            }
        }

        return false;
    }
}
