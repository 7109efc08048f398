namespace Faro.Ingest;

/// <summary>
/// When a quote is recorded. Catalogs jitter with every request; a fact is written the first time anything is known,
/// when a value appears or disappears, when liquidity, volume or open interest moved by more than 5 % (and by at least a dollar), or when the best
/// bid or ask moved by a cent or more. Always against the last quote on the log, so slow drifts are seen too.
/// </summary>
internal static class QuoteRule
{
    public const decimal Share = 0.05m;
    public const decimal LeastUsd = 1m;
    public const decimal LeastPrice = 0.01m;

    public static bool MovedMaterially(ListedQuote known, ListedQuote now) =>
        Moved(known.LiquidityUsd, now.LiquidityUsd) || Moved(known.VolumeUsd, now.VolumeUsd) || Moved(known.OpenInterest, now.OpenInterest)
        || Ticked(known.BestBid, now.BestBid) || Ticked(known.BestAsk, now.BestAsk);

    private static bool Moved(decimal? known, decimal? now)
    {
        if (known is not { } before || now is not { } after)
            return known.HasValue != now.HasValue;
        var by = Math.Abs(after - before);
        return by >= LeastUsd && by > Share * before;
    }

    private static bool Ticked(decimal? known, decimal? now) =>
        known is { } before && now is { } after ? Math.Abs(after - before) >= LeastPrice : known.HasValue != now.HasValue;
}
