using System.Security.Cryptography;

namespace Faro.Http.Site;

/// <summary>A file that browsers keep until it changes.</summary>
/// <param name="bytes">Its content.</param>
/// <param name="type">Its media type.</param>
public sealed class SiteFile(ReadOnlyMemory<byte> bytes, string type)
{
    private readonly string _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span).AsSpan(0, 12))}\"";

    /// <summary>Its content.</summary>
    internal ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The file as an answer.</summary>
    public Serving.Answer Answer() => Serving.Answer.File(bytes, type, _etag);

    /// <summary>A file out of this assembly.</summary>
    internal static SiteFile Embedded(string name, string type, string folder = "Site")
    {
        using var stream = typeof(SiteFile).Assembly.GetManifestResourceStream($"Faro.Http.{folder}.{name}")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new SiteFile(copy.ToArray(), type);
    }
}
