namespace Faro.Sandbox.BuiltIn;

/// <summary>Nominations, elections, offices, shutdowns and wars.</summary>
internal static class PoliticsFamilies
{
    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        Nominees(d, "Democratic", "DEM",
            [("Gavin Newsom", "GNEW", 33, "pkf"), ("Alexandria Ocasio-Cortez", "AOC", 11, "pkf"), ("Josh Shapiro", "JSHA", 7, "pk"), ("Pete Buttigieg", "PBUT", 8, "pk"), ("JB Pritzker", "JPRI", 5, "p"), ("Kamala Harris", "KHAR", 4, "p"),
             ("Andy Beshear", "ABES", 4, "p"), ("Wes Moore", "WMOO", 3, "k"), ("Mark Kelly", "MKEL", 4, "k"), ("Jon Ossoff", "JOSS", 5, "k")]);
        Nominees(d, "Republican", "REP",
            [("J.D. Vance", "JVAN", 53, "pkf"), ("Marco Rubio", "MRUB", 12, "pk"), ("Donald Trump Jr.", "DTRU", 4, "p"), ("Ron DeSantis", "RDES", 3, "p"), ("Tucker Carlson", "TCAR", 3, "p"), ("Nikki Haley", "NHAL", 2, "k"), ("Glenn Youngkin", "GYOU", 2, "k")]);
        Presidency(d);
        France(d);
        Governors(d);
        Departures(d);
        Deadlines(d);
        Singles(d);
    }

    private static void Nominees(CatalogDraft d, string party, string code, (string Name, string Code, int Cents, string Where)[] people)
    {
        foreach (var (name, initials, cents, where) in people)
        {
            var p = where.Contains('p', StringComparison.Ordinal) ? d.Add(new PolyDraft($"{party.ToLowerInvariant()}-presidential-nominee-2028", $"{party} Presidential Nominee 2028", $"Will {name} win the 2028 {party} presidential nomination?",
                $"This market will resolve to \"Yes\" if {name} wins and accepts the 2028 nomination of the {party} Party for U.S. president. Otherwise, this market will resolve to \"No\".\n\nThe resolution source for this market will be a consensus of official {party} Party sources.\n\nAny replacement of the nominee before election day will not change the resolution of the market.",
                "2028-11-07T12:00:00Z", cents)
            { Group = name, NegRisk = true }) : null;
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft($"KXPRESNOM{code[0]}", $"KXPRESNOM{code[0]}-28", $"{party} nominee in 2028?", initials, $"Will {name} be the {party} Presidential nominee in 2028?", name,
                $"If {name} wins the nomination for the Presidency by the {party} Party to contest the 2028 Presidential election, then the market resolves to Yes.", "The nomination is official when the party's convention has voted.", "2028-11-07T15:00:00Z", cents)
            { SubTitle = "In 2028", Category = "Elections", Exclusive = true }) : null;
            var f = where.Contains('f', StringComparison.Ordinal) ? d.Add(new ForeDraft($"nominee-{initials}", $"Will {name} be the {party} nominee for US president in 2028?", $"The {party} National Convention of 2028 decides.",
                $"Resolves YES if {name} is nominated by the {party} Party for the 2028 presidential election.", "2028-11-07T12:00:00Z", cents - 1)) : null;
            d.Same(p, k, "The same nomination.");
            d.Same(p, f, "The same nomination.");
            d.Same(k, f, "The same nomination.");
        }
    }

    private static void Presidency(CatalogDraft d)
    {
        foreach (var (name, code, cents, where) in ((string, string, int, string)[])[("J.D. Vance", "JVAN", 27, "pk"), ("Gavin Newsom", "GNEW", 18, "pk"), ("Marco Rubio", "MRUB", 6, "pk"), ("Alexandria Ocasio-Cortez", "AOC", 6, "p"), ("Josh Shapiro", "JSHA", 4, "k"), ("Pete Buttigieg", "PBUT", 4, "k")])
        {
            var p = where.Contains('p', StringComparison.Ordinal) ? d.Add(new PolyDraft("presidential-election-winner-2028", "Presidential Election Winner 2028", $"Will {name} win the 2028 US Presidential Election?",
                $"The 2028 United States presidential election is scheduled to take place on November 7, 2028. This market will resolve to \"Yes\" if {name} wins the 2028 presidential election. Otherwise, this market will resolve to \"No\".\n\nThe resolution source for this market is the Associated Press, Fox News, and NBC. This market will resolve once all three sources call the race for the same candidate. If all three sources haven't called the race for the same candidate by the inauguration date (January 20, 2029), this market will resolve based on who is inaugurated.",
                "2028-11-07T12:00:00Z", cents)
            { Group = name, NegRisk = true }) : null;
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft("KXPRESPERSON", "KXPRESPERSON-28", "Who will win the next presidential election?", code, $"Will {name} win the 2028 US presidential election?", name,
                $"If {name} is inaugurated as President for the term beginning January 20, 2029, then the market resolves to Yes.", "The market is on who is next inaugurated following the 2028 election, not on calls by the press.", "2029-01-20T17:00:00Z", cents)
            { Category = "Elections", Exclusive = true }) : null;
            d.Same(p, k, "The winner of the 2028 election; calls by the press and inauguration agree but for a death between them.");
            d.Near(p, d.Kalshi.FirstOrDefault(x => x.Series.StartsWith("KXPRESNOM", StringComparison.Ordinal) && x.Yes == name), "Winning the election against being nominated.");
            d.Near(k, d.Poly.FirstOrDefault(x => x.Event.Contains("nominee", StringComparison.Ordinal) && x.Group == name), "Winning the election against being nominated.");
        }
    }

    private static void France(CatalogDraft d)
    {
        foreach (var (name, code, cents, first, where) in ((string, string, int, int, string)[])[("Jordan Bardella", "JBAR", 38, 78, "pkf"), ("Marine Le Pen", "MLEP", 6, 9, "pk"), ("Édouard Philippe", "EPHI", 18, 36, "pkf"), ("Gabriel Attal", "GATT", 6, 11, "p"), ("Jean-Luc Mélenchon", "JMEL", 5, 27, "pk"), ("Raphaël Glucksmann", "RGLU", 5, 14, "p")])
        {
            var p = d.Add(new PolyDraft("next-french-presidential-election", "Next French Presidential Election", $"Will {name} win the 2027 French presidential election?",
                $"Presidential elections are scheduled to be held in France in April 2027, with a second round two weeks later if necessary. This market will resolve to \"Yes\" if {name} wins this election. Otherwise, this market will resolve to \"No\".\n\nThis market includes any potential second round. The resolution source is a consensus of credible reporting; in case of ambiguity the Constitutional Council.", "2027-04-30T23:59:00Z", cents)
            { Group = name, NegRisk = true });
            var round = d.Add(new PolyDraft("french-election-second-round", "Who will advance to the second round in France?", $"Will {name} advance to the second round of the French presidential election?",
                $"This market will resolve to \"Yes\" if {name} qualifies for the second round of the 2027 French presidential election, or wins in the first round. Otherwise, this market will resolve to \"No\".", "2027-04-12T23:59:00Z", first)
            { Group = name });
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft("KXFRENCHPRES", "KXFRENCHPRES-27", "Next President of France?", code, $"Will {name} win the next French presidential election?", name,
                $"If {name} wins the 2027 French presidential election, then the market resolves to Yes.", "A second round is part of the election.", "2027-05-09T15:00:00Z", cents)
            { Category = "Elections", Exclusive = true }) : null;
            var f = where.Contains('f', StringComparison.Ordinal) ? d.Add(new ForeDraft($"france-{code}", $"Will {name} become President of France in 2027?", "Two rounds in April 2027.",
                $"Resolves YES if {name} is proclaimed winner of the 2027 French presidential election by the Constitutional Council.", "2027-05-09T12:00:00Z", cents)) : null;
            d.Same(p, k, "The same election, second round included.");
            d.Same(p, f, "The same election, second round included.");
            d.Near(round, k, "Reaching the second round against winning the election.");
            d.Near(round, f, "Reaching the second round against winning the election.");
        }
    }

    private static void Governors(CatalogDraft d)
    {
        foreach (var (state, code, democrat) in ((string, string, int)[])[("Kentucky", "KY", 34), ("Mississippi", "MS", 14), ("Louisiana", "LA", 11)])
        {
            foreach (var (party, letter, cents) in ((string, string, int)[])[("Democratic", "D", democrat), ("Republican", "R", 99 - democrat)])
            {
                var p = d.Add(new PolyDraft($"{Derived.Slug(state)}-governor-election-winner-2027", $"{state} Governor Election Winner", $"Will the {party[..^(letter == "D" ? 2 : 0)]}{(letter == "D" ? "s" : "s")} win the {state} governor race in 2027?",
                    $"This market will resolve according to the party of the candidate who wins the 2027 {state} gubernatorial election. A candidate's party is the one whose ballot line they hold on election day. The resolution source is the Associated Press; if ambiguous, official certification.", "2027-11-02T12:00:00Z", cents)
                { Group = party == "Democratic" ? "Democrat" : "Republican", NegRisk = true });
                var k = d.Add(new KalshiDraft($"GOVPARTY{code}", $"GOVPARTY{code}-27", $"{state} Governor winner? (Party)", letter, $"Will {(letter == "D" ? "Democrats" : "Republicans")} win the governorship in {state}?", party + " Party",
                    $"If a representative of the {party} party is inaugurated as the governor of {state} pursuant to the 2027 election, then the market resolves to Yes.", "", "2028-01-15T15:00:00Z", cents)
                { Category = "Elections", Exclusive = true });
                if (letter == "D")
                    d.Same(p, k, "Same race, same party.");
            }
        }
    }

    private static void Departures(CatalogDraft d)
    {
        (string Name, string Office, string Code, int Year, int March, string Where)[] rows =
        [
            ("Pete Hegseth", "Secretary of War", "HEGS", 9, 21, "pkf"), ("Kash Patel", "Director of the FBI", "PATE", 12, 27, "pkf"), ("Pam Bondi", "Attorney General", "BOND", 6, 15, "pk"), ("Kristi Noem", "Secretary of Homeland Security", "NOEM", 8, 19, "pk"),
            ("Keir Starmer", "Prime Minister of the United Kingdom", "STAR", 18, 37, "pkf"), ("Benjamin Netanyahu", "Prime Minister of Israel", "NETA", 7, 22, "pk"), ("Nicolás Maduro", "President of Venezuela", "MADU", 4, 11, "p"), ("Volodymyr Zelenskyy", "President of Ukraine", "ZELE", 3, 9, "p"),
        ];
        foreach (var (name, office, code, year, march, where) in rows)
        {
            var p = d.Add(new PolyDraft($"{Derived.Slug(name)}-out-by", $"{name} out by...?", $"{name} out by December 31, 2026?",
                $"This market will resolve to \"Yes\" if {name} ceases to be {office} for any length of time by December 31, 2026, 11:59 PM ET. Otherwise, this market will resolve to \"No\".\n\nAn announcement of {name}'s resignation or removal before this market's end date will immediately resolve this market to \"Yes\", regardless of when the announced departure goes into effect.", "2026-12-31T23:59:00Z", year)
            { Group = "December 31, 2026" });
            var later = d.Add(new PolyDraft($"{Derived.Slug(name)}-out-by", $"{name} out by...?", $"{name} out by March 31, 2027?",
                $"This market will resolve to \"Yes\" if {name} ceases to be {office} for any length of time by March 31, 2027, 11:59 PM ET. Otherwise, this market will resolve to \"No\".\n\nAn announcement before this market's end date will immediately resolve this market to \"Yes\", regardless of when it goes into effect.", "2027-03-31T23:59:00Z", march)
            { Group = "March 31, 2027" });
            if (where.Contains('k', StringComparison.Ordinal))
            {
                var k = d.Add(new KalshiDraft($"KX{code}OUT", $"KX{code}OUT-27APR01", $"{name} out as {office}?", "", $"Will {name} leave as {office} before Apr 1, 2027?", "Before Apr 1, 2027",
                    $"If {name} leaves or announces that they will leave as {office} before Apr 1, 2027, then the market resolves to Yes.", "An announcement counts.", "2027-04-01T03:59:00Z", march));
                d.Same(later, k, "Same office, same last day, announcements count at both.");
                d.Near(p, k, "The end of 2026 against the end of March 2027.");
            }

            if (!where.Contains('f', StringComparison.Ordinal))
                continue;
            var f = d.Add(new ForeDraft($"left-{code}", $"Will {name} have left office as {office} by March 31, 2027?", "Only an actual departure counts.",
                $"Resolves YES if {name} no longer holds the office of {office} at 23:59 ET on March 31, 2027. Announcements that take effect later do not count.", "2027-03-31T23:59:00Z", march - 5));
            d.Near(later, f, "A departure in effect against a mere announcement.");
        }
    }

    private static void Deadlines(CatalogDraft d)
    {
        (string Key, string Question, string Condition, string Kalshi, string Series, string Fore, (string Day, string Before, string Iso, int Cents)[] Dates)[] rows =
        [
            ("shutdown", "US government shutdown by {0}?", "a lapse in appropriations causes a federal government shutdown to begin", "Will the government shut down before {0}?", "KXGOVSHUT", "Will the US government shut down before {0}?",
                [("January 31, 2027", "Feb 1, 2027", "2027-01-31T23:59:00Z", 22), ("March 31, 2027", "Apr 1, 2027", "2027-03-31T23:59:00Z", 29)]),
            ("ceasefire", "Russia x Ukraine ceasefire by {0}?", "there is an official ceasefire agreement, defined as a publicly announced and mutually agreed halt in military engagement, between Russia and Ukraine", "Will Russia and Ukraine agree to a ceasefire before {0}?", "KXUKRCEASEFIRE", "Will Russia and Ukraine sign a ceasefire before {0}?",
                [("March 31, 2027", "Apr 1, 2027", "2027-03-31T23:59:00Z", 19), ("December 31, 2027", "Jan 1, 2028", "2027-12-31T23:59:00Z", 44)]),
            ("scotus", "Supreme Court vacancy by {0}?", "a seat on the Supreme Court of the United States becomes vacant, or a justice announces their retirement,", "Will a Supreme Court justice announce their retirement or leave before {0}?", "KXSCOTUSVAC", "Will a Supreme Court seat open up before {0}?",
                [("June 30, 2027", "Jul 1, 2027", "2027-06-30T23:59:00Z", 41)]),
        ];
        foreach (var (key, question, condition, kalshi, series, fore, dates) in rows)
        {
            KalshiDraft? other = null;
            foreach (var (day, before, iso, cents) in dates)
            {
                var code = Derived.At(iso).AddDays(1).ToString("yyMMMdd", System.Globalization.CultureInfo.InvariantCulture).ToUpperInvariant();
                var title = question.Replace("{0}", day, StringComparison.Ordinal);
                var p = d.Add(new PolyDraft($"{key}-by", question.Replace("{0}", "...", StringComparison.Ordinal), title,
                    $"This market will resolve to \"Yes\" if {condition} by {day}, 11:59 PM ET. Otherwise, this market will resolve to \"No\".\n\nThe resolution source for this market will be official information and a consensus of credible reporting.", iso, cents)
                { Group = day });
                var k = d.Add(new KalshiDraft(series, $"{series}-{code}", kalshi.Replace(" before {0}", "", StringComparison.Ordinal), "", kalshi.Replace("{0}", before, StringComparison.Ordinal), $"Before {before}",
                    $"If {condition.Trim(',')} before {before}, then the market resolves to Yes.", "", iso, cents + 1));
                var f = d.Add(new ForeDraft($"{key}-{code}", fore.Replace("{0}", before, StringComparison.Ordinal), "Politics.", $"Resolves YES if {condition.Trim(',')} before {before}, 00:00 ET.", iso, cents));
                d.Same(p, k, "By the last day is before the next one.");
                d.Same(p, f, "By the last day is before the next one.");
                d.Near(p, other, "Another deadline.");
                other = k;
            }
        }
    }

    private static void Singles(CatalogDraft d)
    {
        foreach (var (question, rules, cents) in ((string, string, int)[])
        [
            ("Will the US acquire part of Greenland in 2027?", "the United States and Denmark announce an agreement that transfers sovereignty over any part of Greenland by December 31, 2027, 11:59 PM ET", 6),
            ("China x Taiwan military clash before 2028?", "a direct military engagement between the armed forces of China and Taiwan is confirmed by both governments by December 31, 2027", 8),
            ("Will Trump visit Beijing before May 2027?", "Donald Trump is physically present in Beijing by April 30, 2027, 11:59 PM ET", 52),
            ("Will the filibuster be abolished before 2028?", "the Senate rules are changed so that legislation no longer needs 60 votes for cloture by December 31, 2027", 9),
            ("Will Iran test a nuclear device in 2027?", "Iran detonates a nuclear explosive device in 2027", 3),
            ("Puerto Rico statehood bill passes House before 2028?", "the House of Representatives passes a bill admitting Puerto Rico as a state by December 31, 2027", 2),
        ])
            d.Add(new PolyDraft(Derived.Slug(question), question, question, $"This market will resolve to \"Yes\" if {rules}. Otherwise, this market will resolve to \"No\".", "2027-12-31T23:59:00Z", cents) { Tag = "Politics" });
        foreach (var (country, cents) in ((string, int)[])[("Spain", 71), ("Poland", 88), ("Kenya", 93), ("Argentina", 96), ("Nigeria", 90), ("Turkey", 24), ("Israel", 34), ("Japan", 29)])
            d.Add(new ForeDraft($"vote-{Derived.Slug(country)}", $"Will {country} hold a national election in 2027?", "Presidential or parliamentary.", $"Resolves YES if a national election of {country} has its (first) voting day in 2027.", "2027-12-31T23:59:00Z", cents));
    }
}
