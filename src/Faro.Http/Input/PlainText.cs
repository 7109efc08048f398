namespace Faro.Http.Input;

/// <summary>Text that every later stage can store: Postgres accepts no NUL, UTF-8 no unpaired surrogate.</summary>
internal static class PlainText
{
    public static string? Fault(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0')
                return "Must not contain the character U+0000.";
            if (!char.IsSurrogate(c))
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else
                return "Must not contain an unpaired surrogate.";
        }

        return null;
    }
}
