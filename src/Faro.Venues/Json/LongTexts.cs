using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>
/// Remembers the last long text of a page: an event and its market mostly carry the same description, which then is decoded
/// and kept once.
/// </summary>
internal sealed class LongTexts(ReadOnlyMemory<byte> body)
{
    private const int Long = 100;
    private int start;
    private int length;
    private string last = "";

    /// <summary>The text of the string token under the reader, which reads the page's body.</summary>
    public string Decode(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (raw.Length < Long)
            return JsonText.Decode(ref reader);
        if (raw.Length == length && body.Span.Slice(start, length).SequenceEqual(raw))
            return last;
        last = JsonText.Decode(ref reader);
        start = (int)reader.TokenStartIndex + 1; // past the quote
        length = raw.Length;
        return last;
    }
}
