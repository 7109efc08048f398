using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Faro.Sandbox;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.Win32.SafeHandles;

namespace Faro.Bench;

/// <summary>
/// Page bodies exactly as the venue twins serve them, fetched once into a temporary file, so that neither HTTP nor the
/// twins' own work is measured, and 100,000 records are not held in memory.
/// </summary>
internal sealed class RecordedPages : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"faro-bench-pages-{Guid.NewGuid():N}");
    private readonly string _records;
    private readonly Dictionary<Venue, List<(long Offset, int Length)>> _pages = [];
    private SafeFileHandle? _handle;

    private RecordedPages() => _records = _file + "-records";

    /// <summary>Distinct readable markets.</summary>
    public int Markets { get; private set; }

    /// <summary>Bytes of their records.</summary>
    public long Bytes { get; private set; }

    public IReadOnlyList<IMarketSource> Sources => [.. _pages.Keys.Order().Select(v => new Source(this, v))];

    /// <summary>Starts the twins on a catalog, reads it whole, and stops them.</summary>
    public static async Task<RecordedPages> Fetch(string? directory, int multiplyTo)
    {
        var pages = new RecordedPages();
        await using (var twins = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = directory, MultiplyTo = multiplyTo, Parlays = 0 }))
        {
            using var http = new HttpClient();
            await using var file = File.Create(pages._file);
            await pages.Walk(http, file, Venue.Polymarket, twins.Addresses.Gamma, "events/keyset?limit=100", "next_cursor", "after_cursor");
            await pages.Walk(http, file, Venue.Kalshi, twins.Addresses.DFlow, "api/v1/events?withNestedMarkets=true&limit=100", "cursor", "cursor");
            await pages.Walk(http, file, Venue.Foresight, twins.Addresses.Foresight, "v1/markets?limit=100", "next_cursor", "cursor");
        }

        pages._handle = File.OpenHandle(pages._file);
        await pages.WriteRecords();
        return pages;
    }

    /// <summary>Each market's stream and record, read from the file one by one.</summary>
    public IEnumerable<(string Stream, byte[] Raw)> Records()
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(_records), 1 << 20), Encoding.UTF8);
        for (var i = 0; i < Markets; i++)
            yield return (reader.ReadString(), reader.ReadBytes(reader.ReadInt32()));
    }

    public void Dispose()
    {
        _handle?.Dispose();
        File.Delete(_file);
        File.Delete(_records);
    }

    private async Task Walk(HttpClient http, Stream file, Venue venue, Uri root, string path, string cursorName, string parameter)
    {
        var pages = _pages[venue] = [];
        var cursor = "";
        do
        {
            var body = await http.GetByteArrayAsync(new Uri(root, cursor.Length > 0 ? $"{path}&{parameter}={Uri.EscapeDataString(cursor)}" : path));
            pages.Add((file.Position, body.Length));
            await file.WriteAsync(body);
            using var json = JsonDocument.Parse(body);
            cursor = json.RootElement.TryGetProperty(cursorName, out var next) && next.ValueKind is not JsonValueKind.Null ? next.ToString() : "";
        }
        while (cursor.Length > 0);
    }

    private async Task WriteRecords()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await using var file = File.Create(_records);
        await using var writer = new BinaryWriter(file);
        foreach (var source in Sources)
        {
            await foreach (var page in source.Walk(CatalogScope.Open, default))
            {
                foreach (var market in page.Markets.Where(m => seen.Add(m.Market.StreamId)))
                {
                    writer.Write(market.Market.StreamId);
                    writer.Write(market.Raw.Length);
                    writer.Write(market.Raw.Span);
                    Bytes += market.Raw.Length;
                }
            }
        }

        Markets = seen.Count;
    }

    private sealed class Source(RecordedPages pages, Venue venue) : IMarketSource
    {
        private static readonly Dictionary<string, string> NoCategories = [];

        public Venue Venue => venue;

        public async IAsyncEnumerable<CatalogPage> Walk(CatalogScope scope, [EnumeratorCancellation] CancellationToken cancel)
        {
            if (scope != CatalogScope.Open)
                yield break; // every record stands on the pages once, whatever its status
            foreach (var (offset, length) in pages._pages[venue])
            {
                var body = new byte[length];
                await RandomAccess.ReadAsync(pages._handle!, body, offset, cancel);
                var parsed = venue switch
                {
                    Venue.Polymarket => GammaParser.Parse(body),
                    Venue.Kalshi => KalshiParser.Parse(body, NoCategories),
                    _ => ForesightParser.Parse(body),
                };
                yield return parsed.Failure is null ? parsed.Page : throw new VenueException(venue, "bad_answer", parsed.Failure);
            }
        }
    }
}
