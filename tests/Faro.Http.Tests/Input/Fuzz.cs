using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Faro.Http.Tests.OpenApi;

namespace Faro.Http.Tests.Input;

/// <summary>Makes requests that look like those of the document, with something wrong in them more often than not. The seed says which.</summary>
internal sealed class Fuzz(int seed)
{
    // Stand for bytes that are no UTF-8, which no string can hold: 0xFF, half of a surrogate pair, the first byte of two.
    private const string Broken1 = "\ue001";
    private const string Broken2 = "\ue002";
    private const string Broken3 = "\ue003";
    private static readonly string[] HostileTexts =
    [
        Broken1, "a" + Broken2, Broken3 + "b", "", " ", "\\u0000", "\\ud800", "\\udc00x", "a\\ud83d", "\\ud83d\\ude00", "null", "NaN", "-1", "1e999", "' or 1=1 --", "<script>", "\\\"", "../../etc/passwd", "%s%s%n", "\\r\\nX-Injected: 1",
        new string('x', 5_000), "0x" + new string('f', 40), "0x" + new string('g', 40), "7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10",
    ];

    private static readonly string[] HostileParameters =
    [
        "", "%20", "%00", "a%00b", "%ff%fe", "%ED%A0%80", "%", "%2", "%zz", "-1", "1.5", "1e3", "99999999999999999999999", "null", "NaN", "true,false", "%F0%9F%98%80", "'%20or%201=1", "..%2f..%2f", "2026-02-30", "10000-01-01T00:00:00Z",
        "7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10", new string('x', 2_500),
    ];

    /// <summary>Without NUL, which servers refuse before the API sees the request.</summary>
    private static readonly string[] HostilePathParts = [.. HostileParameters.Where(p => !p.Contains("%00", StringComparison.Ordinal))];

    private static readonly string[] HostileValues =
        ["null", "true", "0", "-1", "1e999", "-0", "123456789012345678901234567890", "0.00000000000000000001", "[]", "{}", "[[[]]]", "\"\"", "\"\\ud800\"", "\"" + Broken1 + "\"", "{\"" + Broken2 + "\":1}", "[null]", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}"];

    private readonly Random _random = new(seed);

    /// <summary>A request for the operation; where it goes and what is in it, for the message of a failure.</summary>
    public (HttpRequestMessage Request, string Told) Request(Operation operation, string key)
    {
        var path = operation.Path;
        foreach (var (name, _, _, schema) in operation.Parameters.Where(p => p.In == "path"))
            path = path.Replace($"{{{name}}}", Chance(3) ? Pick(HostilePathParts) : Plain(schema), StringComparison.Ordinal);
        var target = path + Query(operation);
        var request = new HttpRequestMessage(
            new HttpMethod(operation.Method), new Uri("http://localhost" + target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", operation.Bearer(key));
        if (Chance(25))
            request.Headers.TryAddWithoutValidation(Pick(["X-Request-Id", "X-Name", "User-Agent", "If-None-Match"]), Pick(["\ud800", "caf\u00e9", "\u00ff\u00fe", "a\udc00", "plain-text-1"]));
        var body = operation.HasBody || Chance(10) ? Body(operation) : null;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Chance(12) ? Pick(["text/plain", "application/xml", "application/json; charset=utf-16", ";"]) : "application/json");
        }

        return (request, $"{operation.Method} {target} {(body is null ? "" : Encoding.Latin1.GetString(body))}");
    }

    private string Query(Operation operation)
    {
        var pairs = new List<string>();
        foreach (var (name, _, required, schema) in operation.Parameters.Where(p => p.In == "query"))
        {
            if (!required && Chance(2))
                continue;
            pairs.Add($"{name}={(Chance(3) ? Pick(HostileParameters) : Plain(schema))}");
            if (Chance(8))
                pairs.Add(pairs[^1]);
        }

        if (operation.IsCron || Chance(4)) // a run of the whole catalog is no answer to be waited for a hundred times
            pairs.Add(Pick(["nosuch=1", "limit%5B%5D=1", "%ff=1", "=x", "LIMIT=1", "%00=", new string('y', 300)]));
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    private byte[] Body(Operation operation)
    {
        var text = operation.HasBody ? Value(operation, operation.Body, 0) : Pick(HostileValues);
        if (Chance(10))
            text = text.Insert(_random.Next(text.Length + 1), Pick(["}", "\"", ",", "\\", "/**/", "\u0001"]));
        var bytes = Bytes(text);
        if (Chance(12) && bytes.Length > 0)
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(0x80, 0x100);
        return Chance(30) ? [] : Chance(30) ? Encoding.Unicode.GetBytes(text) : bytes;
    }

    /// <summary>UTF-8, but for the marks that stand for what is none.</summary>
    internal static byte[] Bytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = bytes.Count - 3; i >= 0; i--)
        {
            if (bytes[i] != 0xEE || bytes[i + 1] != 0x80 || bytes[i + 2] is not (0x81 or 0x82 or 0x83))
                continue;
            byte[] broken = bytes[i + 2] switch { 0x81 => [0xFF], 0x82 => [0xED, 0xA0, 0x80], _ => [0xC3] };
            bytes.RemoveRange(i, 3);
            bytes.InsertRange(i, broken);
        }

        return [.. bytes];
    }

    private string Value(Operation operation, JsonElement schema, int depth)
    {
        schema = operation.Followed(schema);
        if (depth > 0 && Chance(9))
            return Pick(HostileValues);
        if (depth > 0 && Chance(9))
            return $"\"{Pick(HostileTexts)}\"";
        return Type(schema) switch
        {
            "object" => Object(operation, schema, depth),
            "array" => Chance(20) ? "[" + string.Join(',', Enumerable.Repeat("{}", 200)) + "]"
                : "[" + string.Join(',', Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Value(operation, schema.GetProperty("items"), depth + 1))) + "]",
            "integer" => _random.Next(0, 200).ToString(CultureInfo.InvariantCulture),
            "number" => (_random.Next(1, 10_000) / 10_000m).ToString(CultureInfo.InvariantCulture),
            "boolean" => Chance(2) ? "true" : "false",
            _ => $"\"{Plain(schema)}\"",
        };
    }

    private string Object(Operation operation, JsonElement schema, int depth)
    {
        var members = new List<string>();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject().Where(_ => !Chance(6)))
                members.Add($"\"{property.Name}\":{Value(operation, property.Value, depth + 1)}");
        }
        else if (schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind == JsonValueKind.Object)
        {
            members.Add($"\"{(Chance(3) ? Pick(HostileTexts) : Guid.Empty.ToString())}\":{Value(operation, rest, depth + 1)}");
        }

        if (Chance(6) && members.Count > 0)
            members.Add(Pick([.. members]));
        if (Chance(6))
            members.Add($"\"{Pick(HostileTexts)}\":{Pick(HostileValues)}");
        return "{" + string.Join(',', members) + "}";
    }

    private string Plain(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var words))
            return words[_random.Next(words.GetArrayLength())].GetString() ?? "";
        return (Type(schema), schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            ("integer", _) => _random.Next(0, 200).ToString(CultureInfo.InvariantCulture),
            ("number", _) => "0.5",
            ("boolean", _) => "true",
            (_, "uuid") => new Guid(_random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
            (_, "date-time") => "2026-01-01T00:00:00Z",
            _ => schema.TryGetProperty("maxLength", out var most) && most.GetInt32() == 42 ? "0x" + new string('1', 40) : "text",
        };
    }

    private static string? Type(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type.EnumerateArray().Select(t => t.GetString()).First(t => t != "null");

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
