using System.Text.Json;
using System.Text.Unicode;

namespace Faro.Sandbox.Catalogs;

/// <summary>Checks of text that is served as it was recorded: one invalid character would break the whole page.</summary>
internal static class Unicode
{
    /// <summary>Whether JSON text has only valid characters: valid UTF-8, and no escaped unpaired surrogate.</summary>
    public static bool IsWhole(byte[] json)
    {
        if (!Utf8.IsValid(json))
            return false;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether all characters are hexadecimal digits.</summary>
    public static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }
}
