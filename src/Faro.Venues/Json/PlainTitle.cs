using System.Text.RegularExpressions;

namespace Faro.Venues.Json;

/// <summary>A venue's title as plain text: without Markdown, every run of whitespace one space.</summary>
internal static partial class PlainTitle
{
    /// <summary>The title; empty for text that says nothing.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        // Most titles need no change: one pass over their characters finds them.
        var clean = text.AsSpan().ContainsAny('*', '_', '`') || text.Contains("](", StringComparison.Ordinal) || text[0] == '#'
            ? Unmarked(text)
            : text;
        return IsEven(clean) ? clean : Blanks().Replace(clean, " ").Trim();
    }

    /// <summary>The title; null for text that says nothing.</summary>
    public static string? OrNull(string? text) => Of(text) is { Length: > 0 } title ? title : null;

    private static string Unmarked(string text)
    {
        var title = Heading().Replace(text, "");
        title = Link().Replace(title, "$1");
        title = Strong().Replace(title, "$2");
        return Code().Replace(title, "$1");
    }

    private static bool IsEven(string text)
    {
        var blank = true; // drops leading whitespace
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) && (blank || c != ' '))
                return false;
            blank = char.IsWhiteSpace(c);
        }

        return !blank;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^#{1,6}\s+")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\[\]]+)\]\([^()\s]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")]
    private static partial Regex Strong();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
