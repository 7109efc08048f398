using System.Globalization;
using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <content>Public trades.</content>
public sealed partial class ForesightClient
{
    /// <summary>The latest trades of a market, the newest first. A record that cannot be read makes the answer a bad one.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenueTrade>> GetTrades(MarketRef market, int limit, CancellationToken cancel)
    {
        var path = Path(market, "/trades") + string.Create(CultureInfo.InvariantCulture, $"&limit={limit}");
        var body = await server.Get(path, ReadKind.Quote, cancel).ConfigureAwait(false);
        return Tolerant.Document(body, root => Trades(root, limit)) ?? throw server.BadAnswer("The trades cannot be read.");
    }

    private static List<VenueTrade>? Trades(JsonElement root, int limit)
    {
        if (Tolerant.List(root, "data"u8) is not { } list || list.GetArrayLength() > limit)
            return null;
        var trades = new List<VenueTrade>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (Tolerant.Text(item, "trade_id"u8) is not { } id || Tolerant.Time(item, "timestamp"u8) is not { } at
                || Ladder.Level(Tolerant.Number(item, "price"u8), Tolerant.Number(item, "size"u8)) is not { } level
                || Tolerant.Text(item, "side"u8) is not ("BUY" or "SELL") || Tolerant.Number(item, "outcome"u8) is not (0 or 1))
                return null;
            trades.Add(new VenueTrade(
                id, level, Tolerant.Text(item, "side"u8) == "BUY" ? Side.Buy : Side.Sell,
                Tolerant.Number(item, "outcome"u8) == 1 ? Outcome.Yes : Outcome.No, at));
        }

        return trades;
    }
}
