using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Trading;

/// <summary>An order that rests in a twin's book, in terms of YES.</summary>
internal sealed class RestingOrder(string id, string? wallet, bool bid, Price price, Units size)
{
    public string Id => id;

    /// <summary>Null for the house, whose money is unlimited.</summary>
    public string? Wallet => wallet;

    public bool Bid => bid;

    public Price Price => price;

    public Units Left { get; set; } = size;
}

/// <summary>A part of an order that matched a resting one, at the resting price.</summary>
internal readonly record struct Fill(RestingOrder Maker, Price Price, Units Size);

/// <summary>One market's book by price and time. It takes every tick of every venue, down to a ten-thousandth,
/// where the Clob's engine counts in whole cents; not thread-safe; the venue locks.</summary>
internal sealed class TwinBook
{
    private readonly SortedDictionary<Price, LinkedList<RestingOrder>> _bids = new(Comparer<Price>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<Price, LinkedList<RestingOrder>> _asks = [];

    /// <summary>A book whose resting orders are the house's.</summary>
    public static TwinBook From(Book book)
    {
        var twin = new TwinBook();
        foreach (var level in book.Bids)
            twin.Rest(new RestingOrder("house", null, bid: true, level.Price, level.Size));
        foreach (var level in book.Asks)
            twin.Rest(new RestingOrder("house", null, bid: false, level.Price, level.Size));
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

    /// <summary>Removes an order; false when it does not rest here.</summary>
    public bool Cancel(RestingOrder order)
    {
        var side = order.Bid ? _bids : _asks;
        if (!side.TryGetValue(order.Price, out var queue) || !queue.Remove(order))
            return false;
        if (queue.Count == 0)
            side.Remove(order.Price);
        return true;
    }

    /// <summary>What a taker would match now, best first, up to a size or (for takers that spend) an amount of money at the price
    /// that <paramref name="pays"/> gives. Changes nothing.</summary>
    public List<Fill> Preview(bool bid, Price limit, Units size, Units? budget = null, Func<Price, Price>? pays = null)
    {
        var fills = new List<Fill>();
        var money = budget ?? Units.Unlimited;
        foreach (var (price, queue) in bid ? _asks : _bids)
        {
            if (bid ? price > limit : price < limit)
                break;
            foreach (var maker in queue)
            {
                var take = Units.Min(size, maker.Left);
                var unit = pays?.Invoke(price) ?? Price.Zero;
                if (unit > Price.Zero)
                    take = Units.Min(take, money.SharesAt(unit));
                if (take <= Units.Zero)
                    return fills;
                fills.Add(new Fill(maker, price, take));
                size -= take;
                if (unit > Price.Zero)
                    money -= take.CostAt(unit);
                if (size == Units.Zero)
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
            if (fill.Maker.Left == Units.Zero)
                Cancel(fill.Maker);
        }
    }

    /// <summary>The levels as the wire shows them.</summary>
    public Book Levels() => new(Side(_bids), Side(_asks));

    private static List<Level> Side(SortedDictionary<Price, LinkedList<RestingOrder>> side) =>
        [.. side.Select(l => new Level(l.Key, l.Value.Sum(o => o.Left).FloorToCent())).Where(l => l.Size > Units.Zero)];
}
