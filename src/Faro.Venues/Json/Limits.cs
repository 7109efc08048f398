namespace Faro.Venues.Json;

/// <summary>How long a venue's texts may be; a longer one refuses its record as <c>too_long</c>.</summary>
internal static class Limits
{
    /// <summary>Questions and titles, in characters.</summary>
    public const int Title = 2_000;

    /// <summary>Rules and descriptions, in characters.</summary>
    public const int Description = 50_000;

    /// <summary>Outcome labels, categories and other short names, in characters.</summary>
    public const int Label = 500;

    /// <summary>Addresses of sources, in characters.</summary>
    public const int Source = 4_000;

    /// <summary>Ids, in characters.</summary>
    public const int Id = 200;

    /// <summary>Records on one page; no venue has more.</summary>
    public const int PageRecords = 20_000;

    /// <summary>
    /// Whether an id can be used unchanged in a stream id, a path and a log line: ASCII letters, digits and <c>-_.:+</c>.
    /// </summary>
    public static bool IsPlainId(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id.Length > Id || id is "." or "..")
            return false;
        foreach (var c in id)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '+'))
                return false;
        return true;
    }

    /// <summary>Whether the text is <c>0x</c> and an even number of hex digits (2 … 128).</summary>
    public static bool IsHexId(ReadOnlySpan<char> id)
    {
        if (id.Length is < 4 or > 130 || id.Length % 2 != 0 || id[0] != '0' || id[1] is not ('x' or 'X'))
            return false;
        foreach (var c in id[2..])
            if (!char.IsAsciiHexDigit(c))
                return false;
        return true;
    }

    /// <summary>Whether the text is a canonical decimal uint256 other than zero.</summary>
    public static bool IsTokenId(ReadOnlySpan<char> id)
    {
        if (id.Length is < 1 or > 78 || id[0] == '0')
            return false;
        foreach (var c in id)
            if (!char.IsAsciiDigit(c))
                return false;
        return true;
    }
}
