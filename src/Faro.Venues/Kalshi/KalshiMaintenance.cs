namespace Faro.Venues.Kalshi;

/// <summary>Kalshi's weekly window, Thursday 03:00 to 05:00 in New York. The daylight saving rule is written out, since some hosts have no time zone data.</summary>
internal static class KalshiMaintenance
{
    /// <summary>Whether the time is within the window.</summary>
    public static bool Covers(DateTimeOffset time)
    {
        var local = time.UtcDateTime.AddHours(IsSummer(time.UtcDateTime) ? -4 : -5);
        return local.DayOfWeek == DayOfWeek.Thursday && local.Hour is 3 or 4;
    }

    /// <summary>The window that contains the time, else the next one. Daylight saving changes on Sundays, so a window is always two whole hours.</summary>
    public static MaintenanceWindow Next(DateTimeOffset now)
    {
        var start = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        if (Covers(start) && Covers(start.AddHours(-1)))
            start = start.AddHours(-1);
        while (!Covers(start))
            start = start.AddHours(1);
        return new MaintenanceWindow(start, start.AddHours(2), "Kalshi's weekly maintenance (Thursday 03:00 to 05:00 US Eastern): orders would be reverted.");
    }

    // From the second Sunday of March 07:00 UTC to the first Sunday of November 06:00 UTC.
    private static bool IsSummer(DateTime utc) =>
        utc >= Sunday(utc.Year, 3, 2).AddHours(7) && utc < Sunday(utc.Year, 11, 1).AddHours(6);

    private static DateTime Sunday(int year, int month, int which)
    {
        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
        return first.AddDays(((7 - (int)first.DayOfWeek) % 7) + (7 * (which - 1)));
    }
}
