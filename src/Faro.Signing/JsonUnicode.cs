using System.Text.Json;
using System.Text.Unicode;

namespace Faro.Signing;

/// <summary>
/// Whether JSON is text throughout. The framework's parser accepts invalid UTF-8 and escaped unpaired surrogates
/// until a string is read, and throws then, which is too late for a refusal.
/// </summary>
public static class JsonUnicode
{
    /// <summary>Whether every name and every string of a document, which is valid JSON otherwise, is Unicode text.</summary>
    public static bool IsText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;
        if (json.IndexOf("\\u"u8) < 0)
            return true; // only an escape can be an unpaired surrogate
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // how the reader reports a lone surrogate
        }
    }
}
