namespace Faro.Matching.Terms;

/// <summary>Where in a market's text a word is. The order is the order of trust: a title asks, rules explain.</summary>
internal enum Field : byte
{
    Title,
    Outcome,
    Event,
    Subtitle,

    /// <summary>The sentence of the rules that says when the market pays.</summary>
    Condition,

    /// <summary>The rest of the rules.</summary>
    Rules,

    /// <summary>Sentences about cancellation, ties, late results, replacements.</summary>
    Fallback,

    /// <summary>Sentences that name the resolution source.</summary>
    Source,
}

[Flags]
internal enum TokenMark : uint
{
    None = 0,
    Capital = 1,
    SentenceStart = 2,
    SentenceEnd = 4,
    Number = 8,
    Dollar = 16,
    Percent = 32,

    /// <summary>A plus directly after a number: "25+".</summary>
    Plus = 64,
    Less = 128,
    Greater = 256,
    OrEqual = 512,
    Hash = 1024,
    IsoDate = 2048,

    /// <summary>A hyphen or dash joins this word to the one before it.</summary>
    Joined = 4096,

    /// <summary>A minus sign before a number, not a range.</summary>
    Minus = 8192,
    Clock = 16384,

    /// <summary>A line break precedes this word.</summary>
    Break = 32768,

    /// <summary>A colon precedes this word: "Masters: A vs B".</summary>
    Colon = 65536,

    /// <summary>"2nd", "98th".</summary>
    Ordinal = 131072,

    /// <summary>A comma precedes this word.</summary>
    Comma = 262144,
}

/// <summary>One word, folded to lower-case ASCII, or a number.</summary>
internal readonly record struct Token(string Text, TokenMark Marks, decimal Value)
{
    public bool Has(TokenMark mark) => (Marks & mark) != 0;

    public bool IsNumber => (Marks & TokenMark.Number) != 0;

    /// <summary>Where the word begins in its text.</summary>
    public int At { get; init; }

    /// <summary>One past its last character.</summary>
    public int End { get; init; }
}
