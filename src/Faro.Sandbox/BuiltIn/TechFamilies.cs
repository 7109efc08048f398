namespace Faro.Sandbox.BuiltIn;

/// <summary>Models, launches, listings, companies; and a little culture.</summary>
internal static class TechFamilies
{
    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        Leaderboard(d);
        Listings(d);
        LargestCompany(d);
        Launches(d);
        Awards(d);
        Fillers(d);
    }

    private static void Leaderboard(CatalogDraft d)
    {
        foreach (var (company, code, cents, where) in ((string, string, int, string)[])[("Google", "GOOG", 44, "pkf"), ("OpenAI", "OPENAI", 24, "pkf"), ("Anthropic", "ANTH", 19, "pkf"), ("xAI", "XAI", 8, "pk"), ("DeepSeek", "DEEP", 2, "p"), ("Meta", "META", 2, "k")])
        {
            var p = where.Contains('p', StringComparison.Ordinal) ? d.Add(new PolyDraft("which-company-has-best-ai-model-end-of-december", "Which company has best AI model end of December?", $"Will {company} have the best AI model at the end of December 2026?",
                $"This market will resolve to \"Yes\" if {company} owns the model that has the highest arena score based on the Chatbot Arena LLM Leaderboard (https://lmarena.ai/) when the table under the \"Leaderboard\" tab is checked on December 31, 2026, 12:00 PM ET. Otherwise, this market will resolve to \"No\".\n\nResults from the \"Arena Score\" section with style control on will be used. If two models are tied, alphabetical order of the company names decides.", "2026-12-31T17:00:00Z", cents)
            { Group = company, NegRisk = true, Tag = "Tech", Source = "https://lmarena.ai/" }) : null;
            var off = where.Contains('p', StringComparison.Ordinal) && cents > 5 ? d.Add(new PolyDraft("best-ai-model-end-of-december-style-control-off", "Best AI model end of December? (Style Control Off)", $"Will {company} have the best AI model at the end of December 2026, style control off?",
                $"This market will resolve to \"Yes\" if {company} owns the model with the highest arena score on the Chatbot Arena LLM Leaderboard with style control off, checked on December 31, 2026, 12:00 PM ET. Otherwise, this market will resolve to \"No\".", "2026-12-31T17:00:00Z", cents - 4)
            { Group = company, NegRisk = true, Tag = "Tech" }) : null;
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft("KXLLM1", "KXLLM1-26DEC31", "Top AI model at the end of December?", code, $"Will {company} have the top AI model on Dec 31, 2026?", company,
                $"If {company} has the top-ranked model on LMArena's text leaderboard with style control on, on Dec 31, 2026 at 12:00 PM ET, then the market resolves to Yes.", "Ties are broken by the alphabet.", "2026-12-31T17:00:00Z", cents)
            { Category = "Science and Technology", Exclusive = true }) : null;
            d.Same(p, k, "The same table at the same hour, style control on.");
            if (cents > 10)
                d.Near(off, k, "Style control off against on.");
            if (!where.Contains('f', StringComparison.Ordinal))
                continue;
            var f = d.Add(new ForeDraft($"llm-march-{code}", $"Will {company} top the LMArena text leaderboard at the end of March 2027?", "Style control on.", $"Resolves YES if a model of {company} is first on LMArena's text leaderboard (style control on) on March 31, 2027, 12:00 ET.", "2027-03-31T16:00:00Z", cents - 2));
            d.Near(p, f, "The end of December against the end of March.");
        }
    }

    private static void Listings(CatalogDraft d)
    {
        foreach (var (company, code, cents, where) in ((string, string, int, string)[])[("OpenAI", "OPENAI", 14, "pkf"), ("Anthropic", "ANTH", 39, "pkf"), ("SpaceX", "SPACEX", 48, "pk"), ("Stripe", "STRIPE", 17, "p"), ("Databricks", "DBRX", 36, "p")])
        {
            var p = d.Add(new PolyDraft($"{Derived.Slug(company)}-ipo-before-july-2027", "IPOs before July 2027?", $"{company} IPO before July 2027?",
                $"This market will resolve to \"Yes\" if {company}'s stock begins public trading on any recognized exchange by June 30, 2027, 11:59 PM ET. Otherwise, this market will resolve to \"No\". Announcements alone do not qualify.", "2027-06-30T23:59:00Z", cents)
            { Tag = "Tech" });
            if (where.Contains('k', StringComparison.Ordinal))
            {
                var k = d.Add(new KalshiDraft("KXIPO", "KXIPO-27JUL01", "IPOs before July 2027?", code, $"Will {company} confirm an IPO before Jul 1, 2027?", company,
                    $"If {company} publicly files a registration statement for an IPO before Jul 1, 2027, then the market resolves to Yes.", "The first day of trading is not relevant.", "2027-07-01T03:59:00Z", cents + 11)
                { Category = "Companies" });
                d.Near(p, k, "A public filing against the first day of trading.");
            }

            if (!where.Contains('f', StringComparison.Ordinal))
                continue;
            var f = d.Add(new ForeDraft($"ipo-{code}", $"Will shares of {company} trade on an exchange by the end of June 2027?", "First day of trading counts.", $"Resolves YES if {company}'s shares have begun trading on a recognized exchange by June 30, 2027, 23:59 ET.", "2027-06-30T23:59:00Z", cents));
            d.Same(p, f, "Trading begun by the same day.");
        }
    }

    private static void LargestCompany(CatalogDraft d)
    {
        foreach (var (company, code, cents, where) in ((string, string, int, string)[])[("NVIDIA", "NVDA", 61, "pkf"), ("Apple", "AAPL", 14, "pkf"), ("Microsoft", "MSFT", 9, "p"), ("Alphabet", "GOOGL", 17, "pk")])
        {
            var p = d.Add(new PolyDraft("largest-company-end-of-december", "Largest company end of December?", $"Will {company} be the largest company in the world by market cap on December 31?",
                $"This market will resolve to \"Yes\" if {company} is the largest company in the world by market capitalization at market close on December 31, 2026, according to https://companiesmarketcap.com/. Otherwise, this market will resolve to \"No\".", "2026-12-31T21:00:00Z", cents)
            { Group = company, NegRisk = true, Tag = "Tech" });
            var k = where.Contains('k', StringComparison.Ordinal) ? d.Add(new KalshiDraft("KXLARGESTCO", "KXLARGESTCO-26DEC31", "Largest company at the end of 2026?", code, $"Will {company} be the largest company on Dec 31, 2026?", company,
                $"If {company} has the largest market capitalization of all public companies at the close of Dec 31, 2026 according to companiesmarketcap.com, then the market resolves to Yes.", "", "2026-12-31T21:00:00Z", cents)
            { Category = "Companies", Exclusive = true }) : null;
            d.Same(p, k, "The same ranking on the same day.");
            if (!where.Contains('f', StringComparison.Ordinal))
                continue;
            var f = d.Add(new ForeDraft($"cap-{code}", $"Will {company}'s market cap exceed $5 trillion at the end of 2026?", "Close of December 31, 2026.", $"Resolves YES if {company}'s market capitalization is above 5 trillion US dollars at the close of December 31, 2026 (companiesmarketcap.com).", "2026-12-31T21:00:00Z", cents - 5));
            d.Near(p, f, "Being the largest against passing a fixed value.");
        }
    }

    private static void Launches(CatalogDraft d)
    {
        (string Key, string Question, string Rules, string KalshiTitle, string Series, string KalshiRules, string Ends, int Cents, bool Same, string Why)[] rows =
        [
            ("gpt6", "GPT-6 released by June 30, 2027?", "OpenAI makes a model named GPT-6 publicly accessible by June 30, 2027, 11:59 PM ET. A closed beta does not count", "Will OpenAI release GPT-6 before Jul 1, 2027?", "KXGPT6", "If a model named GPT-6 is released to the general public by OpenAI before Jul 1, 2027, then the market resolves to Yes.", "2027-06-30T23:59:00Z", 57, true, "A public release by the same day."),
            ("starship", "SpaceX Starship reaches orbit by March 31, 2027?", "a SpaceX Starship upper stage completes at least one full orbit of the Earth by March 31, 2027, 11:59 PM ET", "Will Starship complete an orbit before Apr 1, 2027?", "KXSTARSHIPORBIT", "If a SpaceX Starship completes at least one full orbit of the Earth before Apr 1, 2027, then the market resolves to Yes.", "2027-03-31T23:59:00Z", 44, true, "A full orbit by the same day."),
            ("fsd", "Tesla launches unsupervised FSD for customers by June 30, 2027?", "Tesla makes Full Self-Driving without supervision available in customer-owned cars in any U.S. state by June 30, 2027, 11:59 PM ET", "Will Tesla robotaxis run in California before Jul 1, 2027?", "KXTESLAROBOTAXI", "If Tesla carries paying passengers without a person in the car in California before Jul 1, 2027, then the market resolves to Yes.", "2027-06-30T23:59:00Z", 34, false, "Customers' cars anywhere against a taxi service in California."),
            ("apple-fold", "Apple releases a foldable iPhone before 2028?", "Apple begins selling an iPhone with a foldable display by December 31, 2027, 11:59 PM ET", "Will Apple announce a foldable iPhone before Jan 1, 2028?", "KXFOLDABLE", "If Apple announces a foldable iPhone before Jan 1, 2028, then the market resolves to Yes.", "2027-12-31T23:59:00Z", 81, false, "On sale against announced."),
            ("tiktok", "TikTok banned in the US again by March 31, 2027?", "TikTok is unavailable for download and use in the United States for at least 24 hours by March 31, 2027, 11:59 PM ET", "Will TikTok go dark in the US before Apr 1, 2027?", "KXTIKTOKBAN", "If TikTok is unavailable for download and use in the United States for at least 24 hours before Apr 1, 2027, then the market resolves to Yes.", "2027-03-31T23:59:00Z", 4, true, "The same condition by the same day."),
            ("agi", "OpenAI announces it has achieved AGI before 2028?", "OpenAI officially announces that it has achieved artificial general intelligence by December 31, 2027, 11:59 PM ET", "Will any company announce AGI before Jan 1, 2028?", "KXAGI", "If any AI company announces that it has achieved artificial general intelligence before Jan 1, 2028, then the market resolves to Yes.", "2027-12-31T23:59:00Z", 12, false, "One company against any company."),
        ];
        foreach (var (key, question, rules, kalshiTitle, series, kalshiRules, ends, cents, same, why) in rows)
        {
            var p = d.Add(new PolyDraft(Derived.Slug(question), question, question, $"This market will resolve to \"Yes\" if {rules}. Otherwise, this market will resolve to \"No\".\n\nThe primary resolution source will be official information; a consensus of credible reporting may also be used.", ends, cents) { Tag = "Tech" });
            var k = d.Add(new KalshiDraft(series, $"{series}-27", kalshiTitle, "", kalshiTitle, "Yes", kalshiRules, "", ends, cents) { Category = "Science and Technology" });
            if (!same)
            {
                d.Near(p, k, why);
                continue;
            }

            d.Same(p, k, why);
            var f = d.Add(new ForeDraft(key, question, "Technology.", $"Resolves YES if {rules.Replace(", 11:59 PM ET", " (ET)", StringComparison.Ordinal)}.", ends, cents));
            if (key != "starship")
                d.Same(p, f, why);
        }
    }

    private static void Awards(CatalogDraft d)
    {
        foreach (var (film, code, cents) in ((string, string, int)[])[("The Odyssey", "ODY", 34), ("Digger", "DIG", 11), ("Dune: Part Three", "DUN", 16), ("Werwulf", "WER", 4)])
        {
            var p = d.Add(new PolyDraft("oscars-2027-best-picture-winner", "Oscars 2027: Best Picture Winner", $"Will “{film}” win Best Picture at the 99th Academy Awards?",
                $"This market will resolve to \"Yes\" if “{film}” wins the Oscar for Best Picture at the 99th Academy Awards, scheduled for March 14, 2027. Otherwise, this market will resolve to \"No\".", "2027-03-14T23:59:00Z", cents)
            { Group = film, NegRisk = true, Tag = "Culture" });
            var nominated = d.Add(new KalshiDraft("KXOSCARNOMPIC", "KXOSCARNOMPIC-27", "Oscar nominations for Best Picture?", code, $"Will {film} be nominated for Best Picture at the Oscars?", film,
                $"If {film} is nominated for Best Picture at the 99th Academy Awards, then the market resolves to Yes.", "", "2027-01-21T13:00:00Z", Math.Min(cents * 2 + 25, 96))
            { Category = "Entertainment" });
            if (code is "ODY" or "DUN")
                d.Near(p, nominated, "A nomination against the award.");
            var won = d.Add(new KalshiDraft("KXOSCARPIC", "KXOSCARPIC-27", "Oscar for Best Picture?", code, $"Will {film} win Best Picture at the Oscars?", film, $"If {film} wins Best Picture at the 99th Academy Awards, then the market resolves to Yes.", "", "2027-03-14T23:59:00Z", cents) { Category = "Entertainment", Exclusive = true });
            if (code == "ODY")
                d.Same(p, won, "The same award at the same ceremony.");
        }
    }

    private static void Fillers(CatalogDraft d)
    {
        foreach (var (app, cents) in ((string, int)[])[("ChatGPT", 61), ("Gemini", 17), ("Threads", 8), ("Temu", 4), ("Sora", 3), ("Claude", 5)])
            d.Add(new KalshiDraft("KXTOPAPP", "KXTOPAPP-26DEC31", "Top free app on Dec 31?", app.ToUpperInvariant(), $"Will {app} be the top free iPhone app on Dec 31, 2026?", app, $"If {app} is first of the top free iPhone apps in the US App Store at 12:00 PM ET on Dec 31, 2026, then the market resolves to Yes.", "", "2026-12-31T17:00:00Z", cents) { Category = "Science and Technology", Exclusive = true });
        foreach (var (artist, cents) in ((string, int)[])[("Bad Bunny", 46), ("Taylor Swift", 31), ("The Weeknd", 7), ("Drake", 9), ("Bruno Mars", 5)])
            d.Add(new ForeDraft($"spotify-{Derived.Slug(artist)}", $"Will {artist} be Spotify's most streamed artist of 2027?", "Spotify Wrapped 2027.", $"Resolves YES if Spotify names {artist} the most streamed artist worldwide of 2027.", "2027-12-10T12:00:00Z", cents));
    }
}
