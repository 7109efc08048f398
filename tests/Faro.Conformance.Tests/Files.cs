using System.Text.Json;

namespace Faro.Conformance.Tests;

/// <summary>The vector files beside the test assembly.</summary>
internal static class Files
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Vectors", name);

    public static JsonElement Read(string name)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        return file.RootElement.Clone();
    }
}
