using Faro.Matching.Knowledge;

namespace Faro.Matching.Questions;

/// <summary>A competition that a market names.</summary>
/// <param name="Competition">The competition.</param>
/// <param name="Unit">Its title, a conference, a division; empty for the whole.</param>
/// <param name="Quotation">Its place in the text.</param>
internal sealed record LeagueRead(Competition Competition, string Unit, Quotation Quotation);

/// <summary>A value with its place.</summary>
/// <param name="Value">The value.</param>
/// <param name="State">Read, or taken from the market's own times or ticker.</param>
/// <param name="Quotation">Its place in the text.</param>
internal sealed record Read<T>(T Value, SlotState State, Quotation Quotation);

/// <summary>The years that a question is about.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last: for "2025-26" the second.</param>
internal readonly record struct Edition(int From, int To)
{
    public bool Fits(Edition other) => To == other.To && (From == other.From || From == To || other.From == other.To);

    public override string ToString() => From == To ? $"{From}" : $"{From}-{To % 100:00}";
}

/// <summary>Whether an announcement settles the market.</summary>
internal enum Settlement
{
    /// <summary>Nothing is said of one.</summary>
    Unsaid,

    /// <summary>The announcement is what is asked for.</summary>
    Asked,

    /// <summary>An announcement is enough, as is the act.</summary>
    Enough,

    /// <summary>An announcement is not enough.</summary>
    NotEnough,
}

/// <summary>A market's question: its family and the slots that the market's words fill.</summary>
public sealed record Question
{
    /// <summary>Nothing read.</summary>
    public static Question None { get; } = new();

    /// <summary>The family.</summary>
    public Family Family { get; init; }

    /// <summary>The slots that could be read, with their places in the text.</summary>
    public IReadOnlyList<Slot> Slots { get; init; } = [];

    internal Names Names { get; init; } = new(null, [], [], [], new HashSet<int>());

    internal IReadOnlyList<LeagueRead> Leagues { get; init; } = [];

    /// <summary>The sports named, by words, ticker, or teams of one sport only.</summary>
    internal IReadOnlyList<Read<string>> Sports { get; init; } = [];

    /// <summary><c>m</c> or <c>f</c>; null when nothing says.</summary>
    internal Read<string>? Sex { get; init; }

    /// <summary>The part of the game, such as <c>map 1</c>; null for the whole.</summary>
    internal Read<string>? Part { get; init; }

    internal Read<int>? GameNumber { get; init; }

    /// <summary>Which side a margin is asked of: +1 when the side named has to win by it, -1 when it may lose by less.</summary>
    internal int MarginSign { get; init; } = 1;

    internal IReadOnlyList<Read<DateOnly>> Days { get; init; } = [];

    /// <summary>The months or quarters asked about: those of the title, else of the label, the rules, the event.</summary>
    internal IReadOnlyList<Terms.DateSpan> Months { get; init; } = [];

    /// <summary>The days asked about, of the first text that names any.</summary>
    internal IReadOnlyList<Terms.DateSpan> AskedDays { get; init; } = [];

    internal IReadOnlyList<Read<DateTime>> Instants { get; init; } = [];

    internal Read<Edition>? Edition { get; init; }

    internal Read<DateOnly>? Window { get; init; }

    /// <summary>The first day of a window that is shorter than a season, such as a month; null when none is set.</summary>
    internal DateOnly? WindowFrom { get; init; }

    internal IReadOnlyList<Read<string>> Instruments { get; init; } = [];

    internal IReadOnlyList<Read<string>> Feeds { get; init; } = [];

    internal IReadOnlyList<Read<string>> Stations { get; init; } = [];

    internal IReadOnlyList<Read<string>> Quantifiers { get; init; } = [];

    /// <summary>The words behind "by" in title, label and condition: whose a song, a book or a film is.</summary>
    internal IReadOnlySet<string> Makers { get; init; } = new HashSet<string>();

    /// <summary>The names of the paying condition in their order.</summary>
    internal NameGroups Groups { get; init; } = NameGroups.None;

    /// <summary>Phrases that turn or narrow what is asked.</summary>
    internal IReadOnlyList<Read<Turn>> Turns { get; init; } = [];

    /// <summary>The month of the futures contract that is priced.</summary>
    internal Read<int>? Contract { get; init; }

    /// <summary>What the further rules say not to count.</summary>
    internal IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    /// <summary>The words for which the market pays.</summary>
    internal IReadOnlySet<string> PaidFor { get; init; } = new HashSet<string>();

    internal Settlement Settlement { get; init; }

    internal Quotation SettlementAt { get; init; }

    /// <summary>Where the rules hold a blank that nobody filled.</summary>
    internal Quotation? Blank { get; init; }

    /// <summary>Whether the first outcome is the one called No, Under or Down.</summary>
    internal bool LabelsReversed { get; init; }

    internal string Canonical() => $"{Family}|{string.Join(';', Slots.Select(s => $"{s.Name}={s.Value}"))}";
}
