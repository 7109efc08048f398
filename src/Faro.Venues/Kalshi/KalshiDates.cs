using System.Globalization;
using System.Text.RegularExpressions;

namespace Faro.Venues.Kalshi;

/// <summary>
/// When a Kalshi market is decided. Its close time is a backstop: a game of February closes two years later, should nobody settle it
/// before. Kalshi's own listing names the time at which it expects the outcome; DFlow's does not, but tickers carry the day.
/// </summary>
internal static partial class KalshiDates
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>When the outcome is expected; null when nothing but the close time is known.</summary>
    public static DateTimeOffset? Decided(KalshiMarket market, MarketStatus status)
    {
        var expected = market.Expected ?? Day(market.EventTicker ?? market.Ticker);
        if (expected is not { } decided || market.Close is not { } close)
            return expected;
        // Trading that is over has ended, whatever was expected; and a day in the ticker is told best by a close on that day.
        var over = status is MarketStatus.Closed or MarketStatus.Resolved;
        return (over && close < decided) || (market.Expected is null && (close - decided).Duration() < TimeSpan.FromDays(1)) ? close : decided;
    }

    /// <summary>The last second of the day in a ticker such as <c>KXNBAGAME-26FEB08MINDEN</c>.</summary>
    private static DateTimeOffset? Day(string? ticker)
    {
        if (ticker is null || DayOf().Match(ticker) is not { Success: true } match)
            return null;
        var month = Array.IndexOf(Months, match.Groups[2].Value) + 1;
        var year = 2000 + int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var day = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        return month > 0 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTimeOffset(year, month, day, 23, 59, 59, TimeSpan.Zero)
            : null;
    }

    [GeneratedRegex("-([0-9]{2})([A-Z]{3})([0-9]{2})(?![0-9]{3})", RegexOptions.CultureInvariant)]
    private static partial Regex DayOf();
}
