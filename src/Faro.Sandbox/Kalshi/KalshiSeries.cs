using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Kalshi;

/// <summary>A series, derived from its events: no recording of the series list is needed.</summary>
internal sealed record KalshiSeries(string Ticker, string Title, string Category)
{
    public static IEnumerable<KalshiSeries> All(VenueCatalog catalog) => Enumerable.Range(0, catalog.BaseEvents)
        .Select(row => catalog.Event(row).Record.Facts)
        .Where(f => f.Series.Length > 0)
        .GroupBy(f => f.Series, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new KalshiSeries(g.Key, g.First().Title, g.Select(f => f.Category).FirstOrDefault(c => c.Length > 0) ?? ""));
}
