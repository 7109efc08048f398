using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faro.Conformance.Vectors;

/// <summary>
/// Checks files of signing vectors: Polymarket orders, L1 and L2 headers and wallets, Solana transactions, base58, compact-u16.
/// The file's own shape says what it is. Judging compares each case with what the file says; printing shows what was computed,
/// one JSON line a case, under the file's own names.
/// </summary>
internal static class VectorFiles
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a file has a shape that this runner understands.</summary>
    public static bool Understands(JsonElement file) => Parts(file) is not null;

    /// <summary>Runs the file at <paramref name="path"/>: 0 fine, 1 some failed, 2 the file could not be used.</summary>
    public static int Run(string path, bool print, TextWriter output)
    {
        try
        {
            if (new FileInfo(path).Length > 256L << 20) throw new InvalidDataException("The file is larger than 256 MiB.");
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!Understands(file.RootElement)) throw new InvalidDataException("Its shape is none that is known here.");
            return Run(file.RootElement, print, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            output.WriteLine($"cannot use {path}: {e.Message}");
            return 2;
        }
    }

    /// <summary>Runs the cases of a parsed file.</summary>
    public static int Run(JsonElement file, bool print, TextWriter output) =>
        Run(file, Parts(file) ?? throw new InvalidDataException("The file's shape is none that is known here."), print, output);

    /// <summary>Runs the cases of a parsed file whose parts the caller knows; a part that the file lacks is skipped.</summary>
    public static int Run(JsonElement file, IReadOnlyList<VectorPart> parts, bool print, TextWriter output)
    {
        var (passed, failed) = (0, 0);
        foreach (var part in parts)
        {
            if (!file.TryGetProperty(part.Section, out var cases) || cases.ValueKind != JsonValueKind.Array) continue;
            var number = 0;
            foreach (var one in cases.EnumerateArray())
            {
                var id = one.TryGetProperty("id", out var name) ? name.ToString() : $"{part.Section}[{number}]";
                number++;
                var wrong = Try(one, part, id, print, output);
                if (wrong is null) passed++;
                else failed++;
                if (wrong is not null && !print) output.WriteLine($"{id}: {wrong}");
            }
        }

        if (!print) output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static string? Try(JsonElement one, VectorPart part, string id, bool print, TextWriter output)
    {
        JsonObject computed;
        try
        {
            computed = part.Compute(one);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException
            or OverflowException or ArgumentException)
        {
            if (print) output.WriteLine(new JsonObject { ["id"] = id, ["cannot_compute"] = e.Message }.ToJsonString(Compact));
            return $"cannot be computed: {e.Message}";
        }

        if (print)
        {
            computed.Insert(0, "case", id);
            output.WriteLine(computed.ToJsonString(Compact));
            return null;
        }

        var wrong = new List<string>();
        Compare("", computed, JsonNode.Parse(one.GetRawText())!.AsObject(), part.Open, wrong);
        return wrong.Count == 0 ? null : string.Join("; ", wrong.Take(5));
    }

    /// <summary>What was computed must stand in the file; what the file says beyond it is inputs and notes, except under strict members.</summary>
    private static void Compare(string path, JsonObject got, JsonObject want, bool open, List<string> wrong)
    {
        foreach (var (name, value) in got)
        {
            var here = path.Length == 0 ? name : $"{path}.{name}";
            if (!want.TryGetPropertyValue(name, out var expected))
            {
                if (!open) wrong.Add($"{here} is {Text(value)}, expected none");
            }
            else if (value is JsonObject inner && expected is JsonObject wanted)
            {
                Compare(here, inner, wanted, open, wrong);
                if (!open)
                    wrong.AddRange(wanted.Where(w => !inner.ContainsKey(w.Key)).Select(w => $"{here}.{w.Key} is missing, expected {Text(w.Value)}"));
            }
            else if (!JsonNode.DeepEquals(value, expected))
            {
                wrong.Add($"{here} is {Text(value)}, expected {Text(expected)}");
            }
        }
    }

    private static string Text(JsonNode? node)
    {
        var text = node?.ToJsonString(Compact) ?? "null";
        return text.Length <= 200 ? text : text[..200] + "…";
    }

    private static VectorPart[]? Parts(JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object) return null;
        if (First(file, "cases") is { } one)
        {
            if (one.TryGetProperty("order_typed_data", out _) || (one.TryGetProperty("inputs", out _) && one.TryGetProperty("exchange_version", out _)))
                return [new("cases", PolymarketVectors.Order, Open: true)];
            if (one.TryGetProperty("typed_data", out _)) return [new("cases", PolymarketVectors.L1Header, Open: true)];
            if (one.TryGetProperty("secret", out _)) return [new("cases", PolymarketVectors.L2Header, Open: true)];
            if (one.TryGetProperty("owner", out _)) return [new("cases", PolymarketVectors.Wallets, Open: true)];
            if (one.TryGetProperty("submitted_base64", out _)) return [new("cases", SolanaVectors.Transaction, Open: false)];
            return null;
        }

        if (First(file, "valid") is { } valid)
        {
            if (valid.TryGetProperty("base58", out _))
                return [new("valid", SolanaVectors.Base58Valid, Open: false), new("invalid", SolanaVectors.Base58Invalid, Open: false)];
            if (valid.TryGetProperty("hex", out _) && valid.TryGetProperty("value", out _))
            {
                return
                [
                    new("valid", SolanaVectors.LengthValid, Open: false),
                    new("valid_with_following_data", SolanaVectors.LengthPrefix, Open: false),
                    new("invalid", SolanaVectors.LengthInvalid, Open: false),
                ];
            }
        }

        return null;
    }

    private static JsonElement? First(JsonElement file, string name) =>
        file.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
        && list[0].ValueKind == JsonValueKind.Object
            ? list[0]
            : null;
}

/// <summary>One array of cases and how a case is computed.</summary>
/// <param name="Section">The array's name in the file.</param>
/// <param name="Compute">From the case's inputs to what the file should say.</param>
/// <param name="Open">Whether a member that the file lacks is simply not judged.</param>
internal sealed record VectorPart(string Section, Func<JsonElement, JsonObject> Compute, bool Open);
