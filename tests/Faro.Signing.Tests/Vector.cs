using System.Text.Json;
using Faro.Signing;

namespace Faro.Signing.Tests;

/// <summary>Reads the vector files that lie beside the tests; each says at its top who made it.</summary>
internal static class Vector
{
    public static JsonElement Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file)));
        return document.RootElement.Clone();
    }

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement element, string name) => Hex.Decode(element.Text(name));

    public static byte[] BareBytes(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    public static Hash256 Hash(this JsonElement element, string name) => Hash256.Parse(element.Text(name));
}
