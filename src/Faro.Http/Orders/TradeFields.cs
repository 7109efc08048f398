using System.Text.Json;
using Faro.Http.Input;
using Faro.Signing;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Polymarket;

namespace Faro.Http.Orders;

/// <summary>Reads the fields that only trading has. Values never stand in a fault: some of them are secrets.</summary>
internal static class TradeFields
{
    public static Guid? Id(this JsonFields fields, string name, bool required = false)
    {
        if (fields.Element(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id)) return id;
        fields.Issues.Add(name, "Must be a UUID.");
        return null;
    }

    public static decimal? Number(this JsonFields fields, string name, decimal above, decimal most, string fault, bool required = false)
    {
        if (fields.Element(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number > above && number <= most) return number;
        fields.Issues.Add(name, fault);
        return null;
    }

    public static EthAddress? Address(this JsonFields fields, string name, bool required = false)
    {
        if (fields.Element(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 42 } text && EthAddress.TryParse(text, out var address))
        {
            if (EthAddress.HasValidChecksum(text)) return address;
            fields.Issues.Add(name, "Its capitals are not the checksum of EIP-55.");
            return null;
        }

        fields.Issues.Add(name, "Must be 0x and 40 hexadecimal digits.");
        return null;
    }

    public static string? SolanaAddress(this JsonFields fields, string name)
    {
        if (fields.Element(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: >= 32 and <= 44 } text && Base58.IsAddress(text)) return text;
        fields.Issues.Add(name, "Must be a Solana address: base58 of 32 bytes.");
        return null;
    }

    public static IReadOnlyList<string>? Words(this JsonFields fields, string name)
    {
        if (fields.Element(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= 32
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 and <= 64 }))
            return [.. value.EnumerateArray().Select(v => v.GetString()!).Distinct(StringComparer.Ordinal)];
        fields.Issues.Add(name, "Must be an array of at most 32 short texts.");
        return null;
    }

    /// <summary>The five L2 headers; each must be text that can stand in a header.</summary>
    public static PolymarketHeaders? PolymarketHeaders(JsonElement value, string name, Issues issues)
    {
        string[] wanted = ["POLY_ADDRESS", "POLY_API_KEY", "POLY_PASSPHRASE", "POLY_TIMESTAMP", "POLY_SIGNATURE"];
        if (Texts(value, wanted, name, issues) is not { } v) return null;
        return new PolymarketHeaders(v[0], new Secret(v[1]), new Secret(v[2]), v[3], new Secret(v[4]));
    }

    public static ForesightHeaders? ForesightHeaders(JsonElement value, string name, Issues issues) =>
        Texts(value, ["fs-api-key", "fs-api-secret"], name, issues) is { } v ? new ForesightHeaders(new Secret(v[0]), new Secret(v[1])) : null;

    /// <summary>An object from leg ids to headers.</summary>
    public static Dictionary<Guid, T> ByLeg<T>(JsonFields fields, string name, Func<JsonElement, string, Issues, T?> read)
        where T : class
    {
        var found = new Dictionary<Guid, T>();
        if (fields.Element(name) is not { } value) return found;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > 16)
        {
            fields.Issues.Add(name, "Must be an object with at most 16 legs.");
            return found;
        }

        foreach (var leg in value.EnumerateObject())
        {
            if (!Guid.TryParseExact(leg.Name, "D", out var id)) fields.Issues.Add(name, "Each name must be the UUID of a leg.");
            else if (read(leg.Value, name, fields.Issues) is { } headers) found[id] = headers;
        }

        return found;
    }

    private static string[]? Texts(JsonElement value, string[] names, string at, Issues issues)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            issues.Add(at, "Must be an object.");
            return null;
        }

        var texts = new string[names.Length];
        var whole = true;
        for (var i = 0; i < names.Length; i++)
        {
            if (value.TryGetProperty(names[i], out var one) && one.ValueKind == JsonValueKind.String
                && one.GetString() is { Length: > 0 and <= 500 } text && text.All(c => c is >= ' ' and <= '~'))
            {
                texts[i] = text;
                continue;
            }

            issues.Add($"{at}.{names[i]}", "Must be 1 to 500 printable ASCII characters.");
            whole = false;
        }

        if (value.EnumerateObject().Any(p => !names.Contains(p.Name, StringComparer.Ordinal)))
        {
            issues.Add(at, $"Only {string.Join(", ", names)} are known here.");
            whole = false;
        }

        return whole ? texts : null;
    }
}
