using Wolverine.Attributes;

namespace Faro.Matching.Matches.Gaps;

/// <summary>The prices of linked pairs are to be looked at.</summary>
/// <param name="Due">When.</param>
public sealed record WatchPriceGaps(DateTimeOffset Due);

/// <summary>Looks at them. A look that fails is not made up for: the next one is due in minutes.</summary>
public static class WatchPriceGapsHandler
{
    /// <summary>Looks.</summary>
    [MessageTimeout(240)]
    public static Task Handle(WatchPriceGaps command, PriceGapWatch watch, CancellationToken cancel) => watch.Look(cancel);
}
