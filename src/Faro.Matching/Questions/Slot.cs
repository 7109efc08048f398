namespace Faro.Matching.Questions;

/// <summary>One of the texts of a market.</summary>
public enum TextPart
{
    /// <summary>The question.</summary>
    Title,

    /// <summary>The short name of the outcome.</summary>
    OutcomeName,

    /// <summary>The title of the venue's own event.</summary>
    EventTitle,

    /// <summary>Its second line.</summary>
    EventSubtitle,

    /// <summary>The rules.</summary>
    Rules,

    /// <summary>The further rules.</summary>
    RulesSecondary,

    /// <summary>The stated source.</summary>
    ResolutionSource,

    /// <summary>The label of the first outcome.</summary>
    YesLabel,

    /// <summary>The label of the second outcome.</summary>
    NoLabel,

    /// <summary>The venue's ticker.</summary>
    Ticker,

    /// <summary>When the venue says that the market ends.</summary>
    EndsAt,

    /// <summary>When the game begins, by the venue's record.</summary>
    StartsAt,

    /// <summary>The venue's tags and series.</summary>
    Tags,

    /// <summary>The kind and line of a sports market, or the strike, in the venue's record.</summary>
    Record,
}

/// <summary>The place that a slot was read from.</summary>
/// <param name="Part">The text.</param>
/// <param name="At">The first character.</param>
/// <param name="End">One past the last.</param>
public readonly record struct Quotation(TextPart Part, int At, int End)
{
    /// <summary>The words that stand there.</summary>
    public string In(MarketText market)
    {
        var text = Part switch
        {
            TextPart.Title => market.Title,
            TextPart.OutcomeName => market.OutcomeName,
            TextPart.EventTitle => market.EventTitle,
            TextPart.EventSubtitle => market.EventSubtitle,
            TextPart.Rules => market.Rules,
            TextPart.RulesSecondary => market.RulesSecondary,
            TextPart.ResolutionSource => market.ResolutionSource,
            TextPart.YesLabel => market.YesLabel,
            TextPart.NoLabel => market.NoLabel,
            TextPart.Ticker => market.MarketId,
            TextPart.StartsAt => Time(market.StartsAt ?? market.EndsAt),
            TextPart.Tags => string.Join(", ", market.Tags),
            TextPart.Record => market.Kind is not null
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{market.Kind} {market.Line}").TrimEnd()
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{market.StrikeType} {market.FloorStrike} {market.CapStrike}").Trim(),
            _ => Time(market.EndsAt),
        };
        if (text is null)
            return "";
        var (at, end) = (Math.Clamp(At, 0, text.Length), Math.Clamp(End, 0, text.Length));
        return Part is TextPart.EndsAt or TextPart.StartsAt || end <= at ? text : text[at..end];
    }

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Whether a slot was read.</summary>
public enum SlotState
{
    /// <summary>The market does not say.</summary>
    Unread,

    /// <summary>Taken from the market's own close time or ticker.</summary>
    Defaulted,

    /// <summary>It is in the market's words.</summary>
    Read,
}

/// <summary>What a question is made of.</summary>
public enum SlotName
{
    /// <summary>The kind of question.</summary>
    Family,

    /// <summary>What has to happen.</summary>
    Act,

    /// <summary>Whom or what YES names.</summary>
    Subject,

    /// <summary>The two sides of a fixture.</summary>
    Participants,

    /// <summary>The sport.</summary>
    Sport,

    /// <summary>The competition, and its conference or division.</summary>
    Competition,

    /// <summary>Men or women.</summary>
    Sex,

    /// <summary>The part of the game: map, set, half, quarter, inning.</summary>
    Part,

    /// <summary>Which game of a series or doubleheader.</summary>
    GameNumber,

    /// <summary>The round or stage.</summary>
    Stage,

    /// <summary>Season, edition or year.</summary>
    Edition,

    /// <summary>The day.</summary>
    Day,

    /// <summary>The time of day, with its zone.</summary>
    Instant,

    /// <summary>The last moment that counts.</summary>
    Window,

    /// <summary>The numbers asked for.</summary>
    Level,

    /// <summary>The thing measured.</summary>
    Measure,

    /// <summary>What is priced.</summary>
    Instrument,

    /// <summary>Where the value is read.</summary>
    Feed,

    /// <summary>The weather station.</summary>
    Station,

    /// <summary>The office.</summary>
    Office,

    /// <summary>The state, country, city or district.</summary>
    Place,

    /// <summary>The party.</summary>
    Party,

    /// <summary>The award or chart.</summary>
    Award,

    /// <summary>A rank or seed.</summary>
    Rank,

    /// <summary>Any, all, next, first, a new one.</summary>
    Quantifier,

    /// <summary>Whether an announcement is enough, or the act itself is needed.</summary>
    Settlement,

    /// <summary>Whether the outcomes agree directly or inverted.</summary>
    Polarity,

    /// <summary>Whether the rules are there, and filled in.</summary>
    Rules,

    /// <summary>Clauses on cancellation, ties, death.</summary>
    Clauses,

    /// <summary>The words that no other slot reads.</summary>
    Wording,
}

/// <summary>A slot of a question with its value.</summary>
/// <param name="Name">Which.</param>
/// <param name="State">Whether it was read.</param>
/// <param name="Value">The value, in a form that two markets can be compared by.</param>
/// <param name="Quotation">Its place in the text.</param>
public sealed record Slot(SlotName Name, SlotState State, string Value, Quotation Quotation);
