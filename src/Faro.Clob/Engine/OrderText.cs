using System.Numerics;

namespace Faro.Clob.Engine;

/// <summary>What is wrong with a price or size text, in the order of section 7.5.</summary>
public enum TextError : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Not digits, dot, digits: a malformed request.</summary>
    Malformed,

    /// <summary>Outside 0.01 to 1.00.</summary>
    PriceOutOfRange,

    /// <summary>More than two decimals written.</summary>
    PriceNotOnTick,

    /// <summary>More decimals than the token has, or larger than 10^36 base units.</summary>
    InvalidSize,
}

/// <summary>Prices, sizes and amounts as text and as integers (sections 2 and 3). No floating point anywhere.</summary>
public static class OrderText
{
    /// <summary>Largest order, in base units.</summary>
    public static readonly UInt128 LargestSize = UInt128.Parse("1000000000000000000000000000000000000");

    private const int LongestText = 100;

    /// <summary>Reads a YES price: 1 to 100 ticks of 0.01.</summary>
    public static TextError ParsePrice(ReadOnlySpan<char> text, out byte tick)
    {
        tick = 0;
        if (!Split(text, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> decimals)) return TextError.Malformed;
        whole = whole.TrimStart('0');
        bool beyondCents = decimals.Length > 2 && decimals[2..].ContainsAnyExcept('0');
        int cents = ((decimals.Length > 0 ? decimals[0] - '0' : 0) * 10) + (decimals.Length > 1 ? decimals[1] - '0' : 0);
        int ticks = whole.Length switch { 0 => cents, 1 => ((whole[0] - '0') * 100) + cents, _ => int.MaxValue };
        if (ticks < 1 || ticks > 100 || (ticks == 100 && beyondCents)) return TextError.PriceOutOfRange;
        if (decimals.Length > 2) return TextError.PriceNotOnTick;
        tick = (byte)ticks;
        return TextError.None;
    }

    /// <summary>Reads a size or amount in shares into base units of 10^-<paramref name="decimals"/>.</summary>
    public static TextError ParseUnits(ReadOnlySpan<char> text, int decimals, out UInt128 baseUnits)
    {
        baseUnits = UInt128.Zero;
        if (!Split(text, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> fraction)) return TextError.Malformed;
        whole = whole.TrimStart('0');
        fraction = fraction.TrimEnd('0');
        if (fraction.Length > decimals || whole.Length + decimals > 37) return TextError.InvalidSize;
        UInt128 value = UInt128.Zero;
        foreach (char c in whole) value = (value * 10) + (uint)(c - '0');
        for (int i = 0; i < decimals; i++) value = (value * 10) + (i < fraction.Length ? (uint)(fraction[i] - '0') : 0u);
        if (value > LargestSize) return TextError.InvalidSize;
        baseUnits = value;
        return TextError.None;
    }

    /// <summary>A tick as a price with two decimals.</summary>
    public static string FormatPrice(int tick) => tick == 100 ? "1.00" : $"0.{tick:00}";

    /// <summary>Base units as a decimal of shares, without trailing zeros.</summary>
    public static string FormatUnits(UInt128 baseUnits, int decimals)
    {
        string digits = baseUnits.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (decimals == 0) return digits;
        digits = digits.PadLeft(decimals + 1, '0');
        string fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }

    /// <summary>The same for a signed amount.</summary>
    public static string FormatUnits(Int128 baseUnits, int decimals) =>
        baseUnits < 0 ? "-" + FormatUnits((UInt128)(-baseUnits), decimals) : FormatUnits((UInt128)baseUnits, decimals);

    /// <summary>Lots as a decimal of shares.</summary>
    public static string FormatLots(UInt128 lots, int decimals) => FormatUnits(lots * Lots.BaseUnits, decimals);

    /// <summary>
    /// What an order must sign for a size and the tick of its own token: BUY collateral is the ceiling, so that the cap
    /// covers every partial fill; SELL collateral the floor, so that it can always be met.
    /// </summary>
    public static (UInt128 Maker, UInt128 Taker) SignedAmounts(OrderSide side, uint tokenTick, UInt128 size) =>
        side == OrderSide.Buy ? (CeilDiv(size * tokenTick, 100), size) : (size, size * tokenTick / 100);

    /// <summary>The same for sizes beyond any order the engine takes: the two agree wherever both are defined.</summary>
    public static (BigInteger Maker, BigInteger Taker) SignedAmounts(OrderSide side, uint tokenTick, BigInteger size) =>
        side == OrderSide.Buy ? (((size * tokenTick) + 99) / 100, size) : (size, size * tokenTick / 100);

    private static UInt128 CeilDiv(UInt128 amount, uint divisor) => (amount + (divisor - 1)) / divisor;

    private static bool Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> decimals)
    {
        decimals = default;
        int dot = text.IndexOf('.');
        whole = dot < 0 ? text : text[..dot];
        if (dot >= 0) decimals = text[(dot + 1)..];
        return text.Length <= LongestText && whole.Length > 0 && (dot < 0 || decimals.Length > 0)
            && !whole.ContainsAnyExceptInRange('0', '9') && !decimals.ContainsAnyExceptInRange('0', '9');
    }
}

/// <summary>The three fields that say how an order trades, on the wire and for the engine (section 8).</summary>
public static class OrderFlagRules
{
    /// <summary>
    /// Combines <c>order_type</c>, <c>time_in_force</c> and <c>post_only</c>. False when they contradict each other
    /// (<c>INVALID_ORDER_FLAGS</c>). Absent texts are null.
    /// </summary>
    public static bool TryCombine(string orderType, string? timeInForce, bool postOnly, out TimeInForce combined)
    {
        combined = (orderType, timeInForce) switch
        {
            (_, "FOK") => TimeInForce.Fok,
            ("MARKET", _) or (_, "FAK") => TimeInForce.Fak,
            _ => TimeInForce.Gtc,
        };
        return !(orderType == "MARKET" && timeInForce == "GTC")
            && !(orderType == "GTD" && combined != TimeInForce.Gtc)
            && !(postOnly && combined != TimeInForce.Gtc);
    }
}
