using System.Text;
using System.Text.Unicode;
using Faro.Http.Input;
using Microsoft.Extensions.Primitives;

namespace Faro.Http.Serving;

/// <summary>Whether header values are text. The server reads each byte as a character, so that invalid UTF-8 can be refused here, in the envelope.</summary>
internal static class HeaderValues
{
    private const char LastOfOneByte = (char)0xFF;

    public static bool IsText(StringValues values)
    {
        foreach (var value in values)
        {
            if (value is not null && !Ascii.IsValid(value) && !IsText(value))
                return false;
        }

        return true;
    }

    private static bool IsText(string value) => value.AsSpan().ContainsAnyExceptInRange('\0', LastOfOneByte)
        ? PlainText.Fault(value) is null // already decoded by the server
        : Utf8.IsValid(Encoding.Latin1.GetBytes(value));
}
