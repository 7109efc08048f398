using System.Globalization;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Rates, prices, jobs and growth.</summary>
internal static class EconomyFamilies
{
    private static readonly (string Code, string Month, string Days, string End)[] Meetings =
    [
        ("26DEC", "December 2026", "December 8-9", "2026-12-09T19:00:00Z"),
        ("27JAN", "January 2027", "January 26-27", "2027-01-27T19:00:00Z"),
        ("27MAR", "March 2027", "March 16-17", "2027-03-17T18:00:00Z"),
        ("27APR", "April 2027", "April 27-28", "2027-04-28T18:00:00Z"),
    ];

    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        FedDecisions(d);
        Inflation(d);
        Unemployment(d);
        Growth(d);
        Recession(d);
        KalshiLadders(d);
    }

    private static void FedDecisions(CatalogDraft d)
    {
        (string Suffix, string Poly, string Kalshi, string Rule)[] outcomes =
        [
            ("H0", "No change", "Fed maintains rate", "maintains the current rate"),
            ("C25", "25 bps decrease", "Cut 25bps", "cuts rates by exactly 25bps"),
            ("C26", "50+ bps decrease", "Cut >25bps", "cuts rates by more than 25bps"),
            ("H25", "25+ bps increase", "Hike", "hikes rates by any amount"),
        ];
        int[,] cents = { { 62, 34, 2, 1 }, { 71, 24, 2, 2 }, { 52, 40, 4, 3 }, { 61, 31, 3, 4 } };
        KalshiDraft? previousHold = null;
        for (var m = 0; m < Meetings.Length; m++)
        {
            var (code, month, days, end) = Meetings[m];
            var year = month[^4..];
            for (var o = 0; o < outcomes.Length; o++)
            {
                var (suffix, poly, kalshi, rule) = outcomes[o];
                var question = o switch
                {
                    0 => $"No change in Fed interest rates after {month} meeting?",
                    1 => $"Fed decreases interest rates by 25 bps after {month} meeting?",
                    2 => $"Fed decreases interest rates by 50+ bps after {month} meeting?",
                    _ => $"Fed increases interest rates by 25+ bps after {month} meeting?",
                };
                var p = d.Add(new PolyDraft(
                    $"fed-decision-in-{Derived.Slug(month)}", $"Fed decision in {month}?", question,
                    $"The FED interest rates are defined in this market by the upper bound of the target federal funds range. This market will resolve to the amount of basis points the upper bound of the target federal funds rate is changed by versus the level it was prior to the Federal Reserve's {month} meeting.\n\nIf the target federal funds rate is changed to a level not expressed in the displayed options, the change will be rounded up to the nearest 25 and will resolve to the relevant bracket.\n\nThe resolution source for this market is the FOMC's statement after its meeting scheduled for {days}, {year} according to the official calendar: https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm.\n\nIf no statement is released by the end date of the next scheduled meeting, this market will resolve to the \"No change\" bracket.",
                    end, cents[m, o])
                { Group = poly, NegRisk = true, Source = "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm", Tag = "Economy" });
                var k = d.Add(new KalshiDraft(
                    "KXFEDDECISION", $"KXFEDDECISION-{code}", $"Fed decision in {month}?", suffix,
                    $"Will the Federal Reserve {(o == 0 ? "hold rates steady" : o == 3 ? "hike rates" : "cut rates by " + (o == 1 ? "25bps" : ">25bps"))} at its {month} meeting?",
                    kalshi, $"If the Federal Reserve {rule} at the {days}, {year} meeting, then the market resolves to Yes.",
                    "Only the scheduled meeting counts. The change is measured in the upper bound of the target federal funds range.",
                    end, cents[m, o] + (o == 0 ? 1 : 0))
                { SubTitle = $"On {days}, {year}", Category = "Economics", Exclusive = true });
                if (o < 3)
                    d.Same(p, k, "Same meeting and same change of the upper bound.");
                if (o == 0)
                {
                    d.Near(p, previousHold, "Another FOMC meeting.");
                    previousHold = k;
                    if (m < 2)
                    {
                        var f = d.Add(new ForeDraft($"fed-hold-{code}", $"Will the Fed leave interest rates unchanged in {month}?",
                            $"The Federal Open Market Committee meets on {days}, {year}.",
                            $"Resolves YES if the FOMC statement of the {days}, {year} meeting leaves the upper bound of the target range unchanged, otherwise NO.", end, cents[m, 0] - 1));
                        d.Same(p, f, "Same meeting, no change.");
                        d.Same(k, f, "Same meeting, no change.");
                    }
                }

                if (o == 1)
                {
                    var any = d.Add(new ForeDraft($"fed-cut-{code}", $"Will the Fed cut interest rates in {month}?",
                        $"The Federal Open Market Committee meets on {days}, {year}.",
                        $"Resolves YES if the upper bound of the target federal funds range is lowered by any amount at the {days}, {year} meeting.", end, cents[m, 1] + cents[m, 2]));
                    d.Near(p, any, "Any cut, not exactly 25 basis points.");
                }
            }
        }
    }

    private static void Inflation(CatalogDraft d)
    {
        (string Code, string Month, string Released, string End, int Middle)[] months =
            [("26NOV", "November 2026", "December 10, 2026", "2026-12-10T13:25:00Z", 28), ("26DEC", "December 2026", "January 13, 2027", "2027-01-13T13:25:00Z", 27)];
        foreach (var (code, month, released, end, middle) in months)
        {
            for (var step = -2; step <= 2; step++)
            {
                var level = ((middle + step) / 10m).ToString("0.0", CultureInfo.InvariantCulture);
                var (bucket, words) = step switch
                {
                    -2 => ($"≤{level}%", $"be {level}% or less"),
                    2 => ($"≥{level}%", $"be {level}% or more"),
                    _ => ($"{level}%", $"be exactly {level}%"),
                };
                var p = d.Add(new PolyDraft($"{Derived.Slug(month)}-inflation-us-annual", $"{month} Inflation US - Annual", $"Will annual inflation {(step is -2 ? "increase by ≤" : step is 2 ? "increase by ≥" : "increase by ")}{level}% in {month}?",
                    $"This market will resolve to the percentage change in the Consumer Price Index for All Urban Consumers (CPI-U) over the 12 months ending in {month}, not seasonally adjusted, as released by the Bureau of Labor Statistics on {released}. This market will resolve to \"Yes\" if the published figure is found to {words}. Otherwise, this market will resolve to \"No\".\n\nThe resolution source is the BLS release at https://www.bls.gov/bls/news-release/cpi.htm, to one decimal point. Later revisions are not considered.",
                    end, 10 + 8 * (3 - Math.Abs(step)))
                { Group = bucket, NegRisk = true, Tag = "Economy", Source = "https://www.bls.gov/bls/news-release/cpi.htm" });
                var k = d.Add(new KalshiDraft("KXCPIYOY", $"KXCPIYOY-{code}", $"CPI year-over-year in {month}?", $"T{level}", $"Will the rate of CPI inflation be above {level}% for the year ending in {month}?",
                    $"Above {level}%", $"If the year-over-year rate of CPI inflation for {month} is above {level}% as published by the Bureau of Labor Statistics, then the market resolves to Yes.",
                    $"The not seasonally adjusted CPI-U is used, to one decimal. Exactly {level}% resolves to No. Scheduled release: {released}.", end, Math.Clamp(50 - 22 * step, 3, 97))
                { Category = "Economics", SubTitle = $"In {month}", Floor = (middle + step) / 10m });
                if (step == 2)
                    d.Near(p, k, "At least against above: the very level settles them differently.");
                if (step == 0)
                    d.Near(p, k, "Exactly this figure against anything above it.");
                if (step is 0 or 1)
                {
                    var f = d.Add(new ForeDraft($"cpi-{code}-{level}", $"Will US CPI inflation for {month} come in above {level}%?", $"BLS publishes the figure on {released}.",
                        $"Resolves YES if the 12-month change of CPI-U (not seasonally adjusted) for {month}, as first published by BLS, is strictly above {level}%.", end, Math.Clamp(50 - 22 * step, 3, 97)));
                    d.Same(k, f, "Same month, same series, strictly above the same level.");
                    d.Near(p, f, step == 0 ? "Exactly this figure against anything above it." : "A one-decimal bucket against everything above it.");
                }
            }

            var core = d.Add(new KalshiDraft("KXCPICOREYOY", $"KXCPICOREYOY-{code}", $"Core CPI year-over-year in {month}?", "T3.0", $"Will core CPI inflation be above 3.0% for the year ending in {month}?",
                "Above 3.0%", $"If the year-over-year rate of CPI inflation excluding food and energy for {month} is above 3.0%, then the market resolves to Yes.", "", end, 44)
            { Category = "Economics", SubTitle = $"In {month}", Floor = 3.0m });
            var headline = d.Add(new ForeDraft($"cpi-headline-{code}", $"Will US inflation be above 3.0% in {month}?", $"Headline CPI, published {released}.",
                $"Resolves YES if the 12-month change of the all-items CPI-U for {month} is above 3.0% in the first BLS release.", end, 22));
            d.Near(core, headline, "Core inflation against headline inflation.");
        }
    }

    private static void Unemployment(CatalogDraft d)
    {
        for (var step = 0; step < 5; step++)
        {
            var level = (4.2m + step * 0.1m).ToString("0.0", CultureInfo.InvariantCulture);
            var p = d.Add(new PolyDraft("november-2026-unemployment-rate", "November unemployment rate?", $"Will the November 2026 unemployment rate be {level}%?",
                $"This market will resolve according to the seasonally adjusted U-3 unemployment rate for November 2026 as reported in the BLS Employment Situation report scheduled for December 4, 2026. This market will resolve to \"Yes\" if the rate is reported as {level}%. Otherwise, this market will resolve to \"No\".\n\nIf no data is released by the time the next month's report is published, this market will resolve to the lowest bracket.",
                "2026-12-04T13:30:00Z", new[] { 6, 18, 38, 25, 9 }[step])
            { Group = level + "%", NegRisk = true, Tag = "Economy" });
            var k = d.Add(new KalshiDraft("KXU3", "KXU3-26NOV", "Unemployment rate in November 2026?", $"T{level}", $"Will the unemployment rate (U-3) be above {level}% in November 2026?", $"Above {level}%",
                $"If the U-3 unemployment rate for November 2026 is above {level}%, then the market resolves to Yes.", "Seasonally adjusted, as first reported.", "2026-12-04T13:25:00Z", new[] { 90, 70, 34, 10, 3 }[step])
            { Category = "Economics", Floor = 4.2m + step * 0.1m });
            if (step is 1 or 2)
                d.Near(p, k, "Exactly this rate against any rate above it.");
            if (step != 2)
                continue;
            var f = d.Add(new ForeDraft("u3-dec-44", "Will US unemployment be above 4.4% in December 2026?", "BLS reports in January 2027.",
                "Resolves YES if the seasonally adjusted U-3 rate for December 2026 is first reported above 4.4%.", "2027-01-08T13:30:00Z", 36));
            d.Near(k, f, "November's rate against December's.");
            var same = d.Add(new ForeDraft("u3-nov-44", "Will US unemployment be above 4.4% in November 2026?", "BLS reports on December 4, 2026.",
                "Resolves YES if the seasonally adjusted U-3 rate for November 2026 is first reported above 4.4%.", "2026-12-04T13:30:00Z", 34));
            d.Same(k, same, "Same month, same series, strictly above the same level.");
        }
    }

    private static void Growth(CatalogDraft d)
    {
        (string Low, string High, int Cents)[] ranges = [("", "1.0", 8), ("1.0", "2.0", 27), ("2.0", "3.0", 38), ("3.0", "4.0", 19), ("4.0", "", 8)];
        foreach (var (low, high, cents) in ranges)
        {
            var label = low.Length == 0 ? $"<{high}%" : high.Length == 0 ? $">{low}%" : $"{low}–{high}%";
            var p = d.Add(new PolyDraft("us-gdp-growth-in-q4-2026", "US GDP growth in Q4 2026?", $"Will US GDP growth in Q4 2026 be {(low.Length == 0 ? "less than " + high + "%" : high.Length == 0 ? "greater than " + low + "%" : $"between {low}% and {high}%")}?",
                "This market will resolve based on the annualized rate of change of seasonally adjusted real GDP for Q4 2026 in the advance estimate of the Bureau of Economic Analysis, scheduled for January 28, 2027.\n\nIf the reported value falls exactly between two brackets, then this market will resolve to the higher range bracket.",
                "2027-01-28T13:30:00Z", cents)
            { Group = label, NegRisk = true, Tag = "Economy" });
            if (low.Length == 0)
                continue;
            var k = d.Add(new KalshiDraft("KXGDP", "KXGDP-27JAN28", "US GDP growth in Q4 2026?", $"T{low}", $"Will real GDP increase by more than {low}% in Q4 2026?", $"Above {low}%",
                $"If real GDP increases by more than {low}% in Q4 2026 (advance estimate, annualized), then the market resolves to Yes.", "", "2027-01-28T13:25:00Z", new Dictionary<string, int> { ["1.0"] = 90, ["2.0"] = 64, ["3.0"] = 27, ["4.0"] = 8 }[low])
            { Category = "Economics", Floor = decimal.Parse(low, CultureInfo.InvariantCulture) });
            if (low == "4.0")
                d.Near(p, k, "Bound: exactly 4.0% falls into Polymarket's top bracket and is not above 4.0%.");
            else if (low == "2.0")
                d.Near(p, k, "A bracket with an upper end against everything above its lower end.");
        }
    }

    private static void Recession(CatalogDraft d)
    {
        var k = d.Add(new KalshiDraft("KXRECSSNBER", "KXRECSSNBER-27", "Recession in 2027?", "", "Will there be a recession in 2027?", "In 2027",
            "If there are two consecutive quarters of negative real GDP growth, both ending in 2027, then the market resolves to Yes.", "Advance estimates are used for the last quarter.", "2028-01-31T15:00:00Z", 24)
        { Category = "Economics" });
        var p = d.Add(new PolyDraft("us-recession-in-2027", "US recession in 2027?", "US recession in 2027?",
            "This market will resolve to \"Yes\" if either of the following conditions is met between January 1, 2027 and December 31, 2027, 11:59 PM ET: the NBER publicly announces that a recession has occurred in the United States at any point in 2027; or the BEA's advance estimates show two consecutive quarters of negative real GDP growth. Otherwise, this market will resolve to \"No\".",
            "2028-01-31T23:59:00Z", 29)
        { Tag = "Economy" });
        var f = d.Add(new ForeDraft("recession-2027-gdp", "Will the US have two straight quarters of negative GDP growth in 2027?", "The textbook recession.",
            "Resolves YES if real GDP growth is negative in two consecutive quarters of 2027 by BEA's advance estimates.", "2028-01-31T15:00:00Z", 23));
        d.Same(k, f, "Both count two negative quarters within 2027.");
        d.Near(p, k, "NBER's announcement is enough at Polymarket only.");
        d.Near(p, f, "NBER's announcement is enough at Polymarket only.");
    }

    private static void KalshiLadders(CatalogDraft d)
    {
        foreach (var (level, cents) in ((string, int)[])[("2.80", 88), ("2.90", 71), ("3.00", 46), ("3.10", 22), ("3.20", 8)])
            d.Add(new KalshiDraft("KXAAAGASM", "KXAAAGASM-26DEC31", "US gas prices this month", $"T{level}", $"Will average gas prices be above ${level} on December 31, 2026?", $"Above ${level}",
                $"If average regular gas prices in the US are strictly greater than ${level} on December 31, 2026 according to AAA, then the market resolves to Yes.", "", "2026-12-31T15:00:00Z", cents)
            { Category = "Economics" });
        foreach (var (level, cents) in ((string, int)[])[("6.0", 82), ("6.2", 58), ("6.4", 27), ("6.6", 9)])
            d.Add(new KalshiDraft("KXMORTGAGERATE", "KXMORTGAGERATE-26DEC31", "Mortgage rates this month", $"T{level}", $"Will the 30-year fixed mortgage rate be above {level}% on December 31, 2026?", $"Above {level}%",
                $"If the Freddie Mac 30-year fixed rate published for the week of December 31, 2026 is above {level}%, then the market resolves to Yes.", "", "2026-12-31T17:00:00Z", cents)
            { Category = "Economics" });
        foreach (var (name, place, cents) in ((string, string, int)[])[("ECB", "Frankfurt", 12), ("Bank of England", "London", 48), ("Bank of Japan", "Tokyo", 33), ("Bank of Canada", "Ottawa", 21), ("Reserve Bank of Australia", "Sydney", 26)])
        {
            d.Add(new PolyDraft($"{Derived.Slug(name)}-decision-in-december", $"{name} decision in December?", $"{name} decreases its policy rate at its December 2026 meeting?",
                $"This market will resolve to \"Yes\" if the {name} lowers its main policy rate at its meeting in December 2026. Otherwise, this market will resolve to \"No\".\n\nThe resolution source is the statement published by the {name} in {place} after the meeting.", "2026-12-18T12:00:00Z", cents)
            { Tag = "Economy" });
            d.Add(new ForeDraft($"hike-{Derived.Slug(name)}", $"Will the {name} raise rates in the first half of 2027?", $"Decisions are announced in {place}.",
                $"Resolves YES if the {name} raises its main policy rate at any meeting from January 1 to June 30, 2027.", "2027-06-30T23:59:00Z", Math.Max(4, 40 - cents / 2)));
        }
    }
}
