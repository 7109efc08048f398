namespace Faro.Sandbox.BuiltIn;

/// <summary>Champions, rounds before the final, and single games with named outcomes.</summary>
internal static class SportsFamilies
{
    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        Champions(d, new League("NBA", "2027 NBA Champion", "win the 2027 NBA Finals", "KXNBA", "27", "Pro Basketball Champion?", "2027-06-25T12:00:00Z", "Eastern or Western Conference", "KXNBACONF"),
            [("Oklahoma City Thunder", "OKC", 29, 48, "pkf"), ("Denver Nuggets", "DEN", 13, 24, "pk"), ("Houston Rockets", "HOU", 8, 15, "p"), ("Cleveland Cavaliers", "CLE", 9, 26, "pk"), ("New York Knicks", "NYK", 8, 23, "p"), ("San Antonio Spurs", "SAS", 7, 12, "k"), ("Boston Celtics", "BOS", 4, 11, "k")]);
        Champions(d, new League("NFL", "Super Bowl Champion 2027", "win Super Bowl LXI", "KXSB", "27", "Pro Football Champion?", "2027-02-14T12:00:00Z", "AFC or NFC Championship", "KXNFLCONF"),
            [("Kansas City", "KC", 11, 20, "pk"), ("Philadelphia", "PHI", 12, 23, "pkf"), ("Buffalo", "BUF", 13, 25, "pk"), ("Detroit", "DET", 10, 19, "p"), ("Seattle", "SEA", 9, 17, "k"), ("Green Bay", "GB", 7, 14, "p")]);
        Champions(d, new League("NHL", "2027 NHL Stanley Cup Champion", "win the 2027 Stanley Cup", "KXNHL", "27", "Pro Hockey Champion?", "2027-06-30T12:00:00Z", "Eastern or Western Conference", "KXNHLCONF"),
            [("Florida Panthers", "FLA", 12, 22, "pk"), ("Colorado Avalanche", "COL", 14, 25, "pk"), ("Edmonton Oilers", "EDM", 9, 19, "p"), ("Carolina Hurricanes", "CAR", 11, 21, "k")]);
        England(d);
        ChampionsLeague(d);
        Tennis(d);
        Games(d);
        Football(d);
        Racing(d);
    }

    private sealed record League(string Name, string Title, string Feat, string Series, string Code, string KalshiTitle, string Ends, string Conference, string ConferenceSeries);

    private static void Champions(CatalogDraft d, League league, (string Team, string Code, int Cents, int Conference, string Where)[] teams)
    {
        foreach (var (team, code, cents, conference, where) in teams)
        {
            var p = where.Contains('p', StringComparison.Ordinal) ? d.Add(new PolyDraft(Derived.Slug(league.Title), league.Title, $"Will the {team} {league.Feat}?",
                $"This market will resolve to \"Yes\" if the {team} {league.Feat}. Otherwise, this market will resolve to \"No\".\n\nThis market will resolve to \"No\" if it becomes impossible for this team to {league.Feat} based on the rules of the {league.Name}.\n\nThe resolution source for this market will be information from the {league.Name}.", league.Ends, cents)
            { Group = team, NegRisk = true, Tag = "Sports" }) : null;
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft(league.Series, $"{league.Series}-{league.Code}", league.KalshiTitle, code, $"Will {team} {league.Feat}?", team,
                $"If {team} {league.Feat}, then the market resolves to Yes.", "If the season is cancelled, the market resolves to the last fair price.", league.Ends, cents)
            { Category = "Sports", Exclusive = true }) : null;
            var f = where.Contains('f', StringComparison.Ordinal) ? d.Add(new ForeDraft($"{league.Name}-{code}", $"Will {team} {league.Feat}?", league.Name, $"Resolves YES if {team} {league.Feat}, by the {league.Name}'s official result.", league.Ends, cents)) : null;
            d.Same(p, k, "The same championship.");
            d.Same(p, f, "The same championship.");
            d.Same(k, f, "The same championship.");
            if (p is null || !where.Contains('k', StringComparison.Ordinal))
                continue;
            var round = d.Add(new KalshiDraft(league.ConferenceSeries, $"{league.ConferenceSeries}-{league.Code}", $"{league.Conference} winner?", code, $"Will {team} win their conference in the {league.Name} this season?", team,
                $"If {team} win the {league.Conference} title of the 2026-27 season, then the market resolves to Yes.", "", league.Ends, conference)
            { Category = "Sports" });
            d.Near(p, round, "The conference title, a round before the championship.");
        }
    }

    private static void England(CatalogDraft d)
    {
        foreach (var (club, code, title, top, where) in ((string, string, int, int, string)[])[("Arsenal", "ARS", 41, 94, "pkf"), ("Liverpool", "LIV", 17, 74, "pk"), ("Manchester City", "MCI", 24, 85, "pk"), ("Chelsea", "CFC", 8, 58, "p"), ("Aston Villa", "AVL", 3, 27, "p"), ("Newcastle", "NEW", 3, 24, "k")])
        {
            var p = where.Contains('p', StringComparison.Ordinal) ? d.Add(new PolyDraft("english-premier-league-winner-2027", "English Premier League Winner", $"Will {club} win the 2026–27 English Premier League?",
                $"This market will resolve to \"Yes\" if {club} wins the 2026–27 English Premier League season. Otherwise, this market will resolve to \"No\".\n\nIf at any point it becomes impossible for {club} to win the league, this market will resolve immediately to \"No\". If the season is cancelled or not completed by October 1, 2027, this market will resolve to \"No\".", "2027-05-30T12:00:00Z", title)
            { Group = club, NegRisk = true, Tag = "Sports" }) : null;
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft("KXPREMIERLEAGUE", "KXPREMIERLEAGUE-27", "English Premier League Winner?", code, $"Will {club} win the English Premier League?", club,
                $"If {club} wins the 2026-27 Premier League, then the market resolves to Yes.", "", "2027-05-30T12:00:00Z", title)
            { Category = "Sports", Exclusive = true }) : null;
            var f = where.Contains('f', StringComparison.Ordinal) ? d.Add(new ForeDraft($"epl-top4-{code}", $"Will {club} finish in the top four of the Premier League 2026-27?", "Final table.", $"Resolves YES if {club} is 4th or better in the final table of 2026-27.", "2027-05-30T12:00:00Z", top)) : null;
            d.Same(p, k, "The same league and season.");
            d.Near(p, f, "The title against a place in the top four.");
            d.Near(k, f, "The title against a place in the top four.");
        }
    }

    private static void ChampionsLeague(CatalogDraft d)
    {
        foreach (var (club, cents) in ((string, int)[])[("Real Madrid", 12), ("Barcelona", 13), ("Bayern Munich", 16), ("Paris Saint-Germain", 15)])
        {
            var p = d.Add(new PolyDraft("uefa-champions-league-winner-2027", "UEFA Champions League Winner", $"Will {club} win the 2026–27 Champions League?",
                $"This market will resolve to \"Yes\" if {club} wins the 2026–27 UEFA Champions League. Otherwise, this market will resolve to \"No\".\n\nIf the competition is cancelled or not completed by October 1, 2027, this market will resolve to \"No\".", "2027-06-05T19:00:00Z", cents)
            { Group = club, NegRisk = true, Tag = "Sports" });
            var won = club.StartsWith('B');
            var f = d.Add(won
                ? new ForeDraft($"ucl-{club}", $"Will {club} lift the Champions League trophy in 2027?", "Final in June 2027.", $"Resolves YES if {club} wins the UEFA Champions League of 2026-27.", "2027-06-05T19:00:00Z", cents)
                : new ForeDraft($"ucl-final-{club}", $"Will {club} play the Champions League final in 2027?", "Final in June 2027.", $"Resolves YES if {club} plays the final of the UEFA Champions League 2026-27.", "2027-06-05T19:00:00Z", cents * 2));
            if (won)
                d.Same(p, f, "The same competition.");
            else
                d.Near(p, f, "Reaching the final against winning it.");
        }
    }

    private static void Tennis(CatalogDraft d)
    {
        foreach (var (player, code, cents) in ((string, string, int)[])[("Jannik Sinner", "JSIN", 41), ("Carlos Alcaraz", "CALC", 37), ("Novak Djokovic", "NDJO", 6)])
        {
            var p = d.Add(new PolyDraft("2027-mens-australian-open-winner", "2027 Men's Australian Open Winner", $"Will {player} win the 2027 Men's Australian Open?",
                $"This market will resolve to \"Yes\" if {player} wins the 2027 Australian Open Men's Singles Tournament. Otherwise, this market will resolve to \"No\". If the tournament is not completed by March 31, 2027, this market will resolve to \"No\".", "2027-01-31T12:00:00Z", cents)
            { Group = player, NegRisk = true, Tag = "Sports" });
            var k = d.Add(new KalshiDraft("KXATPAO", "KXATPAO-27", "Australian Open men's winner?", code, $"Will {player} win the Australian Open?", player, $"If {player} wins the 2027 Australian Open men's singles, then the market resolves to Yes.", "", "2027-01-31T15:00:00Z", cents) { Category = "Sports", Exclusive = true });
            if (code != "NDJO")
                d.Same(p, k, "The same tournament and year.");
            var f = d.Add(new ForeDraft($"wimbledon-{code}", $"Will {player} win Wimbledon in 2027?", "Men's singles.", $"Resolves YES if {player} wins the men's singles at Wimbledon in 2027.", "2027-07-12T12:00:00Z", cents - 3));
            if (code == "JSIN")
                d.Near(p, f, "Another tournament of the same year.");
        }
    }

    private static void Games(CatalogDraft d)
    {
        (string Home, string Away, string HomeCode, string AwayCode, int HomeCents)[] games =
            [("Knicks", "Cavaliers", "NYK", "CLE", 52), ("Thunder", "Spurs", "OKC", "SAS", 71), ("Warriors", "Mavericks", "GSW", "DAL", 63), ("Lakers", "Rockets", "LAL", "HOU", 44), ("Nuggets", "Timberwolves", "DEN", "MIN", 61)];
        for (var g = 0; g < games.Length; g++)
        {
            var (home, away, homeCode, awayCode, cents) = games[g];
            var start = $"2026-12-25 {17 + g}:00:00+00";
            var ends = $"2026-12-25T{17 + g}:00:00Z";
            var p = d.Add(new PolyDraft($"nba-{awayCode.ToLowerInvariant()}-{homeCode.ToLowerInvariant()}-2026-12-25", $"{away} vs. {home}", $"{away} vs. {home}",
                $"In the upcoming NBA game, scheduled for December 25 at {12 + g}:00PM ET:\nIf the {away} win, the market will resolve to \"{away}\".\nIf the {home} win, the market will resolve to \"{home}\".\nIf the game is postponed, this market will remain open until the game has been completed.\nIf the game is canceled entirely, with no make-up game, this market will resolve 50-50.\nThe result will be determined based on the final score including any overtime periods.",
                ends, 100 - cents)
            { Yes = away, No = home, Tag = "Sports", GameStart = start });
            foreach (var (team, code, price) in ((string, string, int)[])[(home, homeCode, cents), (away, awayCode, 100 - cents)])
            {
                var k = d.Add(new KalshiDraft("KXNBAGAME", $"KXNBAGAME-26DEC25{awayCode}{homeCode}", $"{away} at {home} Winner?", code, $"{away} at {home} Winner?", team,
                    $"If {team} wins the {away} at {home} professional basketball game originally scheduled for Dec 25, 2026, then the market resolves to Yes.", "Overtime counts. If the game is not played within two weeks, the market resolves to a fair price.", ends, price)
                { Category = "Sports", Exclusive = true });
                if (team == away)
                    d.Same(p, k, $"The same game, overtime included; Kalshi's Yes is Polymarket's {away}.");
                else if (g < 3)
                    d.Same(p, k, $"The same game, overtime included; Kalshi's Yes is Polymarket's second outcome, {home}.", inverted: true);
            }

            var f = d.Add(g < 2
                ? new ForeDraft($"nba-{homeCode}-{awayCode}", $"Will the {home} beat the {away} on Christmas Day 2026?", "NBA, overtime counts.", $"Resolves YES if the {home} win the game of December 25, 2026, overtime included.", ends, cents)
                : new ForeDraft($"nba-regulation-{homeCode}-{awayCode}", $"Will the {home} lead the {away} after regulation on Christmas Day 2026?", "NBA, four quarters only.", $"Resolves YES if the {home} have the higher score at the end of the fourth quarter on December 25, 2026. A tie resolves NO.", ends, cents - 3));
            if (g < 2)
                d.Same(p, f, $"The same game, overtime included; Foresight's YES is Polymarket's second outcome, {home}.", inverted: true);
            else
                d.Near(p, f, "Regulation time only against overtime included.");
        }
    }

    private static void Football(CatalogDraft d)
    {
        (string Home, string Away, int Cents)[] ties = [("Arsenal", "Chelsea", 51), ("Liverpool", "Everton", 62), ("Tottenham", "Manchester United", 39)];
        foreach (var (home, away, cents) in ties)
        {
            var slug = Derived.Slug(home);
            var p = d.Add(new PolyDraft($"efl-cup-{slug}", $"{home} vs. {away} (EFL Cup)", $"Will {home} win on 2027-01-13?",
                $"In the EFL Cup match scheduled for January 13, 2027:\nThis market will resolve to \"Yes\" if {home} wins. Otherwise, including a draw, it will resolve to \"No\".\nThis market refers only to the outcome within the first 90 minutes of regular play plus stoppage time.", "2027-01-13T20:00:00Z", cents)
            { Group = home, Tag = "Sports", GameStart = "2027-01-13 20:00:00+00" });
            var code = home[..3].ToUpperInvariant() + away[..3].ToUpperInvariant();
            var k = d.Add(new KalshiDraft("KXEFLCUPADVANCE", $"KXEFLCUPADVANCE-27JAN13{code}", $"{home} vs {away}: to advance", home[..3].ToUpperInvariant(), $"Will {home} advance past {away} in the EFL Cup?", home,
                $"If {home} advances against {away} after extra time and penalties if needed, then the market resolves to Yes.", "", "2027-01-13T20:00:00Z", cents + 9)
            { Category = "Sports" });
            d.Near(p, k, "Winning within ninety minutes against advancing, extra time and penalties included.");
            if (home != "Arsenal")
                continue;
            var f = d.Add(new ForeDraft("efl-ars-advance", "Will Arsenal knock Chelsea out of the EFL Cup?", "January 13, 2027; extra time and penalties count.", "Resolves YES if Arsenal advances past Chelsea.", "2027-01-13T20:00:00Z", cents + 9));
            d.Same(k, f, "Advancing, by any way.");
        }
    }

    private static void Racing(CatalogDraft d)
    {
        foreach (var (driver, code, cents) in ((string, string, int)[])[("Max Verstappen", "MVER", 27), ("Lando Norris", "LNOR", 19), ("George Russell", "GRUS", 22), ("Charles Leclerc", "CLEC", 9)])
            d.Add(new KalshiDraft("KXF1", "KXF1-27", "F1 Drivers' Champion in 2027?", code, $"Will {driver} win the 2027 Formula 1 drivers' championship?", driver, $"If {driver} is the 2027 Formula 1 World Drivers' Champion, then the market resolves to Yes.", "", "2027-12-10T15:00:00Z", cents) { Category = "Sports", Exclusive = true });
        foreach (var (team, cents) in ((string, int)[])[("McLaren", 24), ("Mercedes", 39), ("Ferrari", 18), ("Red Bull", 12)])
            d.Add(new ForeDraft($"f1-team-{team}", $"Will {team} win the constructors' championship of 2027?", "Formula 1.", $"Resolves YES if {team} wins the FIA Formula One World Constructors' Championship 2027.", "2027-12-10T15:00:00Z", cents));
    }
}
