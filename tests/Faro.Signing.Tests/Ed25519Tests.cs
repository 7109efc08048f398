using System.Numerics;
using System.Text.Json;
using Faro.Signing.Managed;
using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class Ed25519Tests
{
    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    public static TheoryData<string> Implementations =>
        Ed25519Verifier.Native is null ? new("managed") : new("managed", "libcrypto");

    private static Ed25519Verifier Verifier(string name) => name == "managed" ? Ed25519Verifier.Managed : Ed25519Verifier.Native!;

    [Theory, MemberData(nameof(Implementations))]
    public void Wycheproof(string implementation)
    {
        var verifier = Verifier(implementation);
        Assert.Equal(implementation, verifier.Implementation);
        var accepted = 0;
        foreach (var set in Vector.Load("ed25519_test.json").List("testGroups"))
        {
            var key = set.GetProperty("publicKey").BareBytes("pk");
            foreach (var test in set.List("tests"))
            {
                var fault = verifier.Verify(key, test.BareBytes("msg"), test.BareBytes("sig"));
                Assert.True((test.Text("result") == "valid") == (fault == Ed25519Fault.None), $"tcId {test.GetProperty("tcId")}: {fault}");
                if (fault == Ed25519Fault.None) accepted++;
            }
        }
        Assert.Equal(88, accepted);
    }

    [Theory, MemberData(nameof(Implementations))]
    public void Malleable_scalars_are_refused(string implementation)
    {
        var signer = TestEd25519Signer.Named("solana");
        var signature = signer.Sign("m"u8);
        Assert.Equal(Ed25519Fault.None, Verifier(implementation).Verify(signer.PublicKey, "m"u8, signature));
        var shifted = new BigInteger(signature.AsSpan(32), isUnsigned: true) + L;
        Assert.True(shifted.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
        Assert.Equal(Ed25519Fault.NonCanonicalScalar, Verifier(implementation).Verify(signer.PublicKey, "m"u8, signature));
    }

    [Theory, MemberData(nameof(Implementations))]
    public void Small_order_points_are_refused(string implementation)
    {
        // Over the key "identity" every message has the signature R = identity, s = 0, if nobody looks.
        var small = SmallOrderEncodings();
        Assert.Equal(8, small.Count);
        var good = TestEd25519Signer.Named("solana");
        foreach (var point in small)
        {
            Assert.NotEqual(Ed25519Fault.None, Verifier(implementation).Verify(point, "m"u8, [.. point, .. new byte[32]]));
            Assert.Equal(Ed25519Fault.SmallOrderPoint, Verifier(implementation).Verify(good.PublicKey, "m"u8, [.. point, .. new byte[32]]));
            Assert.Equal(Ed25519Fault.SmallOrderPoint, Ed25519Verifier.CheckPoint(point));
        }
    }

    [Theory]
    [InlineData("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")] // p, for 0
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")] // p + 1, for the identity
    [InlineData("F0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")] // p + 3 with a sign
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void Points_have_one_encoding(string encoded)
    {
        Assert.Equal(Ed25519Fault.NonCanonicalPoint, Ed25519Verifier.CheckPoint(Convert.FromHexString(encoded)));
        Assert.False(Ed25519Point.TryDecode(Convert.FromHexString(encoded), out _));
    }

    [Theory, MemberData(nameof(Implementations))]
    public void Lengths_are_exact(string implementation)
    {
        var verifier = Verifier(implementation);
        for (var length = 0; length < 70; length++)
        {
            if (length != 32) Assert.Equal(Ed25519Fault.WrongLength, verifier.Verify(new byte[length], [], new byte[64]));
            if (length != 64) Assert.Equal(Ed25519Fault.WrongLength, verifier.Verify(new byte[32], [], new byte[length]));
        }
    }

    [Ed25519NativeFact]
    public void Both_implementations_agree_on_random_and_mutated_input()
    {
        const int seed = 77;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 3).Select(i => TestEd25519Signer.Named($"equal {i}")).ToArray();
        var accepted = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var signer = signers[round % signers.Length];
            var message = new byte[random.Next(5) == 0 ? random.Next(2_500) : random.Next(64)];
            random.NextBytes(message);
            var key = signer.PublicKey.ToArray();
            var signature = signer.Sign(message);
            switch (random.Next(8))
            {
                case 0: signature[random.Next(64)] ^= (byte)(1 << random.Next(8)); break;
                case 1: key[random.Next(32)] ^= (byte)(1 << random.Next(8)); break;
                case 2: random.NextBytes(signature); signature[63] &= 0x0F; break;
                case 3: random.NextBytes(key); break;
                case 4 when message.Length > 0: message[random.Next(message.Length)] ^= 1; break;
            }
            var ours = Ed25519Verifier.Managed.Verify(key, message, signature);
            Assert.True(ours == Ed25519Verifier.Native!.Verify(key, message, signature),
                $"seed {seed}, round {round}: {ours}, key {Hex.Encode(key)}, signature {Hex.Encode(signature)}");
            if (ours == Ed25519Fault.None) accepted++;
        }
        Assert.InRange(accepted, 1_500, 3_500);
    }

    /// <summary>The multiples of a point of order eight, found by halving nothing: L times random points.</summary>
    private static HashSet<byte[]> SmallOrderEncodings()
    {
        var random = new Random(8);
        var limbs = new ulong[4];
        for (var i = 0; i < 4; i++) limbs[i] = (ulong)(L >> (64 * i) & ulong.MaxValue);
        var found = new HashSet<byte[]>(ByteArrays.Instance);
        for (var tries = 0; tries < 400 && found.Count < 8; tries++)
        {
            var encoded = new byte[32];
            random.NextBytes(encoded);
            if (!Ed25519Point.TryDecode(encoded, out var point)) continue;
            var small = new byte[32];
            Ed25519Point.MultiplyAdd(new ulong[4], limbs, point).Encode(small);
            found.Add(small);
        }
        return found;
    }

    private sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static readonly ByteArrays Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => BitConverter.ToInt32(bytes);
    }
}
