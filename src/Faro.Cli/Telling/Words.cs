using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Cli.Telling;

/// <summary>JSON for people to read: names and values in lines, without what only programs compare.</summary>
internal static class Words
{
    private const int Width = 116;
    private const int LongestValue = 100;

    /// <summary>A moment, in UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Took(TimeSpan span) =>
        span.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:N0} min") : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F1} s");

    /// <summary>A fact's members as <c>name value</c>, as many per line as fit.</summary>
    public static IEnumerable<string> Lines(JsonObject data)
    {
        var line = new StringBuilder();
        foreach (var (name, value) in Members(data, ""))
        {
            var words = $"{name} {value}";
            if (line.Length > 0 && line.Length + words.Length + 3 > Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(" · ");
            line.Append(words);
        }

        if (line.Length > 0) yield return line.ToString();
    }

    /// <summary>A state, one member per line; nested members are indented.</summary>
    public static IEnumerable<string> Tree(JsonObject state, int depth = 0)
    {
        var indent = new string(' ', (depth + 1) * 2);
        var shown = state.Where(m => Says(m.Value)).ToList();
        var width = shown.Where(m => m.Value is not JsonObject).Select(m => m.Key.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in shown)
        {
            if (value is JsonArray list && list.Any(i => i is JsonObject or JsonArray))
            {
                yield return $"{indent}{name}:";
                foreach (var item in list.OfType<JsonObject>())
                {
                    var first = true;
                    foreach (var line in Tree(item, depth + 1))
                    {
                        yield return first ? $"{indent}- {line.TrimStart()}" : line;
                        first = false;
                    }
                }
            }
            else if (value is JsonObject inner)
            {
                yield return $"{indent}{name}:";
                foreach (var line in Tree(inner, depth + 1)) yield return line;
            }
            else
            {
                yield return $"{indent}{name.PadRight(width)}  {Text(value)}";
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Members(JsonObject data, string before)
    {
        foreach (var (name, value) in data)
        {
            if (!Says(value)) continue;
            if (value is JsonObject inner)
            {
                foreach (var member in Members(inner, $"{before}{name}.")) yield return member;
            }
            else
            {
                yield return (before + name, value is JsonArray list && list.Any(i => i is JsonObject or JsonArray) ? $"({list.Count})" : Text(value));
            }
        }
    }

    /// <summary>Whether a member is worth showing: not if it is absent, empty, or a hash.</summary>
    private static bool Says(JsonNode? value) => value switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject inner => inner.Any(m => Says(m.Value)),
        JsonValue scalar => !(scalar.GetValueKind() == JsonValueKind.String && (string?)scalar is { } text && (text.Length == 0 || IsHash(text))),
        _ => true,
    };

    private static bool IsHash(string text) => text.Length is 32 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string Text(JsonNode? value)
    {
        var text = value is JsonArray list ? string.Join(", ", list.Select(i => i?.ToString())) : value!.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.ToJsonString() : value.ToString();
        text = text.ReplaceLineEndings(" ");
        return text.Length <= LongestValue ? text : text[..LongestValue].TrimEnd() + "…";
    }
}
