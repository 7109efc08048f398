using Wolverine.Attributes;

namespace Faro.Matching.Matches.Gaps;

/// <summary>Check the prices of linked pairs.</summary>
/// <param name="Due">When.</param>
public sealed record WatchPriceGaps(DateTimeOffset Due);

/// <summary>Checks them. A failed check is not repeated: the next one is due within minutes.</summary>
public static class WatchPriceGapsHandler
{
    /// <summary>Looks.</summary>
    [MessageTimeout(240)]
    public static Task Handle(WatchPriceGaps command, PriceGapWatch watch, CancellationToken cancel) => watch.Check(cancel);
}
