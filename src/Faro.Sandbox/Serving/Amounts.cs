using System.Globalization;

namespace Faro.Sandbox.Serving;

/// <summary>Prices and sizes as the venues spell them.</summary>
internal static class Amounts
{
    /// <summary>Ten-thousandths of a dollar without trailing zeros: <c>0.62</c>.</summary>
    public static string Short(int tenThousandths) => (tenThousandths / 10_000m).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Ten-thousandths of a dollar with four decimals: <c>0.6200</c>.</summary>
    public static string Dollars(int tenThousandths) => (tenThousandths / 10_000m).ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Hundredths of a share without trailing zeros.</summary>
    public static string Shares(long hundredths) => (hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Hundredths of a share with two decimals.</summary>
    public static string SharesFixed(long hundredths) => (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
