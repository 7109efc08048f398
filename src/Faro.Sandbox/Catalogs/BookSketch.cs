using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Catalogs;

/// <summary>One level of a book: a price and the shares that are offered or asked for at it.</summary>
internal readonly record struct Level(Price Price, Units Size);

/// <summary>The YES book of a market, both sides best first.</summary>
internal sealed record Book(IReadOnlyList<Level> Bids, IReadOnlyList<Level> Asks)
{
    public static readonly Book Empty = new([], []);

    /// <summary>The book of the other outcome: sides swapped, prices subtracted from a dollar.</summary>
    public Book Mirrored() => new(
        [.. Asks.Select(l => new Level(l.Price.Complement, l.Size))], [.. Bids.Select(l => new Level(l.Price.Complement, l.Size))]);
}

/// <summary>Derives a plausible book from the quotes in a market's record: the same book for the same market in every run.</summary>
internal static class BookSketch
{
    private const int Levels = 8;

    public static Book Of(MarketFacts facts, int variant)
    {
        if (!facts.Tradable)
            return Book.Empty;
        var tick = facts.Tick;
        var middle = facts.Last ?? (facts is { Bid: { } low, Ask: { } high } ? Price.Floor(Price.Middle(low, high)) : Price.Cents(50));
        var bid = Floor(facts.Bid ?? middle - tick, tick);
        var ask = Floor(facts.Ask ?? (middle > bid ? middle : bid) + tick, tick);
        if (ask <= bid)
            ask = bid + tick;
        var seed = Hash(facts.Id, variant);
        var top = Math.Clamp((long)(facts.Liquidity * 100 / Levels), 2_000, 50_000_000); // hundredths of a share
        return new Book(Side(bid, tick * -1, top, seed), Side(ask, tick, top, seed ^ 0x9E3779B9u));
    }

    private static List<Level> Side(Price best, Price step, long top, uint seed)
    {
        var levels = new List<Level>(Levels);
        var price = best;
        for (var i = 0; i < Levels && price.IsBetweenZeroAndOne; i++)
        {
            seed = seed * 1_664_525u + 1_013_904_223u;
            var size = top * (50 + seed % 100) / 100 * (i + 2) / 4;
            levels.Add(new Level(price, Units.One.Times(Math.Max(size / 100, 5))));
            price += step * (1 + ((int)(seed >> 16) % 3));
        }

        return levels;
    }

    private static Price Floor(Price price, Price tick) => price.FloorTo(tick).Clamp(tick, tick.Complement);

    private static uint Hash(string id, int variant)
    {
        var hash = 2_166_136_261u ^ (uint)variant;
        foreach (var c in id)
            hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
