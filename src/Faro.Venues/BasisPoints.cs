namespace Faro.Venues;

/// <summary>Hundredths of a percent.</summary>
public static class BasisPoints
{
    /// <summary>Basis points in the whole.</summary>
    public const int One = 10_000;

    /// <summary>What is left of an amount after so many basis points of it are gone, rounded down.</summary>
    public static ulong FloorLess(ulong amount, int bps) => (ulong)((UInt128)amount * (uint)Math.Max(0, One - bps) / One);

    /// <summary>The most basis points that an amount may lose without falling below another, rounded down.</summary>
    public static int FloorBetween(ulong amount, ulong least) => (int)((UInt128)(amount - least) * One / amount);
}
