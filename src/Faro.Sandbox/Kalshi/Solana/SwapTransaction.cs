using System.Buffers.Binary;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>What a swap moves.</summary>
internal sealed record SwapTerms(
    string User, string InputMint, string OutputMint, Units InAmount, Units OutAmount, Units Threshold, int SlippageBps, bool Async);

/// <summary>Writes a swap as a v0 transaction with an empty signature: compute budget, the output's token account, the route.</summary>
internal static class SwapTransaction
{
    private static readonly byte[] RouteDiscriminator = [0xe5, 0x17, 0xcb, 0x97, 0x7a, 0xe3, 0xad, 0x2a];
    private static readonly byte[] Exchange = Programs.Address(SolanaAddress.Derive("swap", "pool", "kalshi"));

    /// <summary>The transaction's bytes; the message begins after one empty signature.</summary>
    public static byte[] Build(SwapTerms terms, ReadOnlySpan<byte> blockhash, uint computeUnits, ulong microLamports)
    {
        var user = Programs.Address(terms.User);
        var (input, output) = (Programs.Address(terms.InputMint), Programs.Address(terms.OutputMint));
        var (inputProgram, outputProgram) = (ProgramOf(terms.InputMint), ProgramOf(terms.OutputMint));
        var source = ProgramAddress.TokenAccount(user, inputProgram, input);
        var destination = ProgramAddress.TokenAccount(user, outputProgram, output);
        // Writable first: the payer, both token accounts, the pool; then the read-only ones.
        List<byte[]> keys =
        [
            user, source, destination, Exchange,
            Programs.ComputeBudget, Programs.AssociatedToken, output, Programs.System, Programs.Jupiter, Programs.Token, Programs.Token2022, input,
        ];
        byte At(byte[] key) => (byte)keys.FindIndex(k => k.AsSpan().SequenceEqual(key));

        var message = new List<byte> { 0x80, 1, 0, (byte)(keys.Count - 4) };
        message.Add((byte)keys.Count);
        foreach (var key in keys)
            message.AddRange(key);
        message.AddRange(blockhash);
        message.Add(4);
        Instruction(message, At(Programs.ComputeBudget), [], [0x02, .. Little(computeUnits)]);
        Instruction(message, At(Programs.ComputeBudget), [], [0x03, .. Little(microLamports)]);
        Instruction(message, At(Programs.AssociatedToken),
            [0, At(destination), 0, At(output), At(Programs.System), At(outputProgram)], [1]);
        Instruction(message, At(Programs.Jupiter),
            [At(inputProgram), At(outputProgram), 0, At(source), At(destination), At(input), At(output), At(Exchange), At(Programs.Jupiter)],
            [.. RouteDiscriminator, .. Little((ulong)terms.InAmount.Count), .. Little((ulong)terms.OutAmount.Count), .. Little((ushort)terms.SlippageBps), 0]);
        message.Add(0); // no lookup tables
        return [1, .. new byte[64], .. message];
    }

    /// <summary>USDC belongs to the old token program, outcome mints to Token-2022.</summary>
    public static byte[] ProgramOf(string mint) => mint == KalshiShape.Usdc ? Programs.Token : Programs.Token2022;

    private static void Instruction(List<byte> message, byte program, byte[] accounts, byte[] data)
    {
        message.Add(program);
        message.Add((byte)accounts.Length);
        message.AddRange(accounts);
        message.Add((byte)data.Length);
        message.AddRange(data);
    }

    private static byte[] Little(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(uint value) => Little((ulong)value)[..4];

    private static byte[] Little(ushort value) => Little((ulong)value)[..2];
}

/// <summary>The envelope of a transaction: its signatures and the message that they are over.</summary>
internal sealed record SignedTransaction(byte[][] Signatures, byte[][] Signers, byte[] Message, byte[] Blockhash)
{
    /// <summary>Base58 of the first signature.</summary>
    public string Id => Base58.Encode(Signatures[0]);

    /// <summary>Reads the parts that the chain checks first; null when the bytes are not a legacy or v0 transaction.</summary>
    public static SignedTransaction? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > 1232 || bytes[0] is 0 or > 12 || bytes.Length < 1 + bytes[0] * 64 + 4)
            return null;
        var count = bytes[0];
        var signatures = new byte[count][];
        for (var i = 0; i < count; i++)
            signatures[i] = bytes.Slice(1 + 64 * i, 64).ToArray();
        var message = bytes[(1 + 64 * count)..];
        var at = message[0] == 0x80 ? 1 : 0;
        if ((message[0] & 0x80) != 0 && at == 0)
            return null;
        if (message.Length < at + 4 || message[at] != count || message[at + 3] is 0 or > 127)
            return null;
        var keys = message[at + 3];
        var end = at + 4 + 32 * keys;
        if (keys < count || message.Length < end + 33)
            return null;
        var signers = new byte[count][];
        for (var i = 0; i < count; i++)
            signers[i] = message.Slice(at + 4 + 32 * i, 32).ToArray();
        return new SignedTransaction(signatures, signers, message.ToArray(), message.Slice(end, 32).ToArray());
    }

    /// <summary>True when every required signature is present and valid.</summary>
    public bool Verifies()
    {
        for (var i = 0; i < Signatures.Length; i++)
        {
            if (Ed25519Verifier.Verify(Signers[i], Message, Signatures[i]) != Ed25519Fault.None)
                return false;
        }

        return true;
    }
}
