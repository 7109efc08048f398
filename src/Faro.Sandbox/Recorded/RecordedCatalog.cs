using System.IO.Compression;
using System.Text.Json;
using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Recorded;

/// <summary>A catalog as the twins serve it.</summary>
internal sealed record CatalogContent(
    IReadOnlyList<EventGroup> Polymarket, IReadOnlyList<EventGroup> Kalshi, IReadOnlyList<EventGroup> Foresight, IReadOnlyList<byte[]> Parlays);

/// <summary>Reads a directory of recorded JSONL files in the venues' own record shapes. A file is known by its name and
/// by the shape of its records; whatever is left out is counted and said.</summary>
internal static class RecordedCatalog
{
    private const int MaxRecord = 16 << 20;

    /// <summary>Reads the directory. Foresight has no recordings: its part stays empty.</summary>
    public static (CatalogContent Content, IReadOnlyList<CatalogFile> Files) Load(string directory)
    {
        var gamma = new GammaRecordings();
        var kalshi = new KalshiRecordings();
        var files = new List<CatalogFile>();
        var paths = Directory.EnumerateFiles(directory)
            .Where(p => p.EndsWith(".jsonl", StringComparison.Ordinal) || p.EndsWith(".jsonl.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        // What a later source may only complete (CLOB records, DFlow accounts) comes after what it completes.
        foreach (var path in paths.OrderBy(p => Rank(Path.GetFileName(p))))
            files.Add(Read(path, gamma, kalshi));
        files.Sort((a, b) => string.CompareOrdinal(a.File, b.File));
        return (new CatalogContent(gamma.Groups(), kalshi.Groups(), [], kalshi.Parlays), files);
    }

    private static int Rank(string name) => name switch
    {
        _ when name.StartsWith("polymarket-clob", StringComparison.Ordinal) => 3,
        _ when name.StartsWith("dflow-", StringComparison.Ordinal) => 2,
        _ when name.StartsWith("kalshi-v2-events", StringComparison.Ordinal) => 0,
        _ => 1,
    };

    private static CatalogFile Read(string path, GammaRecordings gamma, KalshiRecordings kalshi)
    {
        var name = Path.GetFileName(path);
        if (NotACatalog(name) is { } reason)
            return new CatalogFile(name, 0, Lines(path).Count(), reason);
        Func<byte[], JsonElement, string?>? take = name switch
        {
            _ when name.StartsWith("polymarket-gamma-markets", StringComparison.Ordinal) => gamma.TakeMarket,
            _ when name.StartsWith("polymarket-gamma-events", StringComparison.Ordinal) => gamma.TakeEvent,
            _ when name.StartsWith("polymarket-clob-sampling-markets", StringComparison.Ordinal) => gamma.TakeClobMarket,
            _ when name.StartsWith("kalshi-v2-events", StringComparison.Ordinal) => kalshi.TakeEvent,
            _ when name.StartsWith("kalshi-v2-markets", StringComparison.Ordinal) => kalshi.TakeMarket,
            _ when name.StartsWith("dflow-events", StringComparison.Ordinal) => kalshi.TakeDFlowEvent,
            _ => null,
        };
        if (take is null)
            return new CatalogFile(name, 0, Lines(path).Count(), "not a catalog file by its name");
        var used = 0;
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Lines(path))
        {
            var problem = Take(line, take);
            if (problem is null)
                used++;
            else
                reasons[problem] = reasons.GetValueOrDefault(problem) + 1;
        }

        var note = reasons.Count == 0 ? "all records" : string.Join("; ", reasons.Select(r => $"{r.Value} {r.Key}"));
        return new CatalogFile(name, used, reasons.Values.Sum(), note);
    }

    private static string? Take(byte[] line, Func<byte[], JsonElement, string?> take)
    {
        if (line.Length > MaxRecord)
            return "longer than 16 MiB";
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? take(line, document.RootElement) : "not a JSON object";
        }
        catch (JsonException)
        {
            return "not in the venue's record shape";
        }
    }

    private static string? NotACatalog(string name) => name switch
    {
        _ when name.StartsWith("normalised-", StringComparison.Ordinal) => "reshaped by its recorder, not a venue's record",
        _ when name.StartsWith("titles-", StringComparison.Ordinal) => "titles only, not a venue's record",
        _ when name.StartsWith("pairs", StringComparison.Ordinal) => "labelled pairs, not a catalog",
        _ when name.StartsWith("order-books", StringComparison.Ordinal) => "order books, not a catalog",
        _ when name.StartsWith("kalshi-v1-", StringComparison.Ordinal) =>
            "Kalshi's older shape: its rules are a template without text, which neither API of today answers",
        _ => null,
    };

    private static IEnumerable<byte[]> Lines(string path)
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
                pending.Write(chunk, from, end - from);
                if (Trimmed(pending) is { Length: > 0 } line)
                    yield return line;
                pending.SetLength(0);
                from = end + 1;
            }

            pending.Write(chunk, from, read - from);
        }

        if (Trimmed(pending) is { Length: > 0 } last)
            yield return last;
    }

    private static byte[] Trimmed(MemoryStream line) => line.GetBuffer().AsSpan(0, (int)line.Length).Trim(" \t\r"u8).ToArray();
}
