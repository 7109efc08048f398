using System.Text;
using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>
/// Reads the fields of one record with the tolerance venues need (numbers as text, lists as text, odd times) and
/// remembers the first field that cannot be read, so that the record is refused with a reason and never partly guessed.
/// The reader must be positioned on the field's value; afterwards it is on that value's last token.
/// </summary>
internal sealed class RecordReader(LongTexts texts)
{
    private const int MaxListItems = 64;
    private static readonly string[] YesNo = ["Yes", "No"];

    /// <summary>Why the record is refused; null while it is valid.</summary>
    public string? Code { get; private set; }

    /// <summary>One sentence naming the field; empty while the record is valid.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Forgets the last record.</summary>
    public void Reset()
    {
        Code = null;
        Detail = "";
    }

    /// <summary>Refuses the record, unless it already is.</summary>
    public void Refuse(string code, string detail)
    {
        if (Code is not null)
            return;
        Code = code;
        Detail = detail;
    }

    /// <summary>Text of at most <paramref name="max"/> characters, null for null. A number is taken as written.</summary>
    public string? Text(ref Utf8JsonReader reader, string field, int max)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.ValueSpan.Length <= max:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            case JsonTokenType.String:
                // A character takes at most six bytes (\u0041): far too long is detected without decoding.
                if (reader.ValueSpan.Length <= max * 6 && texts.Decode(ref reader) is var text && text.Length <= max)
                    return text;
                Refuse("too_long", $"{field} is longer than {max} characters.");
                return null;
            default:
                return Bad<string>(ref reader, field, "text");
        }
    }

    /// <summary>A decimal, from a number or from text; null for null and for empty text.</summary>
    public decimal? Number(ref Utf8JsonReader reader, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return null;
            case JsonTokenType.String or JsonTokenType.Number when JsonText.TryDecimal(reader.ValueSpan, out var value):
                return value;
            default:
                Bad<string>(ref reader, field, "a number");
                return null;
        }
    }

    /// <summary>True or false, also as text; null for null and empty text.</summary>
    public bool? Flag(ref Utf8JsonReader reader, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return null;
            case JsonTokenType.String when JsonText.Is(ref reader, "true"u8):
                return true;
            case JsonTokenType.String when JsonText.Is(ref reader, "false"u8):
                return false;
            default:
                Bad<string>(ref reader, field, "true or false");
                return null;
        }
    }

    /// <summary>A time in UTC; null for null, for empty text and for the zeros that venues write where they know none.</summary>
    public DateTimeOffset? Time(ref Utf8JsonReader reader, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return null;
            case JsonTokenType.String when VenueTime.TryParse(reader.ValueSpan, out var time):
                return VenueTime.Known(time);
            case JsonTokenType.Number when reader.TryGetInt64(out var unix) && VenueTime.TryUnix(unix, out var time):
                return VenueTime.Known(time);
            default:
                Bad<string>(ref reader, field, "a time");
                return null;
        }
    }

    /// <summary>A list of texts, from an array or from text that holds a JSON array; null for null and empty text.</summary>
    public string[]? TextList(ref Utf8JsonReader reader, string field, int max)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
            case JsonTokenType.String when reader.ValueSpan.IsEmpty:
                return null;
            case JsonTokenType.String when reader.ValueSpan.SequenceEqual("[\\\"Yes\\\", \\\"No\\\"]"u8)
                                        || reader.ValueSpan.SequenceEqual("[\\\"Yes\\\",\\\"No\\\"]"u8):
                return YesNo;
            case JsonTokenType.String when reader.ValueSpan.Length <= max * 6 * MaxListItems:
                return InnerList(JsonText.Decode(ref reader), field, max);
            case JsonTokenType.StartArray:
                return List(ref reader, field, max);
            default:
                return Bad<string[]>(ref reader, field, "a list");
        }
    }

    /// <summary>Passes over the value.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            reader.Skip();
    }

    private string[]? InnerList(string text, string field, int max)
    {
        var inner = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            if (inner.Read() && inner.TokenType == JsonTokenType.StartArray)
            {
                var list = List(ref inner, field, max);
                if (list is not null && !inner.Read())
                    return list;
            }
        }
        catch (JsonException)
        {
            // The text is not JSON: refused below like any other wrong type.
        }
        Refuse("bad_field", $"{field} is not a list of texts.");
        return null;
    }

    private string[]? List(ref Utf8JsonReader reader, string field, int max)
    {
        var depth = reader.CurrentDepth;
        var list = new List<string>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (list.Count < MaxListItems && Item(ref reader, max) is { } item)
            {
                list.Add(item);
                continue;
            }
            Refuse("bad_field", $"{field} is not a short list of texts.");
            while (reader.CurrentDepth > depth && reader.Read())
            {
                // to the end of the list
            }
            return null;
        }
        return [.. list];
    }

    // Not through the cached texts: the list may come from a text other than the page.
    private static string? Item(ref Utf8JsonReader reader, int max) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.ValueSpan.Length <= max => Encoding.ASCII.GetString(reader.ValueSpan),
        JsonTokenType.String when reader.ValueSpan.Length <= max * 6 && JsonText.Decode(ref reader) is var text
            && text.Length <= max => text,
        _ => null,
    };

    private T? Bad<T>(ref Utf8JsonReader reader, string field, string expected)
        where T : class
    {
        Skip(ref reader);
        Refuse("bad_field", $"{field} is not {expected}.");
        return null;
    }
}
