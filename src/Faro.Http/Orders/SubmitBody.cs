using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Faro.Http.Input;
using Faro.Venues;

namespace Faro.Http.Orders;

/// <summary>Signed legs of one order.</summary>
[Asked, Schema("SubmitRequest")]
public sealed record SubmitBody : ICheckedRecord
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The legs to submit.</summary>
    [Length(1, 8)]
    public required IReadOnlyList<SubmitLegBody> Legs { get; init; }

    void ICheckedRecord.Check(string at, Issues issues)
    {
        for (var i = 1; i < Legs?.Count; i++)
        {
            if (Legs.Take(i).Any(l => l.LegId == Legs[i].LegId))
                issues.Add($"legs[{i}]", "The leg is listed twice.");
        }
    }

    internal IReadOnlyList<SignedLeg> Signed() => [.. Legs.Select(l => l.Signed())];

    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"SubmitBody {OrderId}";
}

/// <summary>A signed leg. Which members it has depends on the venue.</summary>
[Asked]
public sealed record SubmitLegBody : ICheckedRecord
{
    /// <summary>The leg's id, from prepare.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue it is for.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>Polymarket, Foresight: the EIP-712 signature in hex.</summary>
    [Length(3, 2_000)]
    public Secret? Signature { get; init; }

    /// <summary>Polymarket: the api key that owns the order. Foresight: the signer's address.</summary>
    [Length(42, 42)]
    public string? Owner { get; init; }

    /// <summary>Polymarket: an order type other than the prepared one.</summary>
    [OneOf("GTC", "GTD", "FOK", "FAK")]
    public string? OrderType { get; init; }

    /// <summary>Polymarket: the L2 headers over the exact body.</summary>
    [JsonPropertyName("l2_headers")]
    public L2HeadersBody? L2Headers { get; init; }

    /// <summary>Foresight: its key.</summary>
    public FsHeadersBody? FsHeaders { get; init; }

    /// <summary>Kalshi: the signed transaction.</summary>
    [JsonPropertyName("signed_tx_b64"), Length(1, 8_000)]
    public Secret? SignedTransaction { get; init; }

    /// <summary>Kalshi: the signature of a transaction that the client sent itself.</summary>
    [Length(1, 100)]
    public string? RpcSignature { get; init; }

    void ICheckedRecord.Check(string at, Issues issues)
    {
        if (!VenueNames.TryParse(Venue, out var venue))
            return;
        var evm = venue != Faro.Venues.Venue.Kalshi;
        (string Name, bool Given, bool Known, bool Required)[] fields =
        [
            ("signature", Signature is not null, evm, evm),
            ("owner", Owner is not null, evm, evm),
            ("order_type", OrderType is not null, venue == Faro.Venues.Venue.Polymarket, false),
            ("l2_headers", L2Headers is not null, venue == Faro.Venues.Venue.Polymarket, true),
            ("fs_headers", FsHeaders is not null, venue == Faro.Venues.Venue.Foresight, true),
            ("signed_tx_b64", SignedTransaction is not null, !evm, false),
            ("rpc_signature", RpcSignature is not null, !evm, false),
        ];
        foreach (var (name, given, known, required) in fields)
        {
            if (given && !known)
                issues.AddAt(at, StrictNames.Unknown(name, ["leg_id", "venue", .. fields.Where(f => f.Known).Select(f => f.Name)]));
            else if (!given && known && required && !issues.Fields.ContainsKey($"{at}.{name}") && !issues.Fields.Keys.Any(k => k.StartsWith($"{at}.{name}.", StringComparison.Ordinal)))
                issues.Add($"{at}.{name}", "Required.");
        }

        if (!evm && SignedTransaction is null == RpcSignature is null)
            issues.Add($"{at}.signed_tx_b64", "Give exactly one of signed_tx_b64 and rpc_signature.");
    }

    internal SignedLeg Signed() => new()
    {
        LegId = LegId,
        Venue = VenueNames.TryParse(Venue, out var venue) ? venue : throw new InvalidOperationException("The venue was not checked."),
        Signature = Signature?.Reveal(),
        Owner = Owner,
        OrderType = OrderType,
        Credentials = new LegCredentials(L2Headers?.Headers(), FsHeaders?.Headers()),
        SignedTransaction = SignedTransaction?.Reveal(),
        RpcSignature = RpcSignature,
    };

    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"SubmitLegBody {LegId}";
}
