using System.IO.Compression;

namespace Faro.Sandbox.Recorded;

/// <summary>Reads a JSONL file, gzipped or not, line by line.</summary>
internal static class CatalogLines
{
    /// <summary>The longest record in bytes. A longer line is truncated to one byte more.</summary>
    public const int MaxRecord = 16 << 20;

    /// <summary>The non-blank lines, trimmed.</summary>
    public static IEnumerable<byte[]> Of(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var pending = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(chunk)) > 0)
        {
            var from = 0;
            for (var end = Array.IndexOf(chunk, (byte)'\n', 0, read); end >= 0; end = Array.IndexOf(chunk, (byte)'\n', from, read - from))
            {
                Keep(pending, chunk.AsSpan(from, end - from));
                if (Trimmed(pending) is { Length: > 0 } line)
                    yield return line;
                pending.SetLength(0);
                from = end + 1;
            }

            Keep(pending, chunk.AsSpan(from, read - from));
        }

        if (Trimmed(pending) is { Length: > 0 } last)
            yield return last;
    }

    private static void Keep(MemoryStream pending, ReadOnlySpan<byte> more) =>
        pending.Write(more[..(int)Math.Min(more.Length, MaxRecord + 1 - pending.Length)]);

    private static byte[] Trimmed(MemoryStream line)
    {
        var text = line.GetBuffer().AsSpan(0, (int)line.Length).Trim(" \t\r"u8);
        return (text.StartsWith("\uFEFF"u8) ? text[3..] : text).ToArray();
    }
}
