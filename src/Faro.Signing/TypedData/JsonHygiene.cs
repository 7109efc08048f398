using System.Text.Json;

namespace Faro.Signing.TypedData;

/// <summary>What must hold for any JSON before its content is read: bounded depth, Unicode text, no member twice.</summary>
internal static class JsonHygiene
{
    public static TypedDataError? Check(JsonElement element, int depthLeft)
    {
        if (depthLeft < 0) return new(TypedDataFault.TooLarge, "", "Nested too deep.");
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!TryRead(() => member.Name, out var name)) return NotUnicode;
                    if (!names.Add(name)) return new(TypedDataFault.WrongMembers, "", "A member occurs twice.");
                    if (Check(member.Value, depthLeft - 1) is { } error) return error;
                }
                return null;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    if (Check(item, depthLeft - 1) is { } error) return error;
                return null;
            case JsonValueKind.String:
                return TryRead(() => element.GetString()!, out _) ? null : NotUnicode;
            case JsonValueKind.Undefined:
                return new(TypedDataFault.NotJson, "", "The value is missing.");
            default:
                return null;
        }
    }

    private static TypedDataError NotUnicode => new(TypedDataFault.NotJson, "", "The text is not valid Unicode.");

    private static bool TryRead(Func<string> read, out string text)
    {
        try
        {
            text = read();
            return true;
        }
        catch (InvalidOperationException) // how JsonElement reports a lone surrogate or bytes that are not UTF-8
        {
            text = "";
            return false;
        }
    }
}
