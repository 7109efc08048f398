namespace Faro.Clob.Engine;

/// <summary>Orders with an expiration, soonest first and then oldest first: a binary heap whose slots the orders know.</summary>
internal sealed class ExpiryHeap(OrderPool pool)
{
    private int[] _heap = new int[256];

    public int Count { get; private set; }

    /// <summary>The pool index of the order that expires first, or 0.</summary>
    public int First => Count == 0 ? 0 : _heap[1];

    public ReadOnlySpan<int> Slots => _heap.AsSpan(1, Count);

    public void Add(int index)
    {
        if (Count + 1 == _heap.Length) Array.Resize(ref _heap, _heap.Length * 2);
        Count++;
        Place(Count, index);
        Up(Count);
    }

    public void Remove(int index)
    {
        int slot = pool.Cold[index].HeapSlot;
        if (slot == 0) return;
        pool.Cold[index].HeapSlot = 0;
        int last = _heap[Count--];
        if (last == index) return;
        Place(slot, last);
        Up(slot);
        Down(pool.Cold[last].HeapSlot);
    }

    /// <summary>Puts slots back as a snapshot had them.</summary>
    public void Restore(ReadOnlySpan<int> slots)
    {
        _heap = new int[Math.Max(256, slots.Length + 2)];
        Count = slots.Length;
        for (int i = 0; i < slots.Length; i++) Place(i + 1, slots[i]);
    }

    private void Place(int slot, int index)
    {
        _heap[slot] = index;
        pool.Cold[index].HeapSlot = slot;
    }

    private void Up(int slot)
    {
        int index = _heap[slot];
        while (slot > 1 && Before(index, _heap[slot / 2]))
        {
            Place(slot, _heap[slot / 2]);
            slot /= 2;
        }

        Place(slot, index);
    }

    private void Down(int slot)
    {
        int index = _heap[slot];
        while (slot * 2 <= Count)
        {
            int child = slot * 2;
            if (child < Count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], index)) break;
            Place(slot, _heap[child]);
            slot = child;
        }

        Place(slot, index);
    }

    private bool Before(int a, int b)
    {
        ref OrderColdNode x = ref pool.Cold[a];
        ref OrderColdNode y = ref pool.Cold[b];
        return x.Expiration != y.Expiration ? x.Expiration < y.Expiration : x.Age < y.Age;
    }
}
