using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Trading;

/// <summary>An order that rests in a twin's book, in terms of YES. Prices in ten-thousandths, sizes in millionths of a share.</summary>
internal sealed class RestingOrder(string id, string? wallet, bool bid, int price, long size)
{
    public string Id => id;

    /// <summary>Null for the house, whose money has no end.</summary>
    public string? Wallet => wallet;

    public bool Bid => bid;

    public int Price => price;

    public long Left { get; set; } = size;
}

/// <summary>A part of an order that met a resting one, at the resting price.</summary>
internal readonly record struct Fill(RestingOrder Maker, int Price, long Size);

/// <summary>One market's book by price and time. It takes every tick of every venue, down to a ten-thousandth,
/// where the Clob's engine counts in whole cents; not safe for threads, its venue locks.</summary>
internal sealed class TwinBook
{
    private readonly SortedDictionary<int, LinkedList<RestingOrder>> _bids = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<int, LinkedList<RestingOrder>> _asks = [];

    /// <summary>A book whose resting orders are the house's.</summary>
    public static TwinBook From(Book book)
    {
        var twin = new TwinBook();
        foreach (var level in book.Bids)
            twin.Rest(new RestingOrder("house", null, bid: true, level.Price, level.Size * 10_000));
        foreach (var level in book.Asks)
            twin.Rest(new RestingOrder("house", null, bid: false, level.Price, level.Size * 10_000));
        return twin;
    }

    /// <summary>Adds an order that is known not to cross.</summary>
    public void Rest(RestingOrder order)
    {
        var side = order.Bid ? _bids : _asks;
        if (!side.TryGetValue(order.Price, out var queue))
            side[order.Price] = queue = [];
        queue.AddLast(order);
    }

    /// <summary>Takes an order out; false when it does not rest here.</summary>
    public bool Cancel(RestingOrder order)
    {
        var side = order.Bid ? _bids : _asks;
        if (!side.TryGetValue(order.Price, out var queue) || !queue.Remove(order))
            return false;
        if (queue.Count == 0)
            side.Remove(order.Price);
        return true;
    }

    /// <summary>What a taker would meet now, best first, up to a size or (for takers that spend) an amount of millionths of a
    /// dollar at the price <paramref name="pays"/> gives. Changes nothing.</summary>
    public List<Fill> Preview(bool bid, int limit, long size, long budget = long.MaxValue, Func<int, int>? pays = null)
    {
        var fills = new List<Fill>();
        foreach (var (price, queue) in bid ? _asks : _bids)
        {
            if (bid ? price > limit : price < limit)
                break;
            foreach (var maker in queue)
            {
                var take = Math.Min(size, maker.Left);
                var unit = pays?.Invoke(price) ?? 0;
                if (unit > 0)
                    take = (long)Int128.Min(take, (Int128)budget * 10_000 / unit);
                if (take <= 0)
                    return fills;
                fills.Add(new Fill(maker, price, take));
                size -= take;
                if (unit > 0)
                    budget -= Cost(take, unit);
                if (size == 0)
                    return fills;
            }
        }

        return fills;
    }

    /// <summary>Carries out fills that <see cref="Preview"/> gave.</summary>
    public void Execute(IReadOnlyList<Fill> fills)
    {
        foreach (var fill in fills)
        {
            fill.Maker.Left -= fill.Size;
            if (fill.Maker.Left == 0)
                Cancel(fill.Maker);
        }
    }

    /// <summary>The levels as the wire shows them.</summary>
    public Book Levels() => new(Side(_bids), Side(_asks));

    /// <summary>Millionths of a dollar for a size at a price, rounded up.</summary>
    public static long Cost(long size, int price) => (long)(((Int128)size * price + 9_999) / 10_000);

    private static List<Level> Side(SortedDictionary<int, LinkedList<RestingOrder>> side) =>
        [.. side.Select(l => new Level(l.Key, l.Value.Sum(o => o.Left) / 10_000)).Where(l => l.Size > 0)];
}
