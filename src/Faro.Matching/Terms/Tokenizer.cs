using System.Globalization;

namespace Faro.Matching.Terms;

/// <summary>Cuts a text into folded words and numbers in one pass. Text beyond <see cref="MaxLength"/> is not read.</summary>
internal static class Tokenizer
{
    /// <summary>Characters read of one text; venues' rules are far shorter.</summary>
    public const int MaxLength = 16_000;

    private static readonly HashSet<string> NoStop = new(StringComparer.Ordinal)
    {
        "jr", "sr", "vs", "st", "no", "inc", "ltd", "dr", "mr", "mrs", "ms", "eg", "ie", "jan", "feb", "mar", "apr", "jun", "jul",
        "aug", "sep", "sept", "oct", "nov", "dec", "gov", "sen", "rep", "gen", "etc", "v", "us", "am", "pm", "approx",
    };

    private static readonly HashSet<string> TopDomains = new(StringComparer.Ordinal)
    {
        "com", "org", "gov", "net", "io", "ai", "edu", "eu", "uk", "jp", "mx", "int", "br", "de", "fr", "it", "es", "ca", "au", "tv",
        "us", "mil", "info", "co", "kr", "cn", "in", "il", "ua", "ru", "gg", "fun", "xyz", "trade", "app", "ch", "nl", "pl",
    };

    public static void Read(ReadOnlySpan<char> text, List<Token> into)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        Span<char> word = stackalloc char[128];
        var start = into.Count;
        var pending = TokenMark.SentenceStart;
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (c is >= '0' and <= '9')
            {
                var first = into.Count;
                var from = i;
                i = ReadNumber(text, i, word, into, ref pending);
                Place(into, first, from, i);
                continue;
            }

            if (TextFolding.Fold(c) != '\0')
            {
                var first = into.Count;
                var from = i;
                i = ReadWord(text, i, word, into, ref pending);
                Place(into, first, from, i);
                continue;
            }

            switch (c)
            {
                case '\n':
                    EndSentence(into, start);
                    pending |= TokenMark.SentenceStart | TokenMark.Break;
                    break;
                case '.' or '!' or '?' or ';':
                    if (EndsSentence(text, i, into, start))
                    {
                        EndSentence(into, start);
                        pending |= TokenMark.SentenceStart;
                    }

                    break;
                case ':':
                    pending |= TokenMark.Colon;
                    break;
                case '$' or '\u20AC' or '\u00A3':
                    pending |= TokenMark.Dollar;
                    break;
                case '\u00B0':
                    into.Add(new Token("degrees", TokenMark.None, 0) { At = i, End = i + 1 });
                    break;
                case '#':
                    pending |= TokenMark.Hash;
                    break;
                case '<':
                    if (i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] == '/'))
                    {
                        var close = text[i..Math.Min(text.Length, i + 12)].IndexOf('>');
                        if (close > 0)
                        {
                            i += close;
                            EndSentence(into, start);
                            pending |= TokenMark.SentenceStart | TokenMark.Break;
                            break;
                        }
                    }

                    pending |= TokenMark.Less;
                    break;
                case '>':
                    pending |= TokenMark.Greater;
                    break;
                case '=':
                    pending |= TokenMark.OrEqual;
                    break;
                case '\u2264':
                    pending |= TokenMark.Less | TokenMark.OrEqual;
                    break;
                case '\u2265':
                    pending |= TokenMark.Greater | TokenMark.OrEqual;
                    break;
                case '-' or '\u2212' or '\u2013' or '\u2014' or '\u2010' or '\u2011':
                    var tight = i > 0 && TextFolding.Fold(text[i - 1]) != '\0' || i > 0 && text[i - 1] is '%' or '$';
                    if (tight)
                        pending |= TokenMark.Joined;
                    else if (i + 1 < text.Length && (char.IsAsciiDigit(text[i + 1]) || text[i + 1] is '$' or '.'))
                        pending |= TokenMark.Minus;
                    else if (i + 1 < text.Length && text[i + 1] == ' ')
                        pending |= TokenMark.Colon; // "A vs B - Map 1"
                    break;
                case '(':
                    pending = (pending & ~TokenMark.Joined) | TokenMark.Colon;
                    break;
                case ',':
                    pending = (pending & ~TokenMark.Joined) | TokenMark.Comma;
                    break;
                case ' ' or '\t' or '\u00A0' or '"' or '\u201C' or '\u201D' or ')':
                    pending &= ~TokenMark.Joined | (c == ' ' ? TokenMark.None : TokenMark.Joined);
                    break;
            }

            i++;
        }

        EndSentence(into, start);
    }

    private static void Place(List<Token> into, int first, int from, int end)
    {
        for (var k = first; k < into.Count; k++)
            into[k] = into[k] with { At = from, End = end };
    }

    private static void EndSentence(List<Token> into, int start)
    {
        if (into.Count > start)
            into[^1] = into[^1] with { Marks = into[^1].Marks | TokenMark.SentenceEnd };
    }

    private static bool EndsSentence(ReadOnlySpan<char> text, int i, List<Token> into, int start)
    {
        if (into.Count == start)
            return false;
        var next = i + 1;
        while (next < text.Length && text[next] is '"' or '\u201D' or ')' or '\'' or '\u2019')
            next++;
        if (next < text.Length && !char.IsWhiteSpace(text[next]) && text[next] != '<')
            return false;
        if (text[i] == '.' && i > 2 && text[i - 2] == '.' && char.IsAsciiLetterUpper(text[i - 1]) && next + 1 < text.Length && char.IsAsciiLetter(text[next + 1]))
            return false; // "N.C. State"
        if (text[i] == '.' && into[^1].Text is "1" && Club(text, next))
            return false; // "1. FC Union"
        return text[i] != '.' || !NoStop.Contains(into[^1].Text) && into[^1].Text.Length > 1 || next >= text.Length
            || into[^1].IsNumber;
    }

    // " FC ", " FSV ": two to four capitals behind a blank.
    private static bool Club(ReadOnlySpan<char> text, int i)
    {
        var from = i + 1;
        var to = from;
        while (to < text.Length && char.IsAsciiLetterUpper(text[to]))
            to++;
        return to - from is >= 2 and <= 4 && to < text.Length && text[to] == ' ';
    }

    private static int ReadWord(ReadOnlySpan<char> text, int i, Span<char> word, List<Token> into, ref TokenMark pending)
    {
        var begin = i;
        var capital = char.IsUpper(text[i]);
        var n = 0;
        while (i < text.Length)
        {
            var c = text[i];
            var f = TextFolding.Fold(c);
            if (f != '\0')
            {
                capital |= char.IsUpper(c); // "d'Ivoire", "xAI"
                if (n < word.Length)
                    word[n++] = f;
                i++;
                continue;
            }

            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            if (c is '\'' or '\u2019' or '\u02BC' && char.IsLetter(next))
            {
                // "trump's" is "trump"; "o'brien" is "obrien".
                var after = i + 2 < text.Length ? TextFolding.Fold(text[i + 2]) : '\0';
                if (next is 's' or 'S' && after == '\0')
                {
                    // "Men's" stays one word: it names a competition, not its owner.
                    if (word[..n] is "men" or "women" or "gentlemen")
                        word[n++] = 's';
                    i += 2;
                    break;
                }

                i++;
                continue;
            }

            if (c == '.' && char.IsAsciiLetterOrDigit(next))
            {
                var segment = i - 1 >= begin && (i - 2 < begin || text[i - 2] == '.');
                if (segment && char.IsAsciiLetter(next))
                {
                    i++; // "u.s." is "us", "j.d." is "jd"
                    continue;
                }

                // "Gen.G": one name.
                if (n > 1 && char.IsUpper(text[begin]) && char.IsAsciiLetterUpper(next) && (i + 2 >= text.Length || TextFolding.Fold(text[i + 2]) == '\0') && i - begin < 6)
                {
                    i++;
                    continue;
                }

                if (n > 1 && TryDomain(text, begin, out var end, out var host))
                {
                    into.Add(new Token(TextFolding.Pooled(host), pending & TokenMark.SentenceStart, 0));
                    pending = TokenMark.None;
                    return end;
                }
            }

            break;
        }

        if (n == 4 && word[..4].SequenceEqual("http") || n == 5 && word[..5].SequenceEqual("https"))
        {
            if (i + 2 < text.Length && text[i] == ':' && text[i + 1] == '/')
            {
                if (TryDomain(text, i + 3, out var end, out var host))
                {
                    into.Add(new Token(TextFolding.Pooled(host), TokenMark.None, 0));
                    pending = TokenMark.None;
                    return end;
                }
            }
        }

        var marks = pending & ~(TokenMark.Dollar | TokenMark.Hash | TokenMark.Minus | TokenMark.Less | TokenMark.Greater | TokenMark.OrEqual);
        if (capital)
            marks |= TokenMark.Capital;
        pending &= TokenMark.Less | TokenMark.Greater | TokenMark.OrEqual;
        into.Add(new Token(TextFolding.Pooled(word[..n]), marks, 0));
        return i;
    }

    // A host name and its path, from begin up to the next white space; the host without "www".
    private static bool TryDomain(ReadOnlySpan<char> text, int begin, out int end, out ReadOnlySpan<char> host)
    {
        end = begin;
        var hostEnd = -1;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (')' or '"' or ',' or '<' or '\u201D'))
        {
            if (hostEnd < 0 && !(char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-'))
                hostEnd = end;
            end++;
        }

        if (hostEnd < 0)
            hostEnd = end;
        while (hostEnd > begin && text[hostEnd - 1] is '.' or '-')
            hostEnd--;
        host = text[begin..Math.Max(begin, hostEnd)];
        if (host.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            host = host[4..];
        var dot = host.LastIndexOf('.');
        if (dot <= 0 || dot == host.Length - 1)
            return false;
        var top = host[(dot + 1)..];
        if (top.Length > 5 || char.IsUpper(top[0]) && !char.IsUpper(host[0]) || !TopDomains.Contains(top.ToString().ToLowerInvariant()))
            return false;
        host = host.ToString().ToLowerInvariant();
        while (end > begin && text[end - 1] is '.' or ';' or '?' or '!')
            end--;
        return true;
    }

    private static int ReadNumber(ReadOnlySpan<char> text, int i, Span<char> word, List<Token> into, ref TokenMark pending)
    {
        var begin = i;
        if (IsIsoDate(text, i, out var iso))
        {
            into.Add(new Token(TextFolding.Pooled(text.Slice(i, 10)), (pending & TokenMark.SentenceStart) | TokenMark.IsoDate, iso));
            pending = TokenMark.None;
            i += 10;
            if (i < text.Length && text[i] is 'T' or 't')
            {
                while (i < text.Length && !char.IsWhiteSpace(text[i]))
                    i++;
            }

            return i;
        }

        var n = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (n < 24)
                    word[n++] = c;
            }
            else if (c == ',' && Digits(text, i + 1) == 3 && n > 0)
            {
            }
            else if (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) && !word[..n].Contains('.'))
            {
                if (n < 24)
                    word[n++] = '.';
            }
            else
            {
                break;
            }

            i++;
        }

        _ = decimal.TryParse(word[..n], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        if (i < text.Length && text[i] == ':' && Digits(text, i + 1) >= 2)
        {
            i += 3;
            if (i < text.Length && text[i] == ':' && Digits(text, i + 1) >= 2)
                i += 3;
            into.Add(new Token(TextFolding.Pooled(text[begin..i]), pending & TokenMark.SentenceStart | TokenMark.Clock, 0));
            pending = TokenMark.None;
            return i;
        }

        var letters = 0;
        while (i + letters < text.Length && TextFolding.Fold(text[i + letters]) is not '\0')
            letters++;
        var suffix = text.Slice(i, letters);
        var scale = Scale(suffix);
        if (letters > 0 && scale == 0 && !IsUnit(suffix))
        {
            // "98th", "49ers", "7pm": one word.
            var m = 0;
            for (var k = begin; k < i + letters && m < word.Length; k++)
            {
                var f = TextFolding.Fold(text[k]);
                if (f != '\0')
                    word[m++] = f;
            }

            var marks = pending & (TokenMark.SentenceStart | TokenMark.Joined | TokenMark.Break | TokenMark.Colon | TokenMark.Comma);
            if (word[..m].EndsWith("am") || word[..m].EndsWith("pm"))
                marks |= TokenMark.Clock;
            if (suffix is "st" or "nd" or "rd" or "th")
                marks |= TokenMark.Ordinal;
            into.Add(new Token(TextFolding.Pooled(word[..m]), marks | TokenMark.Capital, value));
            pending = TokenMark.None;
            return i + letters;
        }

        if (scale > 0)
        {
            value *= scale;
            i += letters;
        }

        var number = TokenMark.Number | pending;
        if (i < text.Length && text[i] == '%')
        {
            number |= TokenMark.Percent;
            i++;
        }

        if (i < text.Length && text[i] == '+')
        {
            number |= TokenMark.Plus;
            i++;
        }

        if ((pending & TokenMark.Minus) != 0)
            value = -value;
        value /= 1.0000000000000000000000000000m; // 5.50 and 5.5 are one number
        Span<char> digits = stackalloc char[40];
        _ = value.TryFormat(digits, out var length, "0.############", CultureInfo.InvariantCulture);
        into.Add(new Token(TextFolding.Pooled(digits[..length]), number, value));
        pending = TokenMark.None;
        return i;
    }

    private static decimal Scale(ReadOnlySpan<char> suffix) => suffix switch
    {
        "k" or "K" => 1_000m,
        "m" or "M" or "mm" or "MM" => 1_000_000m,
        "b" or "B" or "bn" or "BN" => 1_000_000_000m,
        "t" or "T" or "tn" => 1_000_000_000_000m,
        _ => 0,
    };

    private static bool IsUnit(ReadOnlySpan<char> suffix) => suffix is "bps" or "bp" or "BPS" or "c" or "pts" or "pt" or "pp";

    private static int Digits(ReadOnlySpan<char> text, int i)
    {
        var n = 0;
        while (i + n < text.Length && char.IsAsciiDigit(text[i + n]))
            n++;
        return n;
    }

    private static bool IsIsoDate(ReadOnlySpan<char> text, int i, out decimal value)
    {
        value = 0;
        if (i + 10 > text.Length || text[i + 4] != '-' || text[i + 7] != '-' || (i + 10 < text.Length && char.IsAsciiDigit(text[i + 10])))
            return false;
        return int.TryParse(text.Slice(i, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var y)
            && int.TryParse(text.Slice(i + 5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var m) && m is >= 1 and <= 12
            && int.TryParse(text.Slice(i + 8, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var d) && d is >= 1 and <= 31
            && y is > 1900 and < 2200 && d <= DateTime.DaysInMonth(y, m)
            && (value = (y * 10_000) + (m * 100) + d) > 0;
    }
}
