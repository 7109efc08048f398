using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Faro.Venues.Tests;

/// <summary>Fixtures beside the tests, and the large recordings that only some machines have.</summary>
internal static class TestData
{
    public static byte[] Fixture(string path) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", path));

    public static JsonElement FixtureJson(string path) => JsonDocument.Parse(Fixture(path)).RootElement;

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The folder with the recordings: the environment's, or one beside a folder above this; null when absent.</summary>
    public static string? Recordings { get; } = FindRecordings();

    public static List<byte[]> Lines(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Recordings!, file)), CompressionMode.Decompress));
        var list = new List<byte[]>();
        while (lines.ReadLine() is { } line)
            if (line.Length > 0)
                list.Add(Encoding.UTF8.GetBytes(line));
        return list;
    }

    /// <summary>One page body out of single records.</summary>
    public static byte[] Page(string prefix, IEnumerable<byte[]> records, string suffix)
    {
        var body = new MemoryStream();
        body.Write(Utf8(prefix));
        var first = true;
        foreach (var record in records)
        {
            if (!first)
                body.WriteByte((byte)',');
            first = false;
            body.Write(record);
        }
        body.Write(Utf8(suffix));
        return body.ToArray();
    }

    private static string? FindRecordings()
    {
        if (Environment.GetEnvironmentVariable("FARO_SHARED") is { Length: > 0 } given)
            return Directory.Exists(Path.Combine(given, "data")) ? Path.Combine(given, "data") : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Faro.sln")))
            {
                var beside = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(beside) ? beside : null;
            }
        return null;
    }
}

/// <summary>A fact about the recorded catalogs; skipped where they are not.</summary>
public sealed class RecordedFactAttribute : FactAttribute
{
    public RecordedFactAttribute()
    {
        if (TestData.Recordings is null)
            Skip = "The recorded catalogs are not on this machine (set FARO_SHARED).";
    }
}
