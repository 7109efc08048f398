namespace Faro.Venues;

/// <summary>Between decimals and scaled integers.</summary>
internal static class Decimals
{
    /// <summary>The same number without trailing zeros: 1.50 is 1.5.</summary>
    public static decimal Trim(decimal value) => value / 1.000000000000000000000000000m;

    /// <summary>The value times a scale, its fraction dropped; false when 64 bits do not hold it.</summary>
    public static bool TryScale(decimal value, long scale, out long scaled)
    {
        scaled = 0;
        if (value > long.MaxValue / scale || value < long.MinValue / scale) return false;
        scaled = (long)(value * scale);
        return true;
    }
}
