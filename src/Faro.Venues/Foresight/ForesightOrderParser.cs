using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <summary>One page of something of the caller's own.</summary>
internal sealed record ForesightPage<T>(List<T> Items, string? Next);

/// <summary>
/// Turns Foresight's orders, fills and positions into ours. Pure. A state nobody announced makes the answer unreadable (null).
/// </summary>
internal static class ForesightOrderParser
{
    /// <summary>Parses <c>GET /v1/orders/{hash}</c>.</summary>
    public static VenueOrder? Order(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        if (Tolerant.Text(root, "order_hash"u8) is not { Length: > 0 } hash || Tolerant.Number(root, "size"u8) is not { } size
            || Tolerant.Number(root, "remaining_size"u8) is not { } remaining || remaining > size || remaining < 0)
            return null;
        var filled = Tolerant.Number(root, "filled_size"u8) ?? size - remaining;
        VenueOrderState? state = Tolerant.Text(root, "status"u8) switch
        {
            "OPEN" => filled > 0 ? VenueOrderState.PartiallyFilled : VenueOrderState.Open,
            "PARTIALLY_FILLED" => VenueOrderState.PartiallyFilled,
            "MATCHED" => VenueOrderState.Matched,
            "FILLED" => VenueOrderState.Filled,
            "CANCELLED" => VenueOrderState.Cancelled,
            "EXPIRED" => VenueOrderState.Expired,
            "MATCH_FAILED" => VenueOrderState.Failed,
            _ => null,
        };
        return state is not { } known || filled < 0 || filled > size ? null : new VenueOrder
        {
            VenueOrderId = VenueOrderId.OrderHash(hash.ToLowerInvariant()),
            State = known,
            Shares = size,
            FilledShares = filled,
            Reason = Tolerant.Text(root, "reason"u8, Limits.Label),
        };
    });

    /// <summary>Parses <c>GET /v1/fills</c> into the fills of one order. What is foreign is skipped before it is judged.</summary>
    public static ForesightPage<VenueFill>? Fills(ReadOnlyMemory<byte> body, string orderHash) => Page(body, row => Tolerant.Is(row, "order_hash"u8, orderHash), row =>
    {
        FillState? state = Tolerant.Text(row, "status"u8) switch
        {
            "MATCHED" => FillState.Matched,
            "SETTLED" => FillState.Settled,
            "FAILED" => FillState.Failed,
            _ => null,
        };
        var price = Tolerant.Number(row, "token_price"u8) ?? (Tolerant.Number(row, "price"u8) is { } yes
            ? Tolerant.Number(row, "outcome"u8) == 0 ? 1 - yes : yes
            : null);
        return Tolerant.Text(row, "fill_id"u8) is not { Length: > 0 } id || Tolerant.Text(row, "order_hash"u8) is not { Length: > 0 } hash
            || Tolerant.Number(row, "size"u8) is not (> 0 and var size) || price is not (>= 0 and <= 1) || state is not { } known
            ? null
            : new VenueFill
            {
                FillId = id,
                VenueOrderId = VenueOrderId.OrderHash(hash.ToLowerInvariant()),
                Shares = size,
                TokenPrice = price.Value,
                State = known,
                IsTaker = Tolerant.Text(row, "role"u8) switch { "TAKER" => true, "MAKER" => false, _ => null },
                TransactionHash = Tolerant.Text(row, "tx_hash"u8) is { Length: > 0 } transaction ? transaction : null,
                At = Tolerant.Time(row, "created_at"u8),
            };
    });

    /// <summary>Parses <c>GET /v1/positions</c>.</summary>
    public static ForesightPage<VenuePosition>? Positions(ReadOnlyMemory<byte> body) => Page(body, row =>
        Tolerant.Text(row, "condition_id"u8) is { } condition && Limits.IsHexId(condition)
        && Tolerant.Number(row, "chain_id"u8) is >= 1 and <= int.MaxValue and var chain
        && Tolerant.Text(row, "token_id"u8) is { Length: > 0 } token && Tolerant.Number(row, "size"u8) is >= 0 and var size
            ? new VenuePosition
            {
                Market = new MarketRef(Venue.Foresight, ForesightIds.MarketId(condition, (int)chain)),
                TokenId = token,
                Outcome = Tolerant.Number(row, "outcome"u8) switch { 1 => Outcome.Yes, 0 => Outcome.No, _ => null },
                Shares = size,
                AveragePrice = Tolerant.Number(row, "avg_price"u8),
                Redeemable = Tolerant.Flag(row, "redeemable"u8),
            }
            : null);

    /// <summary>Parses <c>GET /v1/balances</c>: the available collateral of one chain, in units of the collateral.</summary>
    public static ForesightPage<VenueCollateral>? Balances(ReadOnlyMemory<byte> body) => Page(body, row =>
        Tolerant.Number(row, "chain_id"u8) is >= 1 and <= int.MaxValue and var chain
        && Tolerant.Number(row, "decimals"u8) is >= 0 and <= 28 and var decimals
        && Units(row, "total"u8, (int)decimals) is { } total && Units(row, "available"u8, (int)decimals) is { } available
            ? new VenueCollateral((int)chain, Tolerant.Text(row, "collateral_token"u8, Limits.Id) ?? "", total, available)
            : null);

    // Base units are integers of up to 78 digits: the whole part may be larger than a decimal, and is then no balance.
    private static decimal? Units(JsonElement row, ReadOnlySpan<byte> name, int decimals)
    {
        if (Tolerant.Text(row, name, 90) is not { } text || !System.Numerics.BigInteger.TryParse(
            text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var atoms))
            return null;
        var scale = System.Numerics.BigInteger.Pow(10, decimals);
        var whole = System.Numerics.BigInteger.DivRem(atoms, scale, out var rest);
        return whole > 1_000_000_000_000_000 ? null : (decimal)whole + decimal.Round((decimal)rest / (decimal)scale, 12, MidpointRounding.ToZero);
    }

    private static ForesightPage<T>? Page<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
        where T : class => Page(body, _ => true, read);

    private static ForesightPage<T>? Page<T>(ReadOnlyMemory<byte> body, Func<JsonElement, bool> isOurs, Func<JsonElement, T?> read)
        where T : class => Tolerant.Document(body, root =>
    {
        if (Tolerant.List(root, "data"u8) is not { } list)
            return null;
        var items = new List<T>(list.GetArrayLength());
        foreach (var row in list.EnumerateArray())
        {
            if (!isOurs(row))
                continue;
            if (read(row) is not { } item)
                return null;
            items.Add(item);
        }
        var next = Tolerant.Text(root, "next_cursor"u8);
        return new ForesightPage<T>(items, string.IsNullOrEmpty(next) ? null : next);
    });
}
