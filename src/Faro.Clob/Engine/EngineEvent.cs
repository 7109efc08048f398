namespace Faro.Clob.Engine;

/// <summary>What an <see cref="EngineEvent"/> reports.</summary>
public enum EngineEventKind : byte
{
    /// <summary>A trade was made.</summary>
    Trade = 1,

    /// <summary>An order has a new state.</summary>
    OrderState = 2,

    /// <summary>A book batch begins: its <see cref="EngineEvent.Number"/> is the sequence number.</summary>
    BatchStart = 3,

    /// <summary>One changed level of the batch that began last.</summary>
    BookLevel = 4,

    /// <summary>A pending trade settled.</summary>
    Settled = 5,

    /// <summary>A pending trade failed.</summary>
    Failed = 6,

    /// <summary>A market changed its state.</summary>
    MarketState = 7,
}

/// <summary>Details of an <see cref="EngineEventKind.OrderState"/>.</summary>
[Flags]
public enum OrderFlags : byte
{
    /// <summary>Nothing to add.</summary>
    None = 0,

    /// <summary>It rests in the book.</summary>
    Resting = 1,

    /// <summary>Size came back after a failed settlement.</summary>
    Restored = 2,
}

/// <summary>
/// One fact from the engine; which fields mean something depends on <see cref="Kind"/>. A flat struct, so that a command's
/// output is a run in one array and costs no allocation.
/// </summary>
public readonly record struct EngineEvent
{
    /// <summary>Trade: its size in lots. Order state: lots still resting. Level: its new total in lots.</summary>
    public UInt128 Lots { get; init; }

    /// <summary>Order state: lots filled so far. Trade, Settled: the taker's fee in base units.</summary>
    public UInt128 Filled { get; init; }

    /// <summary>Trade: number within its market. Batch: sequence number.</summary>
    public ulong Number { get; init; }

    /// <summary>Order state: the order. Trade, Settled, Failed: the maker's order.</summary>
    public ulong Order { get; init; }

    /// <summary>Trade, Settled, Failed: the taker's order.</summary>
    public ulong Taker { get; init; }

    /// <summary>Index of the market.</summary>
    public int Market { get; init; }

    /// <summary>Index of the order's wallet; for a trade the maker's.</summary>
    public int Wallet { get; init; }

    /// <summary>For a trade the taker's wallet. For a batch the number of levels that follow.</summary>
    public int Other { get; init; }

    /// <summary>What this event reports.</summary>
    public EngineEventKind Kind { get; init; }

    /// <summary>YES tick of the trade or level.</summary>
    public byte Tick { get; init; }

    /// <summary>Level: Buy for bids, Sell for asks. Trade: the taker's side.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Trade: whether the taker named the YES token.</summary>
    public bool Yes { get; init; }

    /// <summary>Trade: how tokens moved.</summary>
    public MatchType Match { get; init; }

    /// <summary>Order state: the state. Market state: see <see cref="MarketStatus"/>.</summary>
    public OrderStatus Status { get; init; }

    /// <summary>Order state: why it ended.</summary>
    public EndReason Reason { get; init; }

    /// <summary>Order state: details.</summary>
    public OrderFlags Flags { get; init; }

    /// <summary>Market state: the new state.</summary>
    public MarketStatus MarketStatus { get; init; }

    /// <summary>Trade: whether it settled at once.</summary>
    public bool Settled { get; init; }
}

/// <summary>A growing run of events, reused from command to command.</summary>
public sealed class EventBuffer
{
    private EngineEvent[] _events;

    /// <summary>A buffer with room for <paramref name="capacity"/> events before it grows.</summary>
    public EventBuffer(int capacity = 1024) => _events = new EngineEvent[capacity];

    /// <summary>Events since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The events, oldest first; valid until the next command.</summary>
    public ReadOnlySpan<EngineEvent> Events => _events.AsSpan(0, Count);

    /// <summary>Forgets all events and keeps the memory.</summary>
    public void Clear() => Count = 0;

    internal void Add(in EngineEvent e)
    {
        if (Count == _events.Length) Array.Resize(ref _events, Count * 2);
        _events[Count++] = e;
    }
}
