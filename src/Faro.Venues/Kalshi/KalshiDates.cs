using System.Globalization;
using System.Text.RegularExpressions;

namespace Faro.Venues.Kalshi;

/// <summary>
/// When a Kalshi market is decided. Its close time is a backstop: a game of February closes two years later, if nobody settles it
/// before. Rules with a last day are the best source ("before Nov 3, 2026"); else Kalshi's own listing has the time at which it expects the
/// outcome, and the event the day of what it is about. DFlow's listing has neither, but tickers may carry the day, and so may the
/// event's second line ("On Feb 8, 2026").
/// </summary>
internal static partial class KalshiDates
{
    private const string Names = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>When the outcome is expected; null when nothing but the close time is known.</summary>
    /// <param name="market">The market.</param>
    /// <param name="grouping">Its event, where the listing has it.</param>
    /// <param name="status">Its status.</param>
    public static DateTimeOffset? Decided(KalshiMarket market, KalshiEvent? grouping, MarketStatus status)
    {
        var told = market.Expected ?? grouping?.StrikeDate;
        var day = Deadline(market)
            ?? (told is null ? TickersDay(market.EventTicker ?? market.Ticker) ?? SubtitlesDay(grouping?.Subtitle, market.Close) : null);
        if ((day ?? told) is not { } decided || market.Close is not { } close)
            return day ?? told;
        // Trading that is over has ended, whatever was expected; and a close on that day is the best evidence for a day.
        var over = status is MarketStatus.Closed or MarketStatus.Resolved;
        return (over && close < decided) || (day is not null && (close - decided).Duration() < Day) ? close : decided;
    }

    /// <summary>
    /// The end of the time in which the rules look for the event, to the last second in UTC: the latest day that follows before,
    /// by or through. One after the close belongs to something else, since no market outlives its backstop.
    /// </summary>
    private static DateTimeOffset? Deadline(KalshiMarket market)
    {
        if (market.Rules is not { } rules)
            return null;
        DateTimeOffset? latest = null;
        foreach (Match match in Until().Matches(rules))
        {
            var year = int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
            var month = match.Groups["month"].Success ? MonthOf(match.Groups["month"].ValueSpan) : 1;
            var day = match.Groups["day"].Success ? int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture) : 1;
            if (EndOf(year, month, day) is not { } end)
                continue;
            // "Before" excludes the day itself, unless it names a time; "by the end of 2026" includes the whole year.
            end = match.Groups["first"].Success && !match.Groups["clock"].Success ? end - Day
                : match.Groups["whole"].Success && !match.Groups["day"].Success ? EndOf(year, match.Groups["month"].Success ? month : 12, 31) ?? EndOfMonth(year, month)
                : end;
            if (latest is null || end > latest)
                latest = end;
        }

        return WithinBackstop(latest, market.Close);
    }

    /// <summary>
    /// The last second of the day that an event's second line is about: "On Feb 8, 2026". Lines like "Before 2026" name the template's year,
    /// not the last day, and are left alone.
    /// </summary>
    private static DateTimeOffset? SubtitlesDay(string? subtitle, DateTimeOffset? close) => subtitle is not null && OnDay().Match(subtitle) is { Success: true } match
        ? WithinBackstop(
            EndOf(
                int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture), MonthOf(match.Groups["month"].ValueSpan),
                int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture)),
            close)
        : null;

    private static DateTimeOffset? WithinBackstop(DateTimeOffset? day, DateTimeOffset? close) => close is null || day < close + (2 * Day) ? day : null;

    /// <summary>The last second of the day in a ticker such as <c>KXNBAGAME-26FEB08MINDEN</c>.</summary>
    private static DateTimeOffset? TickersDay(string? ticker) => ticker is not null && DayOf().Match(ticker) is { Success: true } match
        ? EndOf(
            2000 + int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), MonthOf(match.Groups[2].ValueSpan),
            int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    private static DateTimeOffset? EndOf(int year, int month, int day) => month > 0 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
        ? new DateTimeOffset(year, month, day, 23, 59, 59, TimeSpan.Zero)
        : null;

    private static DateTimeOffset EndOfMonth(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month), 23, 59, 59, TimeSpan.Zero);

    /// <summary>The month by its first three letters; 0 for none.</summary>
    private static int MonthOf(ReadOnlySpan<char> name)
    {
        var at = Names.AsSpan().IndexOf(name[..3], StringComparison.OrdinalIgnoreCase);
        return at % 3 == 0 ? (at / 3) + 1 : 0;
    }

    [GeneratedRegex("-([0-9]{2})([A-Z]{3})([0-9]{2})(?![0-9]{3})", RegexOptions.CultureInvariant)]
    private static partial Regex DayOf();

    [GeneratedRegex(
        @"^On (?<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? (?<day>[0-9]{1,2}), (?<year>20[0-9]{2})$",
        RegexOptions.CultureInvariant)]
    private static partial Regex OnDay();

    [GeneratedRegex(
        @"\b(?:(?<first>(?<!on or )before|prior to)|(?:on or before|by|through)(?<whole> (?:the )?end of)?)\s(?<clock>[0-9]{1,2}:[0-9]{2} ?[AaPp]\.?[Mm]\.?,? (?:E[SD]?T,? )?(?:on )?)?"
        + @"(?:(?<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?,? (?:(?<day>[0-9]{1,2}),? )?)?(?<year>20[0-9]{2})\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Until();
}
