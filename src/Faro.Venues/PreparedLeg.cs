using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>One leg as returned by prepare: what has to be checked when it is submitted. No signature, no header.</summary>
public sealed record PreparedLeg
{
    /// <summary>The leg's id.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's market.</summary>
    public required string MarketId { get; init; }

    /// <summary>The market's own outcome that is traded (the opposite of the event's if the market is inverted).</summary>
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

    /// <summary>The dollars that the order spends, if it is an order in dollars; null for one in shares.</summary>
    [JsonPropertyName("spendsMicroUsd"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Spends { get; init; }

    /// <summary>What is signed: an EIP-712 digest, or the SHA-256 of a Solana message.</summary>
    public required string Digest { get; init; }

    /// <summary>Who must sign.</summary>
    public required string Signer { get; init; }

    /// <summary>Polymarket: the wallet that holds the funds.</summary>
    public string? Maker { get; init; }

    /// <summary>Polymarket: the type of that wallet, in the venue's numbering.</summary>
    public int? WalletKind { get; init; }

    /// <summary>The id that the venue will use, if it is known before signing; null on Solana, where the signature is the id.</summary>
    public VenueOrderId? VenueOrderId { get; init; }

    /// <summary>The venue's word for the order's type.</summary>
    public required string OrderType { get; init; }

    /// <summary>The exact body with placeholders for what the caller adds; null on Solana.</summary>
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
    /// Whether fills are the whole order. The amount decides, never the venue's status: an order in dollars is complete when less than a
    /// cent of it is left, one for shares when less than a hundredth of a share is, which nobody can trade.
    /// </summary>
    /// <param name="filled">The shares that were filled.</param>
    /// <param name="paid">The money that changed hands for them.</param>
    public bool IsWhole(Shares filled, Money paid)
    {
        if (Spends is { } spends) return paid + Money.Cent > spends;
        // A swap recorded before dollars were: it lands as a whole or not at all.
        return TransactionBase64 is not null ? filled > Shares.None : filled + Venues.Shares.Hundredth > Shares;
    }
}
