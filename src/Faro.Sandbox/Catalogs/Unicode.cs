using System.Text.Json;
using System.Text.Unicode;

namespace Faro.Sandbox.Catalogs;

/// <summary>Checks of text that is served as it was recorded: one broken character would spoil the whole page it is on.</summary>
internal static class Unicode
{
    /// <summary>Whether JSON text holds whole characters only: valid UTF-8, and no half of a surrogate pair behind an escape.</summary>
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
