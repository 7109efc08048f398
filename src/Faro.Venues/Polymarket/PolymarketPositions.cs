using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>Converts the data API's positions and values to ours, for both versions. Pure; null when unreadable.</summary>
internal static class PolymarketPositions
{
    /// <summary>One page of positions, how many rows it had, and the cursor of the next (the first version has none).</summary>
    public static (List<VenuePosition> Positions, int Rows, string? Next)? Parse(ReadOnlyMemory<byte> body)
    {
        var page = Tolerant.Document(body, root =>
        {
            var rows = root.ValueKind == JsonValueKind.Array ? root : Tolerant.List(root, "data"u8);
            if (rows is not { } list)
                return null;
            var positions = new List<VenuePosition>();
            foreach (var row in list.EnumerateArray())
            {
                if (Row(row) is not { } position)
                    return null; // a missing holding would be missing money
                if (position.Shares > 0)
                    positions.Add(position);
            }
            var next = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("pagination"u8, out var pagination)
                ? Tolerant.Text(pagination, "next_cursor"u8)
                : null;
            return new PositionPage(positions, list.GetArrayLength(), string.IsNullOrEmpty(next) ? null : next);
        });
        return page is null ? null : (page.Positions, page.Rows, page.Next);
    }

    /// <summary>The value of all positions in dollars: <c>[{value}]</c>, an empty list (nothing held), or <c>{data:{value}}</c>.</summary>
    public static decimal? Value(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        if (root.ValueKind == JsonValueKind.Array)
            return root.GetArrayLength() == 0 ? new Number(0) : Of(root[0]);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data"u8, out var data))
            return null;
        return data.ValueKind == JsonValueKind.Null ? new Number(0) : Of(data);

        static Number? Of(JsonElement row) => Tolerant.Number(row, "value"u8) is { } value ? new Number(value) : null;
    })?.Value;

    private static VenuePosition? Row(JsonElement row)
    {
        var token = Tolerant.Text(row, "token_id"u8) ?? Tolerant.Text(row, "asset"u8);
        var size = Tolerant.Number(row, "current_size"u8) ?? Tolerant.Number(row, "size"u8);
        if (string.IsNullOrEmpty(token) || size is not { } shares)
            return null;
        var condition = Tolerant.Text(row, "condition_id"u8) ?? Tolerant.Text(row, "conditionId"u8);
        var index = Tolerant.Number(row, "outcome_index"u8) ?? Tolerant.Number(row, "outcomeIndex"u8);
        return new VenuePosition
        {
            Market = condition is { } id && Limits.IsHexId(id) ? new MarketRef(Venue.Polymarket, id.ToLowerInvariant()) : null,
            TokenId = token,
            Outcome = PolymarketMapping.ByLabel(Tolerant.Text(row, "outcome"u8, Limits.Label)) ?? index switch { 0 => Outcome.Yes, 1 => Outcome.No, _ => null },
            OutcomeLabel = PolymarketMapping.OrNull(Tolerant.Text(row, "outcome"u8, Limits.Label)),
            Title = PolymarketMapping.OrNull(Tolerant.Text(row, "title"u8)),
            Shares = shares,
            AveragePrice = Tolerant.Number(row, "avg_price"u8) ?? Tolerant.Number(row, "avgPrice"u8),
            CurrentPrice = Tolerant.Number(row, "current_price"u8) ?? Tolerant.Number(row, "curPrice"u8),
            CurrentValue = Tolerant.Number(row, "current_value"u8) ?? Tolerant.Number(row, "currentValue"u8),
            Redeemable = Tolerant.Flag(row, "redeemable"u8),
        };
    }

    private sealed record PositionPage(List<VenuePosition> Positions, int Rows, string? Next);

    private sealed record Number(decimal Value);
}
