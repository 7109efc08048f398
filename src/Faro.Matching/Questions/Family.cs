namespace Faro.Matching.Questions;

/// <summary>The kind of question a market asks. Two kinds settle differently, unless <see cref="Families.Meet"/> says that they can be one.</summary>
public enum Family
{
    /// <summary>None that is known: such a market is linked by no rule.</summary>
    Unknown,

    /// <summary>Who wins a game, or whether it is drawn.</summary>
    Game,

    /// <summary>Who wins a map, set, half, quarter or inning.</summary>
    PartOfGame,

    /// <summary>Who wins a series of games.</summary>
    Series,

    /// <summary>Whether a side wins by a margin.</summary>
    Spread,

    /// <summary>How much both sides score together.</summary>
    Total,

    /// <summary>How much one side scores.</summary>
    TeamTotal,

    /// <summary>Anything else about a game: a player's count, the method, the first to score.</summary>
    GameProposition,

    /// <summary>Who wins, reaches or finishes where in a competition.</summary>
    Futures,

    /// <summary>Who wins an award, is nominated for it, or is drafted where.</summary>
    Award,

    /// <summary>Who wins an election.</summary>
    Election,

    /// <summary>Who is nominated by a party.</summary>
    Nominee,

    /// <summary>Who takes an office.</summary>
    Appointment,

    /// <summary>Whether somebody leaves an office.</summary>
    Departure,

    /// <summary>Whether a price is reached within a window.</summary>
    PriceTouch,

    /// <summary>The level of a price at an instant.</summary>
    PriceAt,

    /// <summary>Whether a price rises or falls between two instants.</summary>
    UpOrDown,

    /// <summary>A statistic of an economy.</summary>
    Macro,

    /// <summary>What a central bank decides.</summary>
    RateDecision,

    /// <summary>How often a central bank moves.</summary>
    RateCount,

    /// <summary>Temperature, rain, snow.</summary>
    Weather,

    /// <summary>A place on a chart or in a ranking.</summary>
    Ranking,

    /// <summary>How many.</summary>
    Count,

    /// <summary>Whether somebody says a word.</summary>
    Mention,

    /// <summary>Whether something happens in time.</summary>
    Event,

    /// <summary>What a list does not name.</summary>
    Rest,

    /// <summary>Several propositions in one.</summary>
    Combination,
}

/// <summary>What each family needs, and which families can be one question under two names.</summary>
internal static class Families
{
    /// <summary>Whether the family is about sport.</summary>
    public static bool IsContest(this Family family) => family is >= Family.Game and <= Family.Futures;

    /// <summary>Whether the family is about one game.</summary>
    public static bool IsGame(this Family family) => family is Family.Game or Family.PartOfGame or Family.Spread or Family.Total or Family.TeamTotal or Family.GameProposition;

    /// <summary>Whether the family is about a vote.</summary>
    public static bool IsCivic(this Family family) => family is Family.Election or Family.Nominee;

    /// <summary>Whether the names in it are persons'.</summary>
    public static bool NamesPersons(this Family family) =>
        family is Family.Award or Family.Election or Family.Nominee or Family.Appointment or Family.Departure or Family.Mention or Family.Event or Family.Ranking or Family.Count;

    /// <summary>The slots that have to be read on both sides and be equal.</summary>
    public static IReadOnlyList<SlotName> Needs(Family family) => family switch
    {
        Family.Game or Family.PartOfGame => [SlotName.Sport, SlotName.Participants, SlotName.Subject, SlotName.Day],
        Family.Spread or Family.TeamTotal => [SlotName.Sport, SlotName.Participants, SlotName.Subject, SlotName.Day, SlotName.Level],
        Family.Total => [SlotName.Sport, SlotName.Participants, SlotName.Day, SlotName.Level],
        Family.GameProposition => [SlotName.Sport, SlotName.Participants, SlotName.Day, SlotName.Wording],
        Family.Series => [SlotName.Sport, SlotName.Participants, SlotName.Subject, SlotName.Edition],
        Family.Futures => [SlotName.Competition, SlotName.Subject, SlotName.Edition],
        Family.Award => [SlotName.Award, SlotName.Subject, SlotName.Edition],
        Family.Election => [SlotName.Office, SlotName.Place, SlotName.Edition],
        Family.Nominee => [SlotName.Office, SlotName.Party, SlotName.Subject, SlotName.Edition],
        Family.Appointment => [SlotName.Office, SlotName.Subject],
        Family.Departure => [SlotName.Subject, SlotName.Window],
        Family.PriceTouch => [SlotName.Instrument, SlotName.Level, SlotName.Window, SlotName.Feed],
        Family.PriceAt => [SlotName.Instrument, SlotName.Level, SlotName.Day],
        Family.UpOrDown => [SlotName.Instrument, SlotName.Instant, SlotName.Feed],
        Family.Macro => [SlotName.Measure, SlotName.Level, SlotName.Day],
        Family.RateDecision => [SlotName.Measure, SlotName.Day, SlotName.Level],
        Family.RateCount => [SlotName.Measure, SlotName.Level, SlotName.Window],
        Family.Weather => [SlotName.Station, SlotName.Level, SlotName.Day],
        Family.Ranking => [SlotName.Subject, SlotName.Day],
        Family.Count => [SlotName.Level, SlotName.Window],
        Family.Mention => [SlotName.Window],
        Family.Event => [SlotName.Window],
        _ => [],
    };

    /// <summary>Whether two families can be one question: a label says less than the rules do.</summary>
    public static bool Meet(Family a, Family b)
    {
        if (a == b)
            return true;
        var (x, y) = a < b ? (a, b) : (b, a);
        return (x, y) is (Family.Election, Family.Appointment) or (Family.Unknown, Family.Event) or (Family.Count, Family.Event) or (Family.Macro, Family.Count)
            or (Family.Macro, Family.Event) or (Family.Award, Family.Event) or (Family.Futures, Family.Award) or (Family.Departure, Family.Event) or (Family.Ranking, Family.Event)
            or (Family.Election, Family.Nominee) or (Family.Unknown, Family.Count) or (Family.Appointment, Family.Event) or (Family.Election, Family.Event)
            or (Family.PriceTouch, Family.Event) or (Family.PriceAt, Family.Event) or (Family.PriceAt, Family.Count) or (Family.Weather, Family.Count) or (Family.Weather, Family.Event) or (Family.Ranking, Family.Count) or (Family.Ranking, Family.Award)
            or (Family.Futures, Family.Event);
    }
}
