using Faro.Venues;

namespace Faro.Ingest.Syncing;

/// <summary>
/// The markets whose books one sync of a venue reads for their depth: of the trading markets for which the catalog has no dollars, the most traded, as
/// many as the settings say. Two at a time, so that the venue's rate budget is left to those who wait for a quote.
/// </summary>
internal sealed class DepthPlan(int most)
{
    private const int AtOnce = 2;
    private const int FailuresToStop = 10;

    private readonly Dictionary<string, (BookKey Key, decimal Traded, decimal Open)> _markets = new(StringComparer.Ordinal);
    private HashSet<string> _chosen = [];

    /// <summary>Adds a market of the catalog, from its last record.</summary>
    public void Consider(MarketSnapshot market)
    {
        if (market is { Status: MarketStatus.Trading, LiquidityUsd: null })
            _markets[market.Market.MarketId] = (BookKey.Of(market), market.VolumeUsd ?? 0m, market.OpenInterest ?? 0m);
        else
            _markets.Remove(market.Market.MarketId);
    }

    /// <summary>
    /// The depth of each chosen market's book, null where nothing rests, and how many could not be read. A venue whose books fail one after the
    /// other is skipped; so is one that takes longer than its time limit.
    /// </summary>
    public async Task<(IReadOnlyDictionary<string, Money?> Read, int Failed)> Read(IBookSource books, CancellationToken stop)
    {
        List<BookKey> chosen = [.. _markets.Where(m => books.HasBook(m.Value.Key))
            .OrderByDescending(m => m.Value.Traded).ThenByDescending(m => m.Value.Open).ThenBy(m => m.Key, StringComparer.Ordinal)
            .Take(most).Select(m => m.Value.Key)];
        _chosen = [.. chosen.Select(k => k.Market.MarketId)];
        var read = new Dictionary<string, Money?>(StringComparer.Ordinal);
        var inARow = 0;
        foreach (var some in chosen.Chunk(AtOnce))
        {
            if (inARow >= FailuresToStop || stop.IsCancellationRequested)
                break;
            foreach (var (market, book) in await Task.WhenAll(some.Select(k => TryRead(books, k, stop))))
            {
                inARow = book is null ? inARow + 1 : 0;
                if (book is not null)
                    read[market] = book.Depth;
            }
        }

        return (read, chosen.Count - read.Count);
    }

    /// <summary>Markets with a depth whose books are no longer read: an old figure must not be kept.</summary>
    public IEnumerable<string> NoLonger(IEnumerable<string> withDepth) => withDepth.Where(id => !_chosen.Contains(id));

    private static async Task<(string Market, Book? Book)> TryRead(IBookSource books, BookKey key, CancellationToken stop)
    {
        try
        {
            return (key.Market.MarketId, await books.GetBook(key, stop));
        }
        catch (VenueException)
        {
            return (key.Market.MarketId, null); // counted and reported by the caller
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (key.Market.MarketId, null);
        }
    }
}
