using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Faro.Http.Input;
using Faro.Venues;
using Faro.Venues.Polymarket;

namespace Faro.Http.Orders;

/// <summary>Headers per leg for a cancel.</summary>
[Asked, Schema("CancelRequest")]
public sealed record CancelBody
{
    /// <summary>Polymarket's headers by leg, over DELETE /order.</summary>
    [JsonPropertyName("l2_headers_by_leg"), Length(0, 16)]
    public IReadOnlyDictionary<Guid, L2HeadersBody>? L2HeadersByLeg { get; init; }

    /// <summary>Polymarket's headers by leg, over GET /data/order/{venue_order_id}: with them the answer says how much was filled.</summary>
    [JsonPropertyName("l2_order_headers_by_leg"), Length(0, 16)]
    public IReadOnlyDictionary<Guid, L2HeadersBody>? L2OrderHeadersByLeg { get; init; }

    /// <summary>Polymarket's headers by leg, over GET /data/trades.</summary>
    [JsonPropertyName("l2_trade_headers_by_leg"), Length(0, 16)]
    public IReadOnlyDictionary<Guid, L2HeadersBody>? L2TradeHeadersByLeg { get; init; }

    /// <summary>Foresight's keys by leg.</summary>
    [Length(0, 16)]
    public IReadOnlyDictionary<Guid, FsHeadersBody>? FsHeadersByLeg { get; init; }

    internal IReadOnlyDictionary<Guid, LegCredentials> Headers() =>
        LegCredentialBodies.ByLeg(L2HeadersByLeg, L2OrderHeadersByLeg, L2TradeHeadersByLeg, FsHeadersByLeg);
}

/// <summary>Headers per leg for reading its current state at the venue.</summary>
[Asked, Schema("RefreshRequest")]
public sealed record RefreshBody
{
    /// <summary>Polymarket's headers by leg, over GET /data/order/{venue_order_id}.</summary>
    [JsonPropertyName("l2_headers_by_leg"), Length(0, 16)]
    public IReadOnlyDictionary<Guid, L2HeadersBody>? L2HeadersByLeg { get; init; }

    /// <summary>Polymarket's headers by leg, over GET /data/trades.</summary>
    [JsonPropertyName("l2_trade_headers_by_leg"), Length(0, 16)]
    public IReadOnlyDictionary<Guid, L2HeadersBody>? L2TradeHeadersByLeg { get; init; }

    /// <summary>Foresight's keys by leg.</summary>
    [Length(0, 16)]
    public IReadOnlyDictionary<Guid, FsHeadersBody>? FsHeadersByLeg { get; init; }

    internal IReadOnlyDictionary<Guid, LegCredentials> Headers() => LegCredentialBodies.ByLeg(L2HeadersByLeg, null, L2TradeHeadersByLeg, FsHeadersByLeg);
}

/// <summary>Puts what belongs to one leg together.</summary>
internal static class LegCredentialBodies
{
    public static Dictionary<Guid, LegCredentials> ByLeg(
        IReadOnlyDictionary<Guid, L2HeadersBody>? l2, IReadOnlyDictionary<Guid, L2HeadersBody>? order, IReadOnlyDictionary<Guid, L2HeadersBody>? trades,
        IReadOnlyDictionary<Guid, FsHeadersBody>? fs)
    {
        IEnumerable<Guid> legs = [.. l2?.Keys ?? [], .. order?.Keys ?? [], .. trades?.Keys ?? [], .. fs?.Keys ?? []];
        return legs.Distinct().ToDictionary(
            id => id,
            id => new LegCredentials(
                l2?.GetValueOrDefault(id)?.Headers(),
                order?.GetValueOrDefault(id)?.Headers() is { } overOrder ? new PolymarketOrderHeaders(overOrder) : null,
                trades?.GetValueOrDefault(id)?.Headers() is { } over ? new PolymarketTradeHeaders(over) : null,
                fs?.GetValueOrDefault(id)?.Headers()));
    }
}
