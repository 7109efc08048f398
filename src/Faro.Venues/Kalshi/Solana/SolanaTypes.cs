namespace Faro.Venues.Kalshi.Solana;

/// <summary>The confirmation level of a transaction.</summary>
public enum SolanaConfirmation
{
    /// <summary>Seen by a node; may vanish.</summary>
    Processed,

    /// <summary>Voted for by a supermajority: done for our purposes.</summary>
    Confirmed,

    /// <summary>Final.</summary>
    Finalized,
}

/// <summary>A transaction that landed.</summary>
/// <param name="Slot">The slot it landed in.</param>
/// <param name="Confirmation">Its confirmation level.</param>
/// <param name="Error">Why it failed on chain; null when it succeeded. A failed one traded nothing.</param>
public sealed record SolanaStatus(ulong Slot, SolanaConfirmation Confirmation, SolanaError? Error);

/// <summary>Why a transaction failed, or would.</summary>
/// <param name="Code">Our code: <c>slippage</c>, <c>insufficient_funds</c>, <c>blockhash_not_found</c>, <c>already_processed</c> …</param>
/// <param name="Detail">The chain's words, bounded.</param>
public sealed record SolanaError(string Code, string Detail);

/// <summary>A token balance before and after a transaction.</summary>
/// <param name="Owner">The owner of the token account.</param>
/// <param name="Mint">The token.</param>
/// <param name="Before">Atoms before.</param>
/// <param name="After">Atoms after.</param>
public sealed record SolanaBalanceChange(string Owner, string Mint, ulong Before, ulong After)
{
    /// <summary>Atoms gained (or lost, below zero).</summary>
    public Int128 Change => (Int128)After - Before;
}

/// <summary>A transaction as the chain recorded it.</summary>
public sealed record SolanaTransaction
{
    /// <summary>The slot it landed in.</summary>
    public required ulong Slot { get; init; }

    /// <summary>When its block was made; null when the node does not say.</summary>
    public DateTimeOffset? BlockTime { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public SolanaError? Error { get; init; }

    /// <summary>The transaction's bytes, base64.</summary>
    public required string TransactionBase64 { get; init; }

    /// <summary>Token balances that it touched, summed by owner and mint.</summary>
    public required IReadOnlyList<SolanaBalanceChange> Balances { get; init; }

    /// <summary>Atoms of a token that an owner gained (or lost); zero when the transaction did not touch them.</summary>
    public Int128 Change(string owner, string mint)
    {
        foreach (var balance in Balances)
            if (balance.Owner == owner && balance.Mint == mint)
                return balance.Change;
        return 0;
    }
}

/// <summary>What a simulation says would happen.</summary>
/// <param name="Error">Why it would fail; null when it would succeed.</param>
/// <param name="UnitsConsumed">Compute units; null when the node does not say.</param>
public sealed record SolanaSimulation(SolanaError? Error, ulong? UnitsConsumed);

/// <summary>A recent blockhash.</summary>
/// <param name="Blockhash">Base58.</param>
/// <param name="LastValidBlockHeight">The block height (not slot) at which it ends.</param>
public sealed record SolanaBlockhash(string Blockhash, ulong LastValidBlockHeight);

/// <summary>What an owner holds of one token, summed over its accounts.</summary>
/// <param name="Mint">The token.</param>
/// <param name="Atoms">How much, in atoms.</param>
/// <param name="Decimals">Atoms per unit, as a power of ten.</param>
/// <param name="Accounts">Over how many accounts.</param>
public sealed record SolanaHolding(string Mint, ulong Atoms, int Decimals, int Accounts)
{
    /// <summary>How much, in units.</summary>
    public decimal Units
    {
        get
        {
            var units = (decimal)Atoms;
            for (var i = 0; i < Decimals; i++)
                units /= 10m;
            return units;
        }
    }
}
