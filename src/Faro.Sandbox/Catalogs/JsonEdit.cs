using System.Buffers;
using System.Text.Json;

namespace Faro.Sandbox.Catalogs;

/// <summary>Edits the text of a JSON object without re-serialising the rest of it.</summary>
internal static class JsonEdit
{
    /// <summary>Removes a top-level member from an object; <paramref name="value"/> is its text, null when absent.</summary>
    public static byte[] Remove(byte[] json, string name, out byte[]? value)
    {
        value = null;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return json;
        var previousEnd = 1;
        var first = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var hit = reader.ValueTextEquals(name);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            if (!hit)
            {
                previousEnd = end;
                first = false;
                continue;
            }

            value = json[valueStart..end];
            if (!first)
                return [.. json.AsSpan(0, previousEnd), .. json.AsSpan(end)];
            while (end < json.Length && (json[end] == ',' || json[end] <= ' '))
                end++;
            return [.. json.AsSpan(0, start), .. json.AsSpan(end)];
        }

        return json;
    }

    /// <summary>Finds the places that vary. A rule names a member, its depth (0: any) and its kind.</summary>
    public static Cut[] FindCuts(byte[] json, IReadOnlyList<(string Name, int Depth, CutKind Kind)> rules)
    {
        var cuts = new List<Cut>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            CutKind? kind = null;
            foreach (var rule in rules)
            {
                if ((rule.Depth == 0 || rule.Depth == reader.CurrentDepth) && reader.ValueTextEquals(rule.Name))
                {
                    kind = rule.Kind;
                    break;
                }
            }

            if (kind is not { } found)
                continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Add(cuts, found, json, (int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1);
            else if (reader.TokenType == JsonTokenType.StartArray && found == CutKind.Token)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.String)
                    Add(cuts, found, json, (int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1);
            }
        }

        return [.. cuts];
    }

    /// <summary>Appends a member to an object's text.</summary>
    public static byte[] Append(byte[] json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + name.Length + value.Length + 8);
        buffer.Write(json.AsSpan(0, json.Length - 1));
        buffer.Write(json.Length > 2 ? ",\""u8 : "\""u8);
        buffer.Write(name);
        buffer.Write("\":"u8);
        buffer.Write(value);
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Add(List<Cut> cuts, CutKind kind, byte[] json, int start, int end)
    {
        switch (kind)
        {
            case CutKind.Hex when end - start >= 10 && json[start] == '0' && json[start + 1] == 'x':
                cuts.Add(new Cut(start + 2, kind));
                break;
            case CutKind.Mint when end - start >= 32:
                cuts.Add(new Cut(start + 20, kind));
                break;
            case CutKind.Token: // one token, or JSON text holding several
                for (var at = start; at < end; at++)
                {
                    var run = at;
                    while (run < end && char.IsAsciiDigit((char)json[run]))
                        run++;
                    if (run - at >= 20)
                        cuts.Add(new Cut(at + 1, kind));
                    at = Math.Max(at, run);
                }

                break;
            case CutKind.Text or CutKind.Slug or CutKind.Ticker or CutKind.Number when end > start:
                cuts.Add(new Cut(end, kind));
                break;
            default:
                break; // too short or empty: the value stays as it is
        }
    }
}
