using System.Runtime.CompilerServices;

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
public record struct EngineEvent
{
    /// <summary>Trade: its size in lots. Order state: lots still resting. Level: its new total in lots.</summary>
    public UInt128 Lots { readonly get; internal set; }

    /// <summary>Order state: lots filled so far. Trade, Settled: the taker's fee in base units.</summary>
    public UInt128 Filled { readonly get; internal set; }

    /// <summary>Trade: number within its market. Batch: sequence number.</summary>
    public ulong Number { readonly get; internal set; }

    /// <summary>Order state: the order. Trade, Settled, Failed: the maker's order.</summary>
    public ulong Order { readonly get; internal set; }

    /// <summary>Trade, Settled, Failed: the taker's order.</summary>
    public ulong Taker { readonly get; internal set; }

    /// <summary>Index of the market.</summary>
    public int Market { readonly get; internal set; }

    /// <summary>Index of the order's wallet; for a trade the maker's.</summary>
    public int Wallet { readonly get; internal set; }

    /// <summary>For a trade the taker's wallet. For a batch the number of levels that follow.</summary>
    public int Other { readonly get; internal set; }

    /// <summary>What this event reports.</summary>
    public EngineEventKind Kind { readonly get; internal set; }

    /// <summary>YES tick of the trade or level.</summary>
    public byte Tick { readonly get; internal set; }

    /// <summary>Level: Buy for bids, Sell for asks. Trade: the taker's side.</summary>
    public OrderSide Side { readonly get; internal set; }

    /// <summary>Trade: whether the taker named the YES token.</summary>
    public bool Yes { readonly get; internal set; }

    /// <summary>Trade: how tokens moved.</summary>
    public MatchType Match { readonly get; internal set; }

    /// <summary>Order state: the state. Market state: see <see cref="MarketStatus"/>.</summary>
    public OrderStatus Status { readonly get; internal set; }

    /// <summary>Order state: why it ended.</summary>
    public EndReason Reason { readonly get; internal set; }

    /// <summary>Order state: details.</summary>
    public OrderFlags Flags { readonly get; internal set; }

    /// <summary>Market state: the new state.</summary>
    public MarketStatus MarketStatus { readonly get; internal set; }

    /// <summary>Trade: whether it settled at once.</summary>
    public bool Settled { readonly get; internal set; }
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

    /// <summary>
    /// The next event, empty, to be filled in place: a struct built elsewhere in small stores and copied in wide
    /// loads stalls the processor (no store forwarding), which cost a sixth of a command.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref EngineEvent Add()
    {
        if (Count == _events.Length) Grow();
        ref EngineEvent e = ref _events[Count++];
        e = default;
        return ref e;
    }

    private void Grow() => Array.Resize(ref _events, Count * 2);
}
