namespace Faro.Http.Matches;

/// <summary>A pair, who linked it, and the words of both markets when they were judged and now.</summary>
public sealed record PairDetailAnswer : PairAnswer
{
    /// <summary>Who linked the two; null while they are not linked.</summary>
    public required LinkedByAnswer? LinkedBy { get; init; }

    /// <summary>Both texts, then and now, with the differing words.</summary>
    public required PairTextsAnswer Texts { get; init; }
}

/// <summary>The fact that linked a pair.</summary>
public sealed record LinkedByAnswer
{
    /// <summary>Who did it: match for a matching run, admin or key/UUID for an operator; the pair's judge field says who judged.</summary>
    public required string? By { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its place in the whole log.</summary>
    public required long Sequence { get; init; }

    /// <summary>The request or run it came from; GET /audit lists what else that recorded.</summary>
    public required string? CorrelationId { get; init; }
}

/// <summary>The words of both markets, then and now.</summary>
public sealed record PairTextsAnswer
{
    /// <summary>The left market's words.</summary>
    public required PairSideTextsAnswer Left { get; init; }

    /// <summary>The right market's words.</summary>
    public required PairSideTextsAnswer Right { get; init; }

    /// <summary>The words in which the judged titles differ; first is the left market's.</summary>
    public IReadOnlyList<DifferenceAnswer> TitleDifference { get; init; } = [];

    /// <summary>The words in which the judged rules differ; first is the left market's.</summary>
    public IReadOnlyList<DifferenceAnswer> RulesDifference { get; init; } = [];
}

/// <summary>A market's words when it was judged and now.</summary>
public sealed record PairSideTextsAnswer
{
    /// <summary>The words that were judged; null for a pair that was judged before their versions were recorded, or not yet.</summary>
    public required MarketTextAnswer? Then { get; init; }

    /// <summary>The current words, or with as_of the words of that time; null while the market is not known.</summary>
    public required MarketTextAnswer? Now { get; init; }

    /// <summary>Changes in title and rules since then; first is what was judged. Empty when there are none.</summary>
    public required IReadOnlyList<DifferenceAnswer> Changes { get; init; }
}
