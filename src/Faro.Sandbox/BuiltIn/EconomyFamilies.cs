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

    public static void Add(CatalogDraft d) => FedDecisions(d);

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
                var p = d.Add(new PolyDraft(
                    $"fed-decision-in-{month.ToLowerInvariant().Replace(' ', '-')}", $"Fed decision in {month}?",
                    o == 0 ? $"No change in Fed interest rates after {month} meeting?" : $"Fed {(o == 3 ? "increases" : "decreases")} interest rates by {(o == 1 ? "25" : o == 2 ? "50+" : "25+")} bps after {month} meeting?",
                    $"The FED interest rates are defined in this market by the upper bound of the target federal funds range. This market will resolve to the amount of basis points the upper bound of the target federal funds rate is changed by versus the level it was prior to the Federal Reserve's {month} meeting.\n\nIf the target federal funds rate is changed to a level not expressed in the displayed options, the change will be rounded up to the nearest 25 and will resolve to the relevant bracket.\n\nThe resolution source for this market is the FOMC's statement after its meeting scheduled for {days}, {year} according to the official calendar: https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm.\n\nIf no statement is released by the end date of the next scheduled meeting, this market will resolve to the \"No change\" bracket.",
                    end, cents[m, o]) { Group = poly, NegRisk = true, Source = "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm", Tag = "Economy" });
                var k = d.Add(new KalshiDraft(
                    "KXFEDDECISION", $"KXFEDDECISION-{code}", $"Fed decision in {month}?", suffix,
                    $"Will the Federal Reserve {(o == 0 ? "hold rates steady" : o == 3 ? "hike rates" : "cut rates by " + (o == 1 ? "25bps" : ">25bps"))} at its {month} meeting?",
                    kalshi,
                    $"If the Federal Reserve {rule} at the {days}, {year} meeting, then the market resolves to Yes.",
                    "Only the scheduled meeting counts. The change is measured in the upper bound of the target federal funds range.",
                    end, cents[m, o] + (o == 0 ? 1 : 0)) { SubTitle = $"On {days}, {year}", Category = "Economics", Exclusive = true });
                d.Same(p, k, "Same meeting and same change of the upper bound; off-step moves round into the same bracket.");
                if (o != 0)
                    continue;
                d.Near(p, previousHold, "Another FOMC meeting.");
                previousHold = k;
            }
        }
    }
}
