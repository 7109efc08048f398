using System.Numerics;
using System.Runtime.CompilerServices;

namespace Faro.Clob.Engine;

/// <summary>
/// Open-addressing map from a non-zero 64-bit key to an index: linear probing, deletion by shifting back, so no tombstones
/// build up under churn. Half full at most.
/// </summary>
internal sealed class IdMap
{
    private Entry[] _entries;
    private int _shift;
    private int _mask;

    public IdMap(int capacity) => (_entries, _mask, _shift) = Make(capacity);

    public int Count { get; private set; }

    /// <summary>The index stored for <paramref name="key"/>, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong key)
    {
        Entry[] entries = _entries;
        int mask = _mask;
        for (int i = Home(key); ; i = (i + 1) & mask)
        {
            ref Entry entry = ref entries[i];
            if (entry.Key == key) return entry.Value;
            if (entry.Key == 0) return 0;
        }
    }

    /// <summary>Adds a key that is not in the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong key, int value)
    {
        if ((Count + 1) * 2 > _entries.Length) Grow();
        Insert(key, value);
        Count++;
    }

    public void Remove(ulong key)
    {
        Entry[] entries = _entries;
        int mask = _mask;
        int i = Home(key);
        while (entries[i].Key != key)
        {
            if (entries[i].Key == 0) return;
            i = (i + 1) & mask;
        }

        for (int j = (i + 1) & mask; entries[j].Key != 0; j = (j + 1) & mask)
        {
            // An entry may move back only if its home is not after the hole on the way to it.
            int home = Home(entries[j].Key);
            if (((j - home) & mask) < ((j - i) & mask)) continue;
            entries[i] = entries[j];
            i = j;
        }

        entries[i] = default;
        Count--;
    }

    /// <summary>Every pair, in arbitrary order: for snapshots sort by key.</summary>
    public IEnumerable<(ulong Key, int Value)> Pairs()
    {
        foreach (Entry entry in _entries)
            if (entry.Key != 0) yield return (entry.Key, entry.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(ulong key, int value)
    {
        int i = Home(key);
        while (_entries[i].Key != 0) i = (i + 1) & _mask;
        _entries[i] = new Entry { Key = key, Value = value };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> _shift);

    private void Grow()
    {
        Entry[] old = _entries;
        (_entries, _mask, _shift) = Make(old.Length);
        foreach (Entry entry in old)
            if (entry.Key != 0) Insert(entry.Key, entry.Value);
    }

    private static (Entry[] Entries, int Mask, int Shift) Make(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2));
        return (LargeArrays.Allocate<Entry>(size), size - 1, 64 - BitOperations.Log2((uint)size));
    }

    private struct Entry
    {
        public ulong Key;
        public int Value;
    }
}
