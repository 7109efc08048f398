using System.Buffers.Binary;

namespace Faro.Venues.Kalshi.Solana;

/// <summary>
/// What a swap transaction built by somebody else may do before it is returned to a client: it is paid by the account, calls
/// only known programs in known ways, swaps once, and takes no more than the order pays.
/// </summary>
internal static class SolanaPolicy
{
    public const string System = "11111111111111111111111111111111";
    public const string ComputeBudget = "ComputeBudget111111111111111111111111111111";
    public const string AssociatedToken = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
    public const string Token = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    public const string Token2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
    public const string Jupiter = "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4";
    public const string DFlow = "DF1ow4tspfHX9JwWJsAb9epbkA8hmpSEAtxXy1V27QBH";

    /// <summary>Lamports that a transaction may send away on top of its fee: tips to block builders.</summary>
    public const ulong MaxTipLamports = 5_000_000;

    // Jupiter's exact-in routes end alike: u64 given, u64 quoted, u16 slippage, u8 platform fee.
    private const int SwapTail = 19;

    /// <summary>The input and expected output of a swap instruction.</summary>
    /// <param name="Given">Atoms given.</param>
    /// <param name="Quoted">Atoms expected.</param>
    /// <param name="SlippageBps">The allowed slippage, in basis points.</param>
    public readonly record struct Swap(ulong Given, ulong Quoted, int SlippageBps)
    {
        /// <summary>The fewest atoms that may come.</summary>
        public ulong Worst => BasisPoints.FloorLess(Quoted, SlippageBps);
    }

    /// <summary>Checks a transaction; null when it may be returned to the caller, else the fault in words.</summary>
    /// <param name="packet">The transaction, not signed yet.</param>
    /// <param name="account">The caller's account.</param>
    /// <param name="mostGiven">The most atoms of the input token that it may give.</param>
    /// <param name="leastTaken">The fewest atoms of the output token that it must promise.</param>
    public static string? Fault(SolanaPacket packet, string account, ulong mostGiven, ulong leastTaken)
    {
        if (packet.RequiredSignatures != 1) return "The transaction needs signatures other than the account's.";
        if (packet.FeePayer != account) return "The fee payer is another account.";
        if (packet.TransactionId is not null) return "The transaction is already signed.";
        var swaps = 0;
        UInt128 tips = 0;
        foreach (var instruction in packet.Instructions)
        {
            var data = packet.Bytes(instruction.Data);
            switch (packet.Key(instruction.ProgramIndex))
            {
                case ComputeBudget:
                    break;
                case AssociatedToken when data.Length == 0 || (data.Length == 1 && data[0] <= 1):
                    break;
                case System when data.Length == 12 && BinaryPrimitives.ReadUInt32LittleEndian(data) == 2:
                    tips += BinaryPrimitives.ReadUInt64LittleEndian(data[4..]);
                    if (tips > MaxTipLamports) return "The transaction sends more SOL away than a tip.";
                    break;
                case Token or Token2022 when data is [9] or [17]: // close an empty account, sync wrapped SOL
                    break;
                case Jupiter or DFlow:
                    swaps++;
                    if (TryReadSwap(data) is not { } swap) return "The swap cannot be read.";
                    if (swap.Given > mostGiven) return "The swap pays more than the order.";
                    if (swap.Worst < leastTaken) return "The swap may bring less than the order's limit price allows.";
                    break;
                case var other:
                    return $"The transaction calls program {other} in a way that is not expected.";
            }
        }

        return swaps == 1 ? null : "The transaction does not swap exactly once.";
    }

    /// <summary>The swap in an instruction's data; null when it is not an exact-in swap.</summary>
    public static Swap? TryReadSwap(ReadOnlySpan<byte> data)
    {
        if (data.Length < 8 + SwapTail) return null;
        var tail = data[^SwapTail..];
        var slippage = BinaryPrimitives.ReadUInt16LittleEndian(tail[16..]);
        return slippage > BasisPoints.One ? null : new Swap(
            BinaryPrimitives.ReadUInt64LittleEndian(tail), BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]), slippage);
    }

    /// <summary>The swap of a transaction; null when there is none that can be read.</summary>
    public static Swap? SwapOf(SolanaPacket packet)
    {
        foreach (var instruction in packet.Instructions)
            if (packet.Key(instruction.ProgramIndex) is Jupiter or DFlow)
                return TryReadSwap(packet.Bytes(instruction.Data));
        return null;
    }
}
