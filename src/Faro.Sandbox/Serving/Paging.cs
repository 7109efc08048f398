using System.Globalization;
using System.Text;
using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Serving;

/// <summary>Pages over a catalog's rows.</summary>
internal static class Paging
{
    /// <summary>Up to <paramref name="limit"/> events that pass, from a place on; and the place after them, null at the end.</summary>
    public static (List<EventRow> Page, int? Next) Events(VenueCatalog catalog, int from, int limit, Func<EventRow, bool> passes)
    {
        var page = new List<EventRow>(Math.Min(limit, 256));
        for (var row = Math.Max(from, 0); row < catalog.EventRows; row++)
        {
            var at = catalog.Event(row);
            if (!passes(at))
                continue;
            if (page.Count == limit)
                return (page, row);
            page.Add(at);
        }

        return (page, null);
    }

    /// <summary>Up to <paramref name="limit"/> markets that pass, from a place on; and the place after them, null at the end.</summary>
    public static (List<(MarketRow Market, int Variant)> Page, int? Next) Markets(
        VenueCatalog catalog, int from, int limit, Func<MarketRow, bool> passes)
    {
        var page = new List<(MarketRow, int)>(Math.Min(limit, 256));
        for (var row = Math.Max(from, 0); row < catalog.MarketRows; row++)
        {
            if (!catalog.TryMarket(row, out var at) || !passes(at))
                continue;
            if (page.Count == limit)
                return (page, row);
            page.Add((at, catalog.VariantOf(row)));
        }

        return (page, null);
    }

    /// <summary>Skips rows that pass; for listings whose cursor counts answers, not places.</summary>
    public static int SkipEvents(VenueCatalog catalog, long count, Func<EventRow, bool> passes)
    {
        var row = 0;
        for (; row < catalog.EventRows && count > 0; row++)
        {
            if (passes(catalog.Event(row)))
                count--;
        }

        return row;
    }

    /// <summary>Skips rows that pass; for listings whose cursor counts answers, not places.</summary>
    public static int SkipMarkets(VenueCatalog catalog, long count, Func<MarketRow, bool> passes)
    {
        var row = 0;
        for (; row < catalog.MarketRows && count > 0; row++)
        {
            if (catalog.TryMarket(row, out var at) && passes(at))
                count--;
        }

        return row;
    }

    /// <summary>A place as an opaque cursor.</summary>
    public static string Cursor(int place) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"row:{place}")));

    /// <summary>Reads a cursor back; false when it is not one of ours.</summary>
    public static bool TryCursor(string text, out int place)
    {
        place = 0;
        Span<byte> bytes = stackalloc byte[64];
        return text.Length == 0
            || (text.Length < 64
                && Convert.TryFromBase64String(text, bytes, out var written)
                && Encoding.ASCII.GetString(bytes[..written]) is ['r', 'o', 'w', ':', .. var digits]
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out place));
    }
}
