using System.Text.Json;
using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Recorded;

/// <summary>A catalog as the twins serve it.</summary>
internal sealed record CatalogContent(
    IReadOnlyList<EventGroup> Polymarket, IReadOnlyList<EventGroup> Kalshi, IReadOnlyList<EventGroup> Foresight, IReadOnlyList<byte[]> Parlays);

/// <summary>Reads a directory of recorded JSONL files in the venues' own record shapes. A file is identified by its name and
/// by the form of its records; records left out are counted and reported.</summary>
internal static class RecordedCatalog
{
    /// <summary>A record is served inside of a page, so it must be well below the depth that readers accept.</summary>
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 32 };

    /// <summary>Reads the directory. Foresight has no recordings: its part stays empty.</summary>
    public static (CatalogContent Content, IReadOnlyList<CatalogFile> Files) Load(string directory)
    {
        var nested = new NestedRecords();
        var gamma = new GammaRecordings(nested);
        var kalshi = new KalshiRecordings(nested);
        var files = new List<CatalogFile>();
        var paths = Directory.EnumerateFiles(directory)
            .Where(p => p.EndsWith(".jsonl", StringComparison.Ordinal) || p.EndsWith(".jsonl.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        // Sources that only complete others (CLOB records, DFlow accounts) come after them.
        foreach (var path in paths.OrderBy(p => Rank(Path.GetFileName(p))))
        {
            nested.Begin(Path.GetFileName(path));
            files.Add(Read(path, gamma, kalshi, nested));
        }

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

    private static CatalogFile Read(string path, GammaRecordings gamma, KalshiRecordings kalshi, NestedRecords nested)
    {
        var name = Path.GetFileName(path);
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
        var notACatalog = NotACatalog(name) ?? (take is null ? "not a catalog file by its name" : null);
        var (used, notUsed) = (0, 0);
        var parlays = kalshi.Parlays.Count;
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string? broken = null;
        try
        {
            foreach (var line in CatalogLines.Of(path))
            {
                if (notACatalog is not null)
                    notUsed++;
                else if (Take(line, take!) is { } reason)
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                else
                    used++;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            broken = e is InvalidDataException ? "the rest cannot be read: it is no gzip, or damaged" : $"the rest cannot be read: {e.Message.TrimEnd('.')}";
        }

        var left = reasons.Select(r => $"{r.Value} {r.Key}")
            .Concat(nested.LeftOut.Select(r => $"inside of used records {r.Value} {r.Key}"))
            .Append(broken).OfType<string>().ToList();
        return new CatalogFile(name, used, notUsed + reasons.Values.Sum(), notACatalog ?? (left.Count == 0 ? CatalogFile.Whole : string.Join("; ", left)))
        {
            NestedNotUsed = nested.LeftOut.Values.Sum(),
            Parlays = kalshi.Parlays.Count - parlays,
        };
    }

    private static string? Take(byte[] line, Func<byte[], JsonElement, string?> take)
    {
        if (line.Length > CatalogLines.MaxRecord)
            return "longer than 16 MiB";
        return NestedRecords.Try(() =>
        {
            using var document = JsonDocument.Parse(line, Shallow);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return "not a JSON object";
            return Unicode.IsWhole(line) ? take(line, document.RootElement) : "with a broken character";
        });
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
}
