namespace Faro.Sandbox.Catalogs;

/// <summary>One level of a book: price in ten-thousandths, size in hundredths of a share.</summary>
internal readonly record struct Level(int Price, long Size);

/// <summary>The YES book of a market, both sides best first.</summary>
internal sealed record Book(IReadOnlyList<Level> Bids, IReadOnlyList<Level> Asks)
{
    public static readonly Book Empty = new([], []);

    /// <summary>The book of the other outcome: sides swapped, prices taken from one.</summary>
    public Book Mirrored() => new(
        [.. Asks.Select(l => new Level(10_000 - l.Price, l.Size))], [.. Bids.Select(l => new Level(10_000 - l.Price, l.Size))]);
}

/// <summary>Derives a plausible book from the quotes in a market's record: the same market, the same book, in every run.</summary>
internal static class BookSketch
{
    private const int Levels = 8;

    public static Book Of(MarketFacts facts, int variant)
    {
        if (!facts.Tradable)
            return Book.Empty;
        var tick = Math.Max(facts.Tick, 1);
        var middle = facts.Last ?? (facts.Bid + facts.Ask) / 2 ?? 5_000;
        var bid = Floor(facts.Bid ?? middle - tick, tick);
        var ask = Floor(facts.Ask ?? Math.Max(middle, bid) + tick, tick);
        if (ask <= bid)
            ask = bid + tick;
        var seed = Hash(facts.Id, variant);
        var top = Math.Clamp((long)(facts.Liquidity * 100 / Levels), 2_000, 50_000_000);
        return new Book(Side(bid, -tick, top, seed), Side(ask, tick, top, seed ^ 0x9E3779B9u));
    }

    private static List<Level> Side(int best, int step, long top, uint seed)
    {
        var levels = new List<Level>(Levels);
        var price = best;
        for (var i = 0; i < Levels && price is > 0 and < 10_000; i++)
        {
            seed = seed * 1_664_525u + 1_013_904_223u;
            var size = top * (50 + seed % 100) / 100 * (i + 2) / 4;
            levels.Add(new Level(price, Math.Max(size / 100 * 100, 500)));
            price += step * (1 + (int)(seed >> 16) % 3);
        }

        return levels;
    }

    private static int Floor(int price, int tick) => Math.Clamp(price / tick * tick, tick, 10_000 - tick);

    private static uint Hash(string id, int variant)
    {
        var hash = 2_166_136_261u ^ (uint)variant;
        foreach (var c in id)
            hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
