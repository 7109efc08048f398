using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>
/// Turns the CLOB's order and trade objects into ours. Pure. An undocumented state makes the answer unreadable (null):
/// guessing one would give the caller a wrong answer about money.
/// </summary>
internal static class PolymarketOrderParser
{
    /// <summary>Parses <c>GET /data/order/{id}</c>.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="knownShares">The order's size as signed: distinguishes shares from millionths, which the venue mixes.</param>
    public static VenueOrder? Order(ReadOnlyMemory<byte> body, decimal? knownShares) => Tolerant.Document(body, root =>
    {
        // Some copies of the answer wrap the object.
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("order"u8, out var inner)
            && inner.ValueKind == JsonValueKind.Object)
            root = inner;
        if (Tolerant.Text(root, "id"u8) is not { Length: > 0 } id || Tolerant.Text(root, "status"u8) is not { } status
            || Tolerant.Number(root, "size_matched"u8) is not (>= 0 and var matched))
            return null;
        var size = Tolerant.Number(root, "original_size"u8);
        var unit = Unit(size, knownShares);
        var filled = matched / unit;
        var shares = size / unit;
        VenueOrderState? state = Word(status, "ORDER_STATUS_") switch
        {
            "LIVE" => filled > 0 ? VenueOrderState.PartiallyFilled : VenueOrderState.Open,
            "MATCHED" => VenueOrderState.Matched, // settled only when its trades are confirmed
            "DELAYED" => VenueOrderState.Delayed,
            "CANCELED" or "CANCELLED" or "CANCELED_MARKET_RESOLVED" => VenueOrderState.Cancelled,
            "UNMATCHED" => filled > 0 ? VenueOrderState.PartiallyFilled : VenueOrderState.Open,
            "INVALID" => VenueOrderState.Failed,
            _ => null,
        };
        return state is not { } known ? null : new VenueOrder
        {
            VenueOrderId = VenueOrderId.OrderHash(id.ToLowerInvariant()),
            State = known,
            Shares = shares,
            FilledShares = filled,
            TradeIds = Tolerant.List(root, "associate_trades"u8) is { } trades
                ? [.. trades.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)]
                : [],
            Reason = known is VenueOrderState.Cancelled or VenueOrderState.Failed ? status : null,
        };
    });

    /// <summary>
    /// Parses <c>GET /data/trades</c> into the fills of one order, as taker or as one of the makers; and the next cursor.
    /// </summary>
    public static (List<VenueFill> Fills, string? Next)? Trades(ReadOnlyMemory<byte> body, string orderId, decimal? knownShares)
    {
        var page = Tolerant.Document(body, root =>
        {
            var list = root.ValueKind == JsonValueKind.Array ? root : Tolerant.List(root, "data"u8);
            if (list is not { } trades)
                return null;
            var fills = new List<VenueFill>();
            foreach (var trade in trades.EnumerateArray())
                if (!Fills(trade, orderId, knownShares, fills))
                    return null;
            return new TradePage(fills, Tolerant.Text(root, "next_cursor"u8));
        });
        return page is null ? null : (page.Fills, page.Next is null or "" or "LTE=" ? null : page.Next);
    }

    private sealed record TradePage(List<VenueFill> Fills, string? Next);

    private static bool Fills(JsonElement trade, string orderId, decimal? knownShares, List<VenueFill> fills)
    {
        // The owner is checked first: others' trades are skipped unread, and only ours are read strictly.
        var taker = Tolerant.Is(trade, "taker_order_id"u8, orderId);
        List<JsonElement>? ours = taker ? [trade]
            : Tolerant.List(trade, "maker_orders"u8)?.EnumerateArray().Where(m => Tolerant.Is(m, "order_id"u8, orderId)).ToList();
        if (ours is null or { Count: 0 })
            return true;
        if (Tolerant.Text(trade, "id"u8) is not { Length: > 0 } id || State(Tolerant.Text(trade, "status"u8)) is not { } state)
            return false;
        foreach (var part in ours)
        {
            if (Tolerant.Number(part, taker ? "size"u8 : "matched_amount"u8) is not { } size
                || Tolerant.Number(part, "price"u8) is not (>= 0 and <= 1 and var price))
                return false;
            fills.Add(Fill(trade, id, orderId, size, price, state, taker, knownShares));
        }
        return true;
    }

    private static VenueFill Fill(
        JsonElement trade, string id, string orderId, decimal size, decimal price, FillState state, bool taker, decimal? knownShares) => new()
        {
            FillId = id,
            VenueOrderId = VenueOrderId.OrderHash(orderId),
            Shares = knownShares is { } known && size > known * 2 && size >= 1000 ? size / Shares.One.Micro : size,
            TokenPrice = price,
            State = state,
            IsTaker = taker,
            TransactionHash = Tolerant.Text(trade, "transaction_hash"u8) is { Length: > 0 } hash ? hash : null,
            At = Tolerant.Time(trade, "match_time"u8) ?? Tolerant.Time(trade, "matchtime"u8),
        };

    private static FillState? State(string? status) => Word(status ?? "", "TRADE_STATUS_") switch
    {
        "MATCHED" or "MINED" or "RETRYING" or "MATCHED_NOT_BROADCASTED" => FillState.Matched,
        "CONFIRMED" => FillState.Settled,
        "FAILED" => FillState.Failed,
        _ => null,
    };

    // The spec's example counts millionths, recorded answers count shares: only the known size can decide.
    private static decimal Unit(decimal? size, decimal? knownShares) =>
        size is { } told && knownShares is > 0 and var known && told >= known * Shares.One.Micro / 2 ? Shares.One.Micro : 1m;

    private static string Word(string status, string prefix)
    {
        var word = status.ToUpperInvariant();
        return word.StartsWith(prefix, StringComparison.Ordinal) ? word[prefix.Length..] : word;
    }
}
