using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Faro.Http.Limits;

/// <summary>
/// Budgets of callers without a key, by address (IPv6: by /64, which is one subscriber). Bounded: when there are too many addresses,
/// additional ones share one budget until idle ones have been dropped.
/// </summary>
internal sealed class AddressLimits(int limit, TimeProvider clock, int mostAddresses = 20_000)
{
    private readonly ConcurrentDictionary<Address, RollingWindow> _windows = new();
    private readonly RollingWindow _others = new(limit, clock);
    private long _swept = clock.GetTimestamp();
    private int _count;

    /// <summary>How many addresses are held.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the address has used up its budget; does not count a call.</summary>
    public bool IsSpent(IPAddress? address) => _windows.TryGetValue(Address.Of(address), out var window)
        ? window.IsSpent
        : Volatile.Read(ref _count) >= mostAddresses && _others.IsSpent;

    /// <summary>Counts a call.</summary>
    public Budget Take(IPAddress? address)
    {
        Sweep();
        var key = Address.Of(address);
        if (_windows.TryGetValue(key, out var window))
            return window.Take();
        if (Volatile.Read(ref _count) >= mostAddresses)
            return _others.Take();
        var added = new RollingWindow(limit, clock);
        window = _windows.GetOrAdd(key, added);
        if (ReferenceEquals(window, added))
            Interlocked.Increment(ref _count);
        return window.Take();
    }

    /// <summary>Drops idle addresses, at most once in ten seconds.</summary>
    private void Sweep()
    {
        var last = Volatile.Read(ref _swept);
        if (clock.GetElapsedTime(last) < TimeSpan.FromSeconds(10)
            || Interlocked.CompareExchange(ref _swept, clock.GetTimestamp(), last) != last)
            return;
        foreach (var (key, window) in _windows)
        {
            // A call between the check and the removal is forgotten: one call, once.
            if (window.IsIdle && _windows.TryRemove(key, out _))
                Interlocked.Decrement(ref _count);
        }
    }

    private readonly record struct Address(ulong High, ulong Low)
    {
        public static Address Of(IPAddress? address)
        {
            if (address is null)
                return default;
            if (address.IsIPv4MappedToIPv6)
                address = address.MapToIPv4();
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            address.TryWriteBytes(bytes, out _);
            return address.AddressFamily == AddressFamily.InterNetwork
                ? new Address(4, BitConverter.ToUInt32(bytes))
                : new Address(BitConverter.ToUInt64(bytes), 6);
        }
    }
}
