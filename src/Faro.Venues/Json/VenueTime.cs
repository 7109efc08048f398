namespace Faro.Venues.Json;

/// <summary>
/// Reads the times venues write: ISO 8601 with any number of fraction digits, the same with a blank for the T and a
/// two-digit offset (<c>2026-11-10 18:03:11+00</c>), a bare date, Unix seconds or milliseconds. No offset means UTC.
/// </summary>
internal static class VenueTime
{
    private const long MillisecondsFrom = 100_000_000_000; // 1973 in ms, the year 5138 in s: no venue means either
    private static readonly long MaxUnixSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The time, or null for a zero: Unix time 0, the year 1, neither of which is a real time.</summary>
    public static DateTimeOffset? Known(DateTimeOffset time) => time > DateTimeOffset.UnixEpoch ? time : null;

    /// <summary>Reads a time from text; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text, 0, 4, out var year) || !Digits(text, 5, 2, out var month) || !Digits(text, 8, 2, out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        var ticks = new DateTime(year, month, day).Ticks;
        var offset = 0L;
        if (text.Length > 10 && !TryClock(text[10..], ref ticks, out offset))
            return false;
        ticks -= offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Reads Unix seconds, or milliseconds when the number is too large for seconds.</summary>
    public static bool TryUnix(long number, out DateTimeOffset time)
    {
        time = default;
        var milliseconds = number > MillisecondsFrom;
        if (number < 0 || (milliseconds ? number / 1000 : number) > MaxUnixSeconds)
            return false;
        time = milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return true;
    }

    // "T18:03[:11[.123456789]][Z|+00|+0000|+00:00]"
    private static bool TryClock(ReadOnlySpan<byte> text, ref long ticks, out long offset)
    {
        offset = 0;
        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[3] != ':'
            || !Digits(text, 1, 2, out var hour) || !Digits(text, 4, 2, out var minute) || hour > 24 || minute > 59)
            return false;
        ticks += hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute;
        text = text[6..];
        if (text.Length > 0 && text[0] == ':')
        {
            if (!Digits(text, 1, 2, out var second) || second > 60)
                return false;
            ticks += second * TimeSpan.TicksPerSecond;
            text = text[3..];
        }
        if (text.Length > 1 && text[0] is (byte)'.' or (byte)',')
        {
            var unit = TimeSpan.TicksPerSecond;
            var place = 1;
            for (; place < text.Length && text[place] is >= (byte)'0' and <= (byte)'9'; place++)
            {
                unit /= 10; // digits finer than a tick are dropped
                ticks += (text[place] - '0') * unit;
            }
            if (place == 1)
                return false;
            text = text[place..];
        }
        return TryOffset(text, out offset);
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || !Digits(text, 1, 2, out var hours) || hours > 14)
            return false;
        var minutes = 0;
        var rest = text[3..];
        if (!rest.IsEmpty)
        {
            if (rest[0] == ':')
                rest = rest[1..];
            if (rest.Length != 2 || !Digits(rest, 0, 2, out minutes) || minutes > 59)
                return false;
        }
        offset = (hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int from, int count, out int value)
    {
        value = 0;
        if (text.Length < from + count)
            return false;
        for (var i = from; i < from + count; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (text[i] - '0');
        }
        return true;
    }
}
