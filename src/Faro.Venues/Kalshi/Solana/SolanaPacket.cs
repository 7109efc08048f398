using System.Security.Cryptography;
using Faro.Signing;

namespace Faro.Venues.Kalshi.Solana;

/// <summary>The result of reading a transaction.</summary>
internal enum PacketVerdict
{
    Valid,
    BadBase64,
    Malformed,
    UnsupportedVersion,
    TooLarge,
    MissingSignature,
    BadSignature,
}

/// <summary>One required signature.</summary>
internal enum SignatureStatus
{
    Missing,
    Ok,
    Bad,
}

/// <summary>An instruction: indexes run over the static keys, then the looked-up ones.</summary>
internal readonly record struct SolanaInstruction(int ProgramIndex, Range Accounts, Range Data);

/// <summary>Accounts taken from a table on chain.</summary>
internal readonly record struct SolanaLookup(Range Table, Range Writable, Range Readonly);

/// <summary>
/// A legacy or v0 transaction, read as strictly as a validator does: canonical lengths, sane header and indexes, no byte left
/// over. Version 1 is recognised and refused. No input makes it throw.
/// </summary>
internal sealed class SolanaPacket
{
    /// <summary>The most bytes a legacy or v0 transaction has.</summary>
    public const int MaxBytes = 1232;

    private readonly byte[] _bytes;
    private readonly int _keysAt;
    private readonly int _blockhashAt;

    private SolanaPacket(byte[] bytes, int signatures, int messageAt, int version, int keysAt, int keys, int blockhashAt)
    {
        _bytes = bytes;
        SignatureCount = signatures;
        MessageOffset = messageAt;
        Version = version;
        _keysAt = keysAt;
        KeyCount = keys;
        _blockhashAt = blockhashAt;
    }

    /// <summary>−1 for legacy, 0 for v0.</summary>
    public int Version { get; }

    public int SignatureCount { get; }

    public int MessageOffset { get; }

    public int RequiredSignatures => _bytes[_keysHeaderAt];

    public int ReadonlySigned => _bytes[_keysHeaderAt + 1];

    public int ReadonlyUnsigned => _bytes[_keysHeaderAt + 2];

    public int KeyCount { get; }

    public IReadOnlyList<SolanaInstruction> Instructions { get; private init; } = [];

    public IReadOnlyList<SolanaLookup> Lookups { get; private init; } = [];

    /// <summary>The bytes that are signed.</summary>
    public ReadOnlySpan<byte> Message => _bytes.AsSpan(MessageOffset);

    public string Blockhash => Base58.Encode(_bytes.AsSpan(_blockhashAt, 32));

    public string FeePayer => Key(0);

    /// <summary>SHA-256 of the message: what a prepared leg keeps to recognise it.</summary>
    public string MessageHash => Convert.ToHexStringLower(SHA256.HashData(Message));

    /// <summary>The first signature in base58: the transaction's id at the chain. Null while the slot is empty.</summary>
    public string? TransactionId => IsZero(Signature(0)) ? null : Base58.Encode(Signature(0));

    private int _keysHeaderAt => MessageOffset + (Version < 0 ? 0 : 1);

    public ReadOnlySpan<byte> Signature(int index) => _bytes.AsSpan(SignaturesAt + (64 * index), 64);

    private int SignaturesAt => MessageOffset - (64 * SignatureCount);

    public string Key(int index) => Base58.Encode(KeyBytes(index));

    public ReadOnlySpan<byte> KeyBytes(int index) => _bytes.AsSpan(_keysAt + (32 * index), 32);

    public ReadOnlySpan<byte> Bytes(Range range) => _bytes.AsSpan(range);

    /// <summary>The index of a static key, or −1.</summary>
    public int IndexOf(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < KeyCount; i++)
            if (KeyBytes(i).SequenceEqual(key)) return i;
        return -1;
    }

    /// <summary>Whether each required slot has a valid signature of its key.</summary>
    public SignatureStatus[] CheckSignatures()
    {
        var found = new SignatureStatus[SignatureCount];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = IsZero(Signature(i)) ? SignatureStatus.Missing
                : Ed25519Verifier.Verify(KeyBytes(i), Message, Signature(i)) == Ed25519Fault.None ? SignatureStatus.Ok
                : SignatureStatus.Bad;
        }

        return found;
    }

    /// <summary>The verdict on the signatures of a packet that could be read.</summary>
    public static PacketVerdict Judge(ReadOnlySpan<SignatureStatus> signatures) =>
        signatures.Contains(SignatureStatus.Missing) ? PacketVerdict.MissingSignature
        : signatures.Contains(SignatureStatus.Bad) ? PacketVerdict.BadSignature
        : PacketVerdict.Valid;

    /// <summary>Reads base64 text; <paramref name="reason"/> says what is wrong with it, in the terms of the vectors.</summary>
    public static PacketVerdict TryRead(string base64, out SolanaPacket? packet, out string? reason)
    {
        packet = null;
        if (!TryDecode(base64, out var bytes))
        {
            reason = "not_standard_base64";
            return PacketVerdict.BadBase64;
        }

        return TryRead(bytes, out packet, out reason);
    }

    /// <summary>Reads bytes.</summary>
    public static PacketVerdict TryRead(byte[] bytes, out SolanaPacket? packet, out string? reason)
    {
        packet = null;
        reason = null;
        if (bytes.Length == 0)
        {
            reason = "empty";
            return PacketVerdict.Malformed;
        }

        if (bytes[0] == 0x81)
        {
            reason = "version_1";
            return PacketVerdict.UnsupportedVersion;
        }

        if (bytes.Length > MaxBytes)
        {
            reason = bytes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return PacketVerdict.TooLarge;
        }

        var fault = Parse(bytes, out packet, out var version);
        if (version is { } other)
        {
            reason = $"version_{other}";
            return PacketVerdict.UnsupportedVersion;
        }

        if (fault == PacketFault.None) return PacketVerdict.Valid;
        packet = null;
        reason = Word(fault);
        return PacketVerdict.Malformed;
    }

    /// <summary>The word of the vectors for a fault.</summary>
    public static string Word(PacketFault fault) => fault switch
    {
        PacketFault.Empty => "empty",
        PacketFault.Truncated => "truncated",
        PacketFault.TrailingBytes => "trailing_bytes",
        PacketFault.SignatureCountMismatch => "signature_count_mismatch",
        PacketFault.NonCanonicalLength => "non_canonical_length",
        PacketFault.LengthOverflow => "length_overflow",
        PacketFault.LengthTooLong => "length_too_long",
        PacketFault.BadHeader => "bad_header",
        PacketFault.BadProgramIndex => "bad_program_index",
        PacketFault.BadAccountIndex => "bad_account_index",
        PacketFault.EmptyLookup => "empty_lookup",
        PacketFault.TooManyAccounts => "too_many_accounts",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No fault."),
    };

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length % 4 != 0 || text.Length > 16_384 || text.AsSpan().ContainsAny(" \t\r\n")) return false;
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, buffer, out var length)) return false;
        bytes = buffer[..length];
        return Convert.ToBase64String(bytes) == text; // leftover bits of the last character must be zero
    }

    private static PacketFault Parse(byte[] bytes, out SolanaPacket? packet, out int? otherVersion)
    {
        packet = null;
        otherVersion = null;
        var reader = new Reader(bytes);
        if (reader.Length(out var signatures) is var f0 and not PacketFault.None) return f0;
        if (!reader.Skip(64 * signatures)) return PacketFault.Truncated;
        var messageAt = reader.At;
        if (!reader.Byte(out var first)) return PacketFault.Truncated;
        var version = -1;
        if ((first & 0x80) != 0)
        {
            if (first != 0x80)
            {
                otherVersion = first & 0x7f;
                return PacketFault.None;
            }

            version = 0;
            if (!reader.Byte(out first)) return PacketFault.Truncated;
        }

        if (!reader.Byte(out var readonlySigned) || !reader.Byte(out var readonlyUnsigned)) return PacketFault.Truncated;
        if (reader.Length(out var keys) is var f1 and not PacketFault.None) return f1;
        var keysAt = reader.At;
        if (!reader.Skip(32 * keys)) return PacketFault.Truncated;
        var blockhashAt = reader.At;
        if (!reader.Skip(32)) return PacketFault.Truncated;

        if (ReadInstructions(ref reader, out var instructions) is var f2 and not PacketFault.None) return f2;
        var lookups = new List<SolanaLookup>();
        if (version == 0 && ReadLookups(ref reader, lookups) is var f3 and not PacketFault.None) return f3;
        if (reader.At != bytes.Length) return PacketFault.TrailingBytes;

        if (signatures != first) return PacketFault.SignatureCountMismatch;
        if (first == 0 || readonlySigned >= first || first + readonlyUnsigned > keys) return PacketFault.BadHeader;
        var accounts = keys;
        foreach (var lookup in lookups)
        {
            var taken = Count(lookup.Writable) + Count(lookup.Readonly);
            if (taken == 0) return PacketFault.EmptyLookup;
            accounts += taken;
        }

        if (accounts > 256) return PacketFault.TooManyAccounts;
        foreach (var instruction in instructions)
        {
            if (instruction.ProgramIndex == 0 || instruction.ProgramIndex >= keys) return PacketFault.BadProgramIndex;
            foreach (var account in bytes.AsSpan(instruction.Accounts))
                if (account >= accounts) return PacketFault.BadAccountIndex;
        }

        packet = new SolanaPacket(bytes, signatures, messageAt, version, keysAt, keys, blockhashAt)
        {
            Instructions = instructions,
            Lookups = lookups,
        };
        return PacketFault.None;
    }

    private static PacketFault ReadInstructions(ref Reader reader, out List<SolanaInstruction> instructions)
    {
        instructions = [];
        if (reader.Length(out var count) is var f and not PacketFault.None) return f;
        for (var i = 0; i < count; i++)
        {
            if (!reader.Byte(out var program)) return PacketFault.Truncated;
            if (reader.Run(out var accounts) is var f1 and not PacketFault.None) return f1;
            if (reader.Run(out var data) is var f2 and not PacketFault.None) return f2;
            instructions.Add(new SolanaInstruction(program, accounts, data));
        }

        return PacketFault.None;
    }

    private static PacketFault ReadLookups(ref Reader reader, List<SolanaLookup> lookups)
    {
        if (reader.Length(out var count) is var f and not PacketFault.None) return f;
        for (var i = 0; i < count; i++)
        {
            var table = reader.At;
            if (!reader.Skip(32)) return PacketFault.Truncated;
            if (reader.Run(out var writable) is var f1 and not PacketFault.None) return f1;
            if (reader.Run(out var @readonly) is var f2 and not PacketFault.None) return f2;
            lookups.Add(new SolanaLookup(table..(table + 32), writable, @readonly));
        }

        return PacketFault.None;
    }

    private static int Count(Range range) => range.End.Value - range.Start.Value;

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        public bool Byte(out byte value)
        {
            value = 0;
            if (At >= _bytes.Length) return false;
            value = _bytes[At++];
            return true;
        }

        public bool Skip(int count)
        {
            if (count > _bytes.Length - At) return false;
            At += count;
            return true;
        }

        public PacketFault Length(out int value)
        {
            var fault = CompactU16.TryRead(_bytes[At..], out value, out var consumed);
            At += consumed;
            return fault;
        }

        /// <summary>A length and that many bytes.</summary>
        public PacketFault Run(out Range range)
        {
            range = default;
            if (Length(out var length) is var fault and not PacketFault.None) return fault;
            var start = At;
            if (!Skip(length)) return PacketFault.Truncated;
            range = start..At;
            return PacketFault.None;
        }
    }
}
