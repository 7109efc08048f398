using System.Globalization;
using Faro.Venues.Http;

namespace Faro.Venues.Polymarket;

/// <content>Positions and value from the data API. Everything is keyed by the wallet that holds the funds, never its signer.</content>
public sealed partial class PolymarketClient
{
    private const int PositionsPerPage = 500;
    private const int MaxPositionPages = 100;

    /// <summary>What the wallet holds.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenuePosition>> GetPositions(string wallet, CancellationToken cancel)
    {
        var user = Wallet(wallet);
        var filter = string.Create(CultureInfo.InvariantCulture, $"user={user}&limit={PositionsPerPage}");
        return await Collect((page, cursor) => cursor is null
                ? page == 0 ? $"v2/positions?{filter}" : null
                : $"v2/positions?{filter}&cursor={Uri.EscapeDataString(cursor)}", cancel).ConfigureAwait(false)
            // The first version hides holdings below one share by default, and pages by offset.
            ?? await Collect((page, _) => string.Create(CultureInfo.InvariantCulture,
                $"positions?{filter}&sizeThreshold=0&offset={page * PositionsPerPage}"), cancel).ConfigureAwait(false)
            ?? throw data.BadAnswer("Neither version of the positions route exists.");
    }

    /// <summary>What the wallet's positions are worth in dollars; cash is not included.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<decimal> GetPositionsValue(string wallet, CancellationToken cancel)
    {
        var user = Wallet(wallet);
        var answer = await ReadData($"v2/value?user={user}", cancel).ConfigureAwait(false);
        if ((int)answer.Status == 404)
            answer = await ReadData($"value?user={user}", cancel).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw data.Failure(answer);
        return PolymarketPositions.Value(answer.Body) ?? throw data.BadAnswer("The value cannot be read.");
    }

    // Null: this version of the route does not exist.
    private async Task<List<VenuePosition>?> Collect(Func<int, string?, string?> path, CancellationToken cancel)
    {
        var all = new List<VenuePosition>();
        var seen = new HashSet<string>();
        string? cursor = null;
        for (var page = 0; page < MaxPositionPages && path(page, cursor) is { } next; page++)
        {
            var answer = await ReadData(next, cancel).ConfigureAwait(false);
            if ((int)answer.Status == 404 && page == 0)
                return null;
            if (!answer.IsSuccess)
                throw data.Failure(answer);
            var (found, rows, after) = PolymarketPositions.Parse(answer.Body) ?? throw data.BadAnswer("The positions cannot be read.");
            all.AddRange(found.Where(p => seen.Add(p.TokenId)));
            var full = rows >= PositionsPerPage && !next.StartsWith("v2/", StringComparison.Ordinal);
            if (after is null ? !full : after == cursor)
                break;
            cursor = after;
        }
        return all;
    }

    private Task<VenueAnswer> ReadData(string path, CancellationToken cancel) =>
        data.Read(() => data.Request(HttpMethod.Get, path), ReadKind.Quote, cancel);

    private static string Wallet(string wallet) => wallet.Length == 42 && Json.Limits.IsHexId(wallet)
        ? wallet.ToLowerInvariant()
        : throw new ArgumentException("A wallet is 0x and 40 hex digits.", nameof(wallet));
}
