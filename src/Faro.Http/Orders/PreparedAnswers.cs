using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Faro.Http.Input;

namespace Faro.Http.Orders;

/// <summary>A plan, and what has to be signed for it.</summary>
public sealed record PreparedOrderAnswer
{
    /// <summary>The order.</summary>
    public required PreparedOrderOrderAnswer Order { get; init; }

    /// <summary>The plan.</summary>
    public required RoutePlanAnswer Plan { get; init; }

    /// <summary>Its parts at the venues.</summary>
    public required IReadOnlyList<PreparedLegAnswer> Legs { get; init; }

    /// <summary>What to do with each leg, by venue.</summary>
    public required IReadOnlyDictionary<string, string> Instructions { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record PreparedOrderOrderAnswer
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>prepared: awaiting signatures; submitted: accepted, or its fate is asked for; partial: some legs accepted, others rejected; filled, cancelled, rejected: all legs.</summary>
    [OneOf("prepared", "submitted", "partial", "filled", "cancelled", "rejected")]
    public required string Status { get; init; }

    /// <summary>Event id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The outcome.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>Side.</summary>
    [OneOf("BUY", "SELL")]
    public required string Side { get; init; }

    /// <summary>Dollars.</summary>
    public required decimal SizeUsd { get; init; }

    /// <summary>Max price.</summary>
    public required decimal? MaxPrice { get; init; }

    /// <summary>Time in force.</summary>
    [OneOf("GTC", "IOC", "FOK")]
    public required string TimeInForce { get; init; }

    /// <summary>Route strategy.</summary>
    [OneOf("best_price", "split", "equal_shares")]
    public required string RouteStrategy { get; init; }

    /// <summary>Client ref.</summary>
    public required string? ClientRef { get; init; }

    /// <summary>Until when it may be signed and sent.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A leg to be signed.</summary>
public sealed record PreparedLegAnswer
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Unsigned payload.</summary>
    [AnyOf(typeof(TypedDataAnswer), typeof(SolanaPayloadAnswer))]
    public required object UnsignedPayload { get; init; }

    /// <summary>What is signed: the EIP-712 digest, or the SHA-256 of the Solana message.</summary>
    public required string Digest { get; init; }

    /// <summary>Signer.</summary>
    public required string Signer { get; init; }

    /// <summary>Expected venue order id.</summary>
    public required string? ExpectedVenueOrderId { get; init; }

    /// <summary>Order type.</summary>
    public required string OrderType { get; init; }

    /// <summary>Until when it may be signed and sent.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Preview.</summary>
    public required PreparedLegPreviewAnswer Preview { get; init; }

    /// <summary>Polymarket only.</summary>
    public PreparedLegRelayAnswer Relay { get; init; } = null!;

    /// <summary>Polymarket only.</summary>
    public PreparedLegCancelAnswer Cancel { get; init; } = null!;
}

/// <summary>Part of an answer.</summary>
public sealed record PreparedLegPreviewAnswer
{
    /// <summary>Summary.</summary>
    public required string Summary { get; init; }

    /// <summary>Details.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    /// <summary>Digest.</summary>
    public required string Digest { get; init; }
}

/// <summary>Polymarket only.</summary>
public sealed record PreparedLegRelayAnswer
{
    /// <summary>Method.</summary>
    public required string Method { get; init; }

    /// <summary>Path.</summary>
    public required string Path { get; init; }

    /// <summary>The exact text that is posted once its blanks are filled; the L2 headers cover the filled text, byte for byte.</summary>
    public required string BodyTemplate { get; init; }

    /// <summary>Placeholders.</summary>
    public required IReadOnlyDictionary<string, string> Placeholders { get; init; }

    /// <summary>Deposit wallets: follows the key's signature, without its 0x.</summary>
    public string SignatureSuffix { get; init; } = null!;
}

/// <summary>Polymarket only.</summary>
public sealed record PreparedLegCancelAnswer
{
    /// <summary>Method.</summary>
    public required string Method { get; init; }

    /// <summary>Path.</summary>
    public required string Path { get; init; }

    /// <summary>The exact text that the L2 headers of a cancel cover.</summary>
    public required string Body { get; init; }
}

/// <summary>EIP-712 typed data as eth_signTypedData_v4 takes it.</summary>
public sealed record TypedDataAnswer
{
    /// <summary>Primarytype.</summary>
    [JsonPropertyName("primaryType")]
    public required string PrimaryType { get; init; }

    /// <summary>Domain.</summary>
    public required JsonObject Domain { get; init; }

    /// <summary>Types.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<TypedDataTypesAnswer>> Types { get; init; }

    /// <summary>A sentence for people.</summary>
    public required JsonObject Message { get; init; }
}

/// <summary>Part of an answer.</summary>
public sealed record TypedDataTypesAnswer
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Type.</summary>
    public required string Type { get; init; }
}

/// <summary>A transaction to be signed.</summary>
public sealed record SolanaPayloadAnswer
{
    /// <summary>A versioned transaction with an empty signature. Its message must not be changed.</summary>
    public required string TransactionB64 { get; init; }

    /// <summary>Last valid block height.</summary>
    public required string LastValidBlockHeight { get; init; }
}
