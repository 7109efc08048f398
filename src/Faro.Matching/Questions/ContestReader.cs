using System.Runtime.InteropServices;
using Faro.Matching.Knowledge;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Questions;

/// <summary>Reads what belongs to sport: the competition, the sport, men or women, the part of the game, the number of the game.</summary>
internal static class ContestReader
{
    /// <summary>The competitions of title, label, event and condition; those of the further rules where these name none.</summary>
    public static List<LeagueRead> Leagues(Scratch s, MarketText market)
    {
        var found = new List<LeagueRead>(2);
        Read(s, Field.Condition, found);
        if (market.Venue == Venue.Kalshi && Competitions.OfTicker(market.MarketId) is { } named)
        {
            var dash = market.MarketId.IndexOf('-', StringComparison.Ordinal);
            if (!found.Exists(f => f.Competition.Code == named.Competition.Code && (f.Unit == named.Unit || named.Unit.Length == 0)))
                found.Add(new LeagueRead(named.Competition, named.Unit, new Quotation(TextPart.Ticker, 0, dash < 0 ? market.MarketId.Length : dash)));
        }

        if (found.Count == 0)
            Read(s, Field.Source, found);
        if (found.Count == 0)
            Tagged(market, found);
        if (found.Count == 0 && SportsRecord.Game(market.Slug) is { } game)
            found.Add(new LeagueRead(game.Competition, "", new Quotation(TextPart.Tags, 0, 0)));
        return found;
    }

    // Where no word names a competition, the venue's own tags may: "NBA", "Champions League", the series "nba-2026".
    private static void Tagged(MarketText market, List<LeagueRead> found)
    {
        var tokens = new List<Token>();
        var words = new List<Word>();
        foreach (var tag in market.Tags)
        {
            tokens.Clear();
            words.Clear();
            Tokenizer.Read(tag, tokens);
            Lexicon.Shared.Canonicalize(CollectionsMarshal.AsSpan(tokens), new bool[tokens.Count], Field.Source, words);
            foreach (var w in words.Where(w => w.Kind == WordKind.League))
            {
                // A tag groups: it names the competition, not its title or a conference.
                var code = w.Text["league:".Length..w.Text.IndexOf('/', StringComparison.Ordinal)];
                if (Competitions.Find(code) is { } c && !found.Exists(f => f.Competition.Code == code))
                    found.Add(new LeagueRead(c, "", new Quotation(TextPart.Tags, 0, 0)));
            }
        }
    }

    private static void Read(Scratch s, Field last, List<LeagueRead> found)
    {
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(s.Words))
        {
            if (w.Kind != WordKind.League || w.Field > last)
                continue;
            var slash = w.Text.IndexOf('/', StringComparison.Ordinal);
            var code = w.Text["league:".Length..slash];
            var unit = w.Text[(slash + 1)..];
            if (Competitions.Find(code) is { } c && !found.Exists(f => f.Competition.Code == code && f.Unit == unit))
                found.Add(new LeagueRead(c, unit, TimeReader.Quote(s, w.From)));
        }
    }

    /// <summary>The sports that the competitions, the words, or teams known in one sport only name.</summary>
    public static List<Read<string>> Sports(Scratch s, IReadOnlyList<LeagueRead> leagues, Names names)
    {
        var sports = new List<Read<string>>(2);
        foreach (var l in leagues)
            Add(sports, l.Competition.Sport, l.Quotation);
        // "Esports World Cup" holds many games: the game itself wins.
        if (sports.Count > 1)
            sports.RemoveAll(x => x.Value == "esports");
        if (sports.Count == 0)
        {
            foreach (var st in s.Stretches)
            {
                for (var i = st.From; i < st.To; i++)
                {
                    var t = s.All[i].Text;
                    if (t is "90" && i + 1 < st.To && s.All[i + 1].Text is "minutes" || t is "stoppage" && i + 1 < st.To && s.All[i + 1].Text is "time")
                        Add(sports, "soccer", new Quotation(st.Part, s.All[i].At, s.All[i + 1].End));
                    else if (t is "basketball" or "baseball" or "softball" or "hockey" or "cricket" or "volleyball" or "rugby" or "tennis")
                        Add(sports, t, new Quotation(st.Part, s.All[i].At, s.All[i].End));
                    else if (t is "t20i" or "odi" or "dls" or "wickets")
                        Add(sports, "cricket", new Quotation(st.Part, s.All[i].At, s.All[i].End));
                    else if (t is "innings" or "inning")
                        Add(sports, "baseball", new Quotation(st.Part, s.All[i].At, s.All[i].End));
                }
            }
        }

        if (sports.Count == 0 && names.Fixtures.Count > 0)
        {
            var f = names.Fixtures[0];
            var one = f.One.Ids.Select(Sport).OfType<string>().Distinct().ToArray();
            var other = f.Other.Ids.Select(Sport).OfType<string>().Distinct().ToArray();
            var both = one.Intersect(other).ToArray();
            if (both.Length == 1)
                sports.Add(new Read<string>(both[0], SlotState.Defaulted, f.Quotation));
        }

        return sports;
    }

    private static string? Sport(string id) =>
        id.StartsWith("club/", StringComparison.Ordinal) ? "soccer" : Entities.LeagueOf(id) is { } league ? Competitions.Find(league)!.Sport : null;

    private static void Add(List<Read<string>> sports, string sport, Quotation at)
    {
        if (!sports.Exists(x => x.Value == sport))
            sports.Add(new Read<string>(sport, SlotState.Read, at));
    }

    /// <summary>Men or women, by words or by the competition.</summary>
    public static Read<string>? Sex(Scratch s, IReadOnlyList<LeagueRead> leagues)
    {
        foreach (ref readonly var w in CollectionsMarshal.AsSpan(s.Words))
        {
            if (w.Field <= Field.Rules && w.Text is "scope:women" or "scope:male")
                return new Read<string>(w.Text == "scope:women" ? "f" : "m", SlotState.Read, TimeReader.Quote(s, w.From));
            // "Women's Big Bash League" is one name: the word for the women is inside it.
            if (w.Field <= Field.Rules && w.Kind == WordKind.League && w.Count > 1 && s.All[w.From].Text is "women" or "womens" or "ladies" or "girls")
                return new Read<string>("f", SlotState.Read, TimeReader.Quote(s, w.From));
        }

        foreach (var l in leagues)
        {
            if (l.Competition.Sex.Length > 0)
                return new Read<string>(l.Competition.Sex, SlotState.Read, l.Quotation);
        }

        return null;
    }

    /// <summary>The part of the game that is asked about, and the number of the game among several.</summary>
    public static (Read<string>? Part, Read<int>? Game) Parts(Scratch s, MarketText market, IReadOnlyList<Read<string>> sports)
    {
        Read<string>? part = null;
        Read<int>? game = null;
        var esport = sports.Any(x => Competitions.IsEsport(x.Value));
        foreach (var st in s.Stretches)
        {
            if (st.Field > Field.Condition && !(st.Field == Field.Rules))
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (Unit(s, st, i, sports) is not { } unit || Number(s, st, i) is not { } n)
                    continue;
                var quote = new Quotation(st.Part, s.All[Math.Max(st.From, i - 1)].At, s.All[Math.Min(st.To - 1, i + 1)].End);
                if (unit == "game" && !esport)
                    game ??= new Read<int>(n, SlotState.Read, quote);
                else if (st.Field <= Field.Condition || part is null && unit is not ("half" or "quarter" or "set" or "game" or "map"))
                    part ??= new Read<string>($"{(unit == "game" ? "map" : unit)} {n}", SlotState.Read, quote);
            }

            for (var i = st.From; i < st.To && st.Field <= Field.Condition; i++)
            {
                var t = s.All[i].Text;
                var code = t switch { "1h" => "half 1", "2h" => "half 2", "1q" or "q1" => "quarter 1", "2q" or "q2" => "quarter 2", "3q" or "q3" => "quarter 3", "4q" or "q4" => "quarter 4", "f5" => "innings 5", "halftime" => "half 1", _ => null };
                if (code is not null && s.WordAt[i] >= 0 && (t.Length != 2 || t[0] != 'q'))
                    part ??= new Read<string>(code, SlotState.Read, new Quotation(st.Part, s.All[i].At, s.All[i].End));
            }
        }

        if (game is null && !esport && s.Stretches.Any(st => Enumerable.Range(st.From, st.To - st.From).Any(i => s.All[i].Text is "nightcap")))
            game = new Read<int>(2, SlotState.Read, new Quotation(TextPart.Rules, 0, 0));
        if (part is null && SportsRecord.PartOf(market.Kind) is { } recorded)
            part = new Read<string>(recorded, SlotState.Defaulted, new Quotation(TextPart.Record, 0, 0));
        if (game is null && market.Venue == Venue.Kalshi && TickerGame(market.MarketId) is { } number && sports.Any(x => x.Value is "baseball" or "softball"))
            game = new Read<int>(number.Number, SlotState.Read, new Quotation(TextPart.Ticker, number.At, number.At + 2));
        return (part, game);
    }

    private static string? Unit(Scratch s, Stretch st, int i, IReadOnlyList<Read<string>> sports)
    {
        var t = s.All[i].Text;
        switch (t)
        {
            case "half" or "quarter" or "period" or "map" or "inning":
                return t;
            case "innings":
                return "innings";
            case "set" when i + 1 >= st.To || s.All[i + 1].Text is not ("to" or "for"):
                return t;
            case "game":
                return t;
            case "round" when sports.Any(x => x.Value is "mma" or "boxing"):
                return t;
            default:
                return null;
        }
    }

    // "Map 1", "first half", "2nd set", "first 5 innings".
    private static int? Number(Scratch s, Stretch st, int i)
    {
        if (s.All[i].Text is "innings")
            return i > st.From + 1 && s.All[i - 1].IsNumber && s.All[i - 2].Text is "first" ? (int)s.All[i - 1].Value : i > st.From + 1 && s.All[i - 1].Text is "five" && s.All[i - 2].Text is "first" ? 5 : null;
        if (i > st.From && Ordinal(s.All[i - 1]) is { } before)
            return before;
        if (i + 1 < st.To && s.All[i + 1] is { IsNumber: true } next && next.Value is >= 1 and <= 9 && next.Value == decimal.Truncate(next.Value)
            && (next.Marks & (TokenMark.Dollar | TokenMark.Percent | TokenMark.Plus)) == 0 && !s.All[i].Has(TokenMark.SentenceEnd))
            return (int)next.Value;
        return i + 1 < st.To && s.All[i + 1].Text is "one" or "two" or "three" && !s.All[i].Has(TokenMark.SentenceEnd) ? s.All[i + 1].Text switch { "one" => 1, "two" => 2, _ => 3 } : null;
    }

    private static int? Ordinal(Token t) => t.Text switch
    {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        _ => t.Has(TokenMark.Ordinal) && t.Value is >= 1 and <= 9 ? (int)t.Value : null,
    };

    // "KXMLBGAME-26SEP121305NYYBOSG1-NYY"
    private static (int Number, int At)? TickerGame(string ticker)
    {
        var dash = ticker.LastIndexOf('-');
        return dash > 3 && ticker[dash - 2] == 'G' && ticker[dash - 1] is '1' or '2' && char.IsAsciiLetterUpper(ticker[Math.Max(0, dash - 3)]) && ticker.AsSpan(0, dash).IndexOfAnyInRange('0', '9') >= 0
            ? (ticker[dash - 1] - '0', dash - 2) : null;
    }
}
