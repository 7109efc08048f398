namespace Faro.Matching.Terms;

/// <summary>Reads what a number counts: "20 or more named tropical storms" counts storms, one by one. Measures can be divided and count nothing.</summary>
internal static class CountedNouns
{
    private const int Reach = 6;

    private static readonly HashSet<string> Measures = new(StringComparer.Ordinal)
    {
        "dollars", "cents", "euros", "pounds", "points", "degrees", "percent", "bps", "inches", "feet", "yards", "miles", "meters", "metres", "kilometers", "kilometres", "acres", "hectares", "gallons", "barrels", "liters", "litres",
        "tons", "tonnes", "kilograms", "grams", "ounces", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades", "thousands", "millions", "billions", "trillions", "terms", "watts", "megawatts", "gigawatts",
        "times", "sales", "earnings", "revenues", "prices", "costs", "rates", "odds", "stars",
    };

    private static readonly HashSet<string> NoNouns = new(StringComparer.Ordinal) { "this", "does", "resolves", "less", "versus", "news", "series", "always", "perhaps" };

    public static IReadOnlySet<string> Read(Scratch s)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var st in s.Stretches)
        {
            if (st.Field is not (Field.Title or Field.Condition))
                continue;
            for (var i = st.From; i < st.To; i++)
            {
                if (!s.All[i].IsNumber || s.WordAt[i] < 0 || s.All[i].Value != decimal.Truncate(s.All[i].Value) || s.All[i].Has(TokenMark.Dollar) || s.All[i].Has(TokenMark.Percent))
                    continue;
                for (var k = i + 1; k < st.To && k <= i + Reach && !s.All[k].IsNumber && !s.All[k - 1].Has(TokenMark.SentenceEnd); k++)
                {
                    var word = s.All[k].Text;
                    if (Measures.Contains(word))
                        break;
                    if (word.Length > 3 && !NoNouns.Contains(word) && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i'))
                    {
                        found.Add(word);
                        break;
                    }
                }
            }
        }

        return found;
    }
}
