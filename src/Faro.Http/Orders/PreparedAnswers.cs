using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faro.Http.Input;

namespace Faro.Http.Orders;

/// <summary>A plan, and the payloads to sign for it.</summary>
public sealed record PreparedOrderAnswer
{
    /// <summary>The order as recorded.</summary>
    public required PreparedOrderOrderAnswer Order { get; init; }

    /// <summary>How the order is routed, and why.</summary>
    public required RoutePlanAnswer Plan { get; init; }

    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<PreparedLegAnswer> Legs { get; init; }

    /// <summary>What to do with each leg, by venue.</summary>
    public required IReadOnlyDictionary<string, string> Instructions { get; init; }
}

/// <summary>The order as recorded.</summary>
public sealed record PreparedOrderOrderAnswer
{
    /// <summary>The order's id, for submit.</summary>
    public required Guid Id { get; init; }

    /// <summary>prepared: awaiting signatures; submitted: accepted, or the outcome is being checked; partial: some legs accepted, others rejected; filled, cancelled, rejected: all legs.</summary>
    [OneOf("prepared", "submitted", "partial", "filled", "cancelled", "rejected")]
    public required string Status { get; init; }

    /// <summary>The unified event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's outcome.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>Whether it buys or sells.</summary>
    [OneOf("BUY", "SELL")]
    public required string Side { get; init; }

    /// <summary>The requested size in dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>The most a BUY pays, or the least a SELL accepts; null for any price.</summary>
    public required decimal? MaxPrice { get; init; }

    /// <summary>How long it stays in the book.</summary>
    [OneOf("GTC", "IOC", "FOK")]
    public required string TimeInForce { get; init; }

    /// <summary>How it is distributed over venues.</summary>
    [OneOf("best_price", "split", "equal_shares")]
    public required string RouteStrategy { get; init; }

    /// <summary>The caller's own reference.</summary>
    public required string? ClientRef { get; init; }

    /// <summary>Until when it may be signed and submitted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A leg to sign.</summary>
public sealed record PreparedLegAnswer
{
    /// <summary>The leg's id, for submit.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>The payload to sign: EIP-712 typed data for Polymarket and Foresight, a Solana transaction for Kalshi.</summary>
    [AnyOf(typeof(TypedDataAnswer), typeof(SolanaPayloadAnswer))]
    public required object UnsignedPayload { get; init; }

    /// <summary>What is signed: the EIP-712 digest, or the SHA-256 of the Solana message.</summary>
    public required string Digest { get; init; }

    /// <summary>The address whose key has to sign.</summary>
    public required string Signer { get; init; }

    /// <summary>The id that the venue will give the order, if it can be computed in advance.</summary>
    public required string? ExpectedVenueOrderId { get; init; }

    /// <summary>The venue's own type of order.</summary>
    public required string OrderType { get; init; }

    /// <summary>Until when it may be signed and submitted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The leg in plain words, to show to the person who signs.</summary>
    public required PreparedLegPreviewAnswer Preview { get; init; }

    /// <summary>Polymarket only: the request that Faro will post.</summary>
    public PreparedLegRelayAnswer Relay { get; init; } = null!;

    /// <summary>Polymarket only: the request that cancels the order.</summary>
    public PreparedLegCancelAnswer Cancel { get; init; } = null!;
}

/// <summary>A leg in plain words: show it to the person who signs.</summary>
public sealed record PreparedLegPreviewAnswer
{
    /// <summary>The leg in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What else it commits the signer to, one line each.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    /// <summary>The digest of the payload: compute it yourself and compare before you sign.</summary>
    public required string Digest { get; init; }
}

/// <summary>The request that Faro will post to Polymarket: what the L2 headers have to cover.</summary>
public sealed record PreparedLegRelayAnswer
{
    /// <summary>The method of the request.</summary>
    public required string Method { get; init; }

    /// <summary>The path of the request.</summary>
    public required string Path { get; init; }

    /// <summary>The exact text that is posted once its placeholders are replaced; the L2 headers cover the resulting text, byte for byte.</summary>
    public required string BodyTemplate { get; init; }

    /// <summary>Each placeholder of the template, and what replaces it.</summary>
    public required IReadOnlyDictionary<string, string> Placeholders { get; init; }

    /// <summary>Deposit wallets: follows the key's signature, without its 0x.</summary>
    public string SignatureSuffix { get; init; } = null!;
}

/// <summary>The request that cancels the order at Polymarket: what the L2 headers of a cancel have to cover.</summary>
public sealed record PreparedLegCancelAnswer
{
    /// <summary>The method of the request.</summary>
    public required string Method { get; init; }

    /// <summary>The path of the request.</summary>
    public required string Path { get; init; }

    /// <summary>The exact text that the L2 headers of a cancel cover.</summary>
    public required string Body { get; init; }
}

/// <summary>EIP-712 typed data, as input for eth_signTypedData_v4.</summary>
public sealed record TypedDataAnswer
{
    /// <summary>The type of the message.</summary>
    [JsonPropertyName("primaryType")]
    public required string PrimaryType { get; init; }

    /// <summary>The EIP-712 domain: contract, chain, name and version.</summary>
    public required JsonObject Domain { get; init; }

    /// <summary>The fields of each type.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<TypedDataTypesAnswer>> Types { get; init; }

    /// <summary>The message itself.</summary>
    public required JsonObject Message { get; init; }
}

/// <summary>A field of a type of the typed data.</summary>
public sealed record TypedDataTypesAnswer
{
    /// <summary>The field's name.</summary>
    public required string Name { get; init; }

    /// <summary>The field's EIP-712 type.</summary>
    public required string Type { get; init; }
}

/// <summary>A transaction to sign.</summary>
public sealed record SolanaPayloadAnswer
{
    /// <summary>A versioned transaction with an empty signature. Its message must not be changed.</summary>
    public required string TransactionB64 { get; init; }

    /// <summary>The block height after which the transaction can no longer be executed.</summary>
    public required string LastValidBlockHeight { get; init; }
}
