using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Faro.Proofs.Tests;

/// <summary>A proof's file, altered.</summary>
internal static class ProofFuzz
{
    /// <summary>Each leaf of the JSON changed to something of its kind, to another kind, and left out; those of the facts' own texts too.</summary>
    public static IEnumerable<(string Name, byte[] File)> Leaves(byte[] file)
    {
        foreach (var path in Paths(JsonNode.Parse(file)!, []))
        {
            foreach (var (what, with) in Instead(At(JsonNode.Parse(file)!, path)))
            {
                var copy = JsonNode.Parse(file)!;
                Set(copy, path, with);
                yield return ($"{string.Join('.', path)} {what}", Encoding.UTF8.GetBytes(copy.ToJsonString()));
            }
        }

        for (var i = 0; i < JsonNode.Parse(file)!["facts"]!.AsArray().Count; i++)
        {
            var text = JsonNode.Parse(file)!["facts"]![i]!["fact"]!.GetValue<string>();
            foreach (var path in Paths(JsonNode.Parse(text)!, []))
            {
                foreach (var (what, with) in Instead(At(JsonNode.Parse(text)!, path)))
                {
                    var fact = JsonNode.Parse(text)!;
                    Set(fact, path, with);
                    var copy = JsonNode.Parse(file)!;
                    copy["facts"]![i]!["fact"] = fact.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
                    yield return ($"facts.{i}.fact.{string.Join('.', path)} {what}", Encoding.UTF8.GetBytes(copy.ToJsonString()));
                }
            }
        }
    }

    /// <summary>Single bits, anywhere but in the blanks between the members and in what is no part of a note.</summary>
    public static IEnumerable<(string Name, byte[] File)> Bytes(byte[] file, Random random, int count)
    {
        while (count > 0)
        {
            var (at, bit) = (random.Next(file.Length), random.Next(8));
            if (file[at] is (byte)' ' or (byte)'\n')
                continue;
            var copy = file.ToArray();
            copy[at] ^= (byte)(1 << bit);
            if (copy[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                continue;
            count--;
            yield return (string.Create(CultureInfo.InvariantCulture, $"bit {bit} of byte {at} ('{(char)file[at]}' to '{(char)copy[at]}')"), copy);
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode node, string[] path)
    {
        var children = node switch
        {
            JsonObject o => o.Select(m => (m.Key, m.Value)),
            JsonArray a => a.Select((value, i) => (i.ToString(CultureInfo.InvariantCulture), value)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            string[] at = [.. path, name];
            if (child is JsonObject or JsonArray)
            {
                foreach (var deeper in Paths(child, at))
                    yield return deeper;
            }
            else
            {
                yield return at;
            }
        }
    }

    private static JsonNode? At(JsonNode node, string[] path) =>
        path.Aggregate((JsonNode?)node, (at, name) => at is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)] : at![name]);

    private static void Set(JsonNode root, string[] path, JsonNode? with)
    {
        switch (At(root, path[..^1]))
        {
            case JsonArray array:
                array[int.Parse(path[^1], CultureInfo.InvariantCulture)] = with;
                break;
            case JsonObject o when with is JsonValue value && value.TryGetValue<Left>(out var _):
                o.Remove(path[^1]);
                break;
            case JsonObject o:
                o[path[^1]] = with;
                break;
        }
    }

    private static IEnumerable<(string What, JsonNode? With)> Instead(JsonNode? leaf)
    {
        yield return ("left out", JsonValue.Create(new Left()));
        if (leaf is null)
        {
            yield return ("to a text", "x");
            yield break;
        }

        yield return ("to null", null);
        switch (leaf.GetValueKind())
        {
            case System.Text.Json.JsonValueKind.String:
                var text = leaf.GetValue<string>();
                yield return ("longer", text + "A");
                yield return ("empty", text.Length == 0 ? "x" : "");
                if (text.Length > 0)
                    yield return ("another letter", text[..(text.Length / 2)] + (text[text.Length / 2] == 'A' ? 'B' : 'A') + text[(text.Length / 2 + 1)..]);
                break;
            case System.Text.Json.JsonValueKind.Number:
                yield return ("one more", leaf.GetValue<decimal>() + 1);
                yield return ("as a text", leaf.ToJsonString());
                break;
            default:
                yield return ("the opposite", leaf.GetValueKind() == System.Text.Json.JsonValueKind.False);
                break;
        }
    }

    private sealed record Left;
}
