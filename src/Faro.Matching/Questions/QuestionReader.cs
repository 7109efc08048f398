using Faro.Matching.Terms;

namespace Faro.Matching.Questions;

/// <summary>Puts a market's words together as a <see cref="Question"/>. Pure.</summary>
internal static class QuestionReader
{
    public static Question Read(Scratch s, MarketText market, MarketTerms terms, Names names)
    {
        var leagues = ContestReader.Leagues(s, market);
        var sports = ContestReader.Sports(s, leagues, names);
        var (part, game) = ContestReader.Parts(s, market, sports);
        var instruments = FactReader.Instruments(s);
        var (settlement, at) = FactReader.Settle(s);
        var q = new Question
        {
            Names = names,
            Leagues = leagues,
            Sports = sports,
            Sex = ContestReader.Sex(s, leagues),
            Part = part,
            GameNumber = game,
            Days = TimeReader.Days(s, market),
            Months = TimeReader.Asked(s, 92),
            AskedDays = TimeReader.Asked(s, 1),
            Instants = TimeReader.Instants(s),
            Edition = TimeReader.Edition(s, market),
            Window = TimeReader.Window(s, names.Named.Count == 2, out var windowFrom),
            WindowFrom = windowFrom,
            Instruments = instruments,
            Feeds = FactReader.Codes(s, WordKind.Feed, Field.Source),
            Stations = FactReader.Codes(s, WordKind.Station, Field.Source),
            Quantifiers = FactReader.Quantifiers(s),
            Makers = NameReader.Makers(s),
            Groups = NameGroups.Read(s),
            Turns = Turn.In(s),
            Contract = instruments.Count > 0 ? ContractReader.Read(s) : null,
            Excluded = ExclusionReader.Excluded(s),
            PaidFor = ExclusionReader.Asked(s),
            Settlement = settlement,
            SettlementAt = at,
            Blank = FactReader.Blank(market),
            LabelsReversed = Lower(market.YesLabel) is "no" or "under" or "down" && Lower(market.NoLabel) is "yes" or "over" or "up",
        };
        var family = FamilyReader.Read(s, market, terms, q);
        if (family == Family.Macro)
            q = q with { Months = TimeReader.Periods(s) };
        q = q with { Family = family, MarginSign = family == Family.Spread ? MarginSign(market.Title) : 1 };
        return q with { Slots = SlotList.Of(s, terms, q) };
    }

    private static string Lower(string text) => text.Trim().ToLowerInvariant();

    // "Spread: Roma (+1.5)": the side may lose by one and still be paid.
    private static int MarginSign(string title)
    {
        var plus = title.IndexOf('+', StringComparison.Ordinal);
        return plus >= 0 && plus + 1 < title.Length && char.IsAsciiDigit(title[plus + 1]) && title.IndexOf('-', StringComparison.Ordinal) is var minus && (minus < 0 || minus > plus || !char.IsAsciiDigit(title[Math.Min(title.Length - 1, minus + 1)])) ? -1 : 1;
    }
}
