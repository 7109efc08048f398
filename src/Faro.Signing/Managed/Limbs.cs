using System.Runtime.CompilerServices;

namespace Faro.Signing.Managed;

/// <summary>64-bit steps of long arithmetic. In this shape the compiler keeps everything in registers.</summary>
internal static class Limbs
{
    /// <summary>The low half of a·b + addend + carry, which always fits 128 bits; the carry takes the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0UL;
        low += carry;
        high += low < carry ? 1UL : 0UL;
        carry = high;
        return low;
    }

    /// <summary>a + b + carry (0 or 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + b;
        var overflow = sum < a ? 1UL : 0UL;
        var result = sum + carry;
        carry = overflow + (result < sum ? 1UL : 0UL);
        return result;
    }

    /// <summary>a − b − borrow (0 or 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var underflow = a < b ? 1UL : 0UL;
        var result = difference - borrow;
        borrow = underflow + (difference < borrow ? 1UL : 0UL);
        return result;
    }
}
