using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Signing.Libraries;
using Faro.Signing.Managed;
using Faro.Testing;

namespace Faro.Signing.Tests;

/// <summary>Own code against the libraries that take its place: the same answer to everything.</summary>
public sealed class EquivalenceTests
{
    private static readonly ISecp256k1Backend OldCurve = new ManagedSecp256k1(), NewCurve = new LibrarySecp256k1();
    private static readonly IEd25519Backend OldEd = new ManagedEd25519(), NewEd = new LibraryEd25519();

    [Fact]
    public void Keccak()
    {
        const int seed = 256;
        var random = new Random(seed);
        for (var length = 0; length < 1_500; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(Keccak256.Hash(data), LibraryKeccak256.Hash(data));
            Assert.Equal(Keccak256.Hash(data).Bytes, Nethereum.Util.Sha3Keccack.Current.CalculateHash(data));
        }
    }

    [Fact]
    public void Base58_texts()
    {
        const int seed = 58;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(129)];
            random.NextBytes(bytes);
            if (random.Next(3) == 0) bytes.AsSpan(0, random.Next(bytes.Length + 1)).Clear();
            var text = Base58.Encode(bytes);
            Assert.Equal(text, LibraryBase58.Encode(bytes));
            if (random.Next(2) == 0 && text.Length > 0)
            {
                var chars = text.ToCharArray();
                chars[random.Next(chars.Length)] = (char)(random.Next(10) == 0 ? random.Next(65536) : random.Next(30, 128));
                text = new(chars);
            }
            if (random.Next(5) == 0) text = new string('1', random.Next(60)) + text;
            var length = random.Next(4) == 0 ? random.Next(140) : bytes.Length;
            byte[] ours = new byte[length], theirs = new byte[length];
            var decoded = Base58.TryDecode(text, ours);
            Assert.True(decoded == LibraryBase58.TryDecode(text, theirs), $"seed {seed}, round {round}: '{text}' into {length}");
            if (decoded) Assert.Equal(ours, theirs);
        }
    }

    [Theory]
    [InlineData("ecdsa_secp256k1_sha256_p1363_test.json")]
    [InlineData("ecdsa_secp256k1_sha256_bitcoin_test.json")]
    public void Wycheproof_secp256k1(string file)
    {
        foreach (var set in Vector.Load(file).List("testGroups"))
        {
            var key = Convert.FromHexString(set.GetProperty("publicKey").Text("uncompressed"))[1..];
            foreach (var test in set.List("tests"))
            {
                var sig = test.BareBytes("sig");
                var rs = sig.Length == 64 ? sig : [.. sig, .. new byte[64]];
                AgreeOnSecp256k1(key, SHA256.HashData(test.BareBytes("msg")), rs.AsSpan(0, 64));
            }
        }
    }

    [Fact]
    public void Random_secp256k1()
    {
        const int seed = 2561;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 4).Select(i => TestSigner.Named($"equal {i}")).ToArray();
        var recovered = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var signer = signers[round % 4];
            var digest = new byte[32];
            random.NextBytes(digest);
            var rs = signer.Sign(new Hash256(digest)).AsSpan(0, 64).ToArray();
            if (random.Next(2) == 0) rs[random.Next(64)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0) random.NextBytes(rs.AsSpan(0, 32));
            if (AgreeOnSecp256k1(signer.PublicKey, digest, rs)) recovered++;
        }
        Assert.InRange(recovered, 1_500, 2_950);
    }

    [Fact]
    public void Wycheproof_Ed25519()
    {
        foreach (var set in Vector.Load("ed25519_test.json").List("testGroups"))
            foreach (var test in set.List("tests"))
                AgreeOnEd25519(set.GetProperty("publicKey").BareBytes("pk"), test.BareBytes("msg"), test.BareBytes("sig"));
    }

    [Fact]
    public void Random_Ed25519()
    {
        const int seed = 25519;
        var random = new Random(seed);
        var signer = TestEd25519Signer.Named("equal");
        for (var round = 0; round < 4_000; round++)
        {
            var message = new byte[random.Next(300)];
            random.NextBytes(message);
            byte[] key = signer.PublicKey.ToArray(), signature = signer.Sign(message);
            if (random.Next(2) == 0) signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
            if (random.Next(4) == 0) key[random.Next(32)] ^= (byte)(1 << random.Next(8));
            if (random.Next(6) == 0) random.NextBytes(key);
            AgreeOnEd25519(key, message, signature);
        }
    }

    [Theory]
    [InlineData("polymarket-orders.json", "cases", "order_typed_data")]
    [InlineData("polymarket-orders.json", "cases", "sign_typed_data")]
    [InlineData("foresight-orders.json", "valid", "typed_data")]
    [InlineData("polymarket-l1-clobauth.json", "cases", "typed_data")]
    public void Typed_data_of_the_vectors(string file, string section, string member)
    {
        foreach (var one in Vector.Load(file).List(section))
        {
            if (!one.TryGetProperty(member, out var typed)) continue;
            Assert.Null(Eip712TypedData.TryHash(typed, out var old));
            Assert.Null(LibraryTypedData.TryHash(typed, out var now));
            Assert.Equal(old, now);
        }
    }

    [Theory]
    [InlineData(0, 3_000)]
    [InlineData(0.03, 6_000)]
    [InlineData(0.2, 2_000)]
    public void Random_typed_data(double wrong, int rounds)
    {
        const int seed = 712;
        var random = new Random(seed);
        var (accepted, faults) = (0, new Dictionary<TypedDataFault, int>());
        for (var round = 0; round < rounds; round++)
        {
            var json = new RandomTypedData(random).Next(wrong).ToJsonString();
            if (Agree(Encoding.UTF8.GetBytes(json), $"seed {seed}, round {round}: {json}") is { } fault) faults[fault] = faults.GetValueOrDefault(fault) + 1;
            else accepted++;
        }
        var seen = $"{accepted} accepted, {string.Join(", ", faults)}";
        Assert.True(wrong == 0 ? accepted == rounds : accepted > rounds / 20 && faults.Count >= 6, seen);
    }

    [Fact]
    public void Mutated_typed_data()
    {
        const int seed = 4;
        var random = new Random(seed);
        var seeds = Vector.Load("polymarket-orders.json").List("cases").Take(8)
            .Select(c => Encoding.UTF8.GetBytes(c.GetProperty("order_typed_data").GetRawText())).ToArray();
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToArray();
            for (var changes = random.Next(3); changes >= 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:0x-\\u1a"[random.Next(14)]);
            Agree(bytes, $"seed {seed}, round {round}: {Encoding.UTF8.GetString(bytes)}");
        }
    }

    private static TypedDataFault? Agree(byte[] json, string what)
    {
        var old = Eip712TypedData.TryHash(json, out var oldHashes);
        var now = LibraryTypedData.TryHash(json, out var newHashes);
        // What Nethereum cannot hash is refused, on purpose: see TypedDataSchema.CheckForHashing.
        if (now is { Fault: TypedDataFault.RecursiveType } || now is { Message: "Not a name for a type: it contains an elementary type's." }) return now.Fault;
        Assert.True(old == now && oldHashes == newHashes, $"{what}: {old} {oldHashes}, {now} {newHashes}");
        return now?.Fault;
    }

    private static bool AgreeOnSecp256k1(byte[] key, byte[] digest, ReadOnlySpan<byte> rs)
    {
        var judged = false;
        for (byte v = 27; v <= 28; v++)
        {
            // what the strict rules refuse never reaches the arithmetic
            if (Secp256k1.Managed.RecoverAddress(new Hash256(digest), [.. rs, v], out _) is not (SignatureFault.None or SignatureFault.NoSuchKey)) return false;
            byte[] old = new byte[64], now = new byte[64];
            var found = OldCurve.TryRecover(digest, rs, v - 27, old);
            Assert.Equal(found, NewCurve.TryRecover(digest, rs, v - 27, now));
            if (found) Assert.Equal(old, now);
            judged |= found;
        }
        Assert.Equal(OldCurve.Verify(key, digest, rs), NewCurve.Verify(key, digest, rs));
        return judged;
    }

    private static void AgreeOnEd25519(byte[] key, byte[] message, byte[] signature)
    {
        var strict = Ed25519Verifier.Managed.Verify(key, message, signature);
        if (strict is Ed25519Fault.None or Ed25519Fault.Mismatch)
            Assert.True(OldEd.Verify(key, message, signature) == NewEd.Verify(key, message, signature), $"{Hex.Encode(key)} {Hex.Encode(signature)}");
    }
}
