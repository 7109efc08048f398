using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>One leg as it was handed out: what has to be checked when it comes back signed. No signature, no header.</summary>
public sealed record PreparedLeg
{
    /// <summary>The leg's id.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's market.</summary>
    public required string MarketId { get; init; }

    /// <summary>The market's own outcome that is traded (the event's, turned round where the market is inverted).</summary>
    public required Outcome VenueOutcome { get; init; }

    /// <summary>The token id or mint.</summary>
    public required string TokenId { get; init; }

    /// <summary>How many shares.</summary>
    [JsonPropertyName("microShares")]
    public required Shares Shares { get; init; }

    /// <summary>The limit price of the traded token.</summary>
    public required Price LimitPrice { get; init; }

    /// <summary>Notional at the plan's prices.</summary>
    [JsonPropertyName("notionalMicroUsd")]
    public required Money Notional { get; init; }

    /// <summary>The dollars that the order spends, where it is an order for dollars; null where it is one for shares.</summary>
    [JsonPropertyName("spendsMicroUsd"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Spends { get; init; }

    /// <summary>What is signed: an EIP-712 digest, or the SHA-256 of a Solana message.</summary>
    public required string Digest { get; init; }

    /// <summary>Who must sign.</summary>
    public required string Signer { get; init; }

    /// <summary>Polymarket: the wallet that holds the funds.</summary>
    public string? Maker { get; init; }

    /// <summary>Polymarket: the kind of that wallet, as the venue numbers them.</summary>
    public int? WalletKind { get; init; }

    /// <summary>The id that the venue will use, where it is known before anything is signed; null on Solana, where the signature makes it.</summary>
    public VenueOrderId? VenueOrderId { get; init; }

    /// <summary>The venue's word for the order's type.</summary>
    public required string OrderType { get; init; }

    /// <summary>The exact body with blanks for what the caller adds; null on Solana.</summary>
    public string? BodyTemplate { get; init; }

    /// <summary>Polymarket deposit wallets: what follows the key's signature in the packed one, in hex.</summary>
    public string? SignatureTail { get; init; }

    /// <summary>Solana: the unsigned transaction.</summary>
    public string? TransactionBase64 { get; init; }

    /// <summary>Solana: the block height after which it cannot land.</summary>
    public ulong? LastValidBlockHeight { get; init; }

    /// <summary>Solana: whether the fill comes in later transactions.</summary>
    public bool IsAsync { get; init; }

    /// <summary>When it can no longer be submitted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// Whether fills are the whole order. The amount decides, never a venue's word: an order for dollars is whole when less than a
    /// cent of it is left, one for shares when less than a hundredth of a share is, which nobody can trade.
    /// </summary>
    /// <param name="filled">The shares that were filled.</param>
    /// <param name="paid">The money that changed hands for them.</param>
    public bool IsWhole(Shares filled, Money paid)
    {
        if (Spends is { } spends) return paid + Money.Cent > spends;
        // A swap that was recorded before its dollars were: it lands whole or not at all.
        return TransactionBase64 is not null ? filled > Shares.None : filled + Venues.Shares.Hundredth > Shares;
    }
}
