using System.Security.Cryptography;
using System.Text.Json;
using Faro.Signing.TypedData;
using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class Secp256k1VectorTests
{
    private static readonly JsonElement Vectors = Vector.Load("eip712.json");

    [Fact]
    public void Signers_are_recovered()
    {
        foreach (var v in Vectors.List("secp256k1_sign_recover"))
        {
            var signature = v.Bytes("signature");
            var publicKey = new byte[64];
            Assert.Equal(SignatureFault.None, Secp256k1.RecoverPublicKey(v.Hash("hash"), signature, publicKey));
            Assert.Equal(v.Bytes("public_key")[1..], publicKey);
            Assert.Equal(SignatureFault.None, Secp256k1.RecoverAddress(v.Hash("hash"), signature, out var address));
            Assert.Equal(v.Text("address"), address.ToString());
            Assert.True(Secp256k1.Verify(publicKey, v.Hash("hash"), signature.AsSpan(0, 64)));
        }
    }

    [Fact]
    public void What_must_be_rejected_is()
    {
        var faults = Vectors.List("secp256k1_must_reject")
            .Select(v => Secp256k1.RecoverAddress(v.Hash("hash"), v.Bytes("signature"), out _)).ToArray();
        Assert.Equal(
            [
                SignatureFault.HighS, SignatureFault.None /* another signer, see below */, SignatureFault.ROutOfRange,
                SignatureFault.SOutOfRange, SignatureFault.ROutOfRange, SignatureFault.SOutOfRange, SignatureFault.NoSuchKey,
                SignatureFault.WrongLength, SignatureFault.WrongLength, SignatureFault.WrongRecoveryByte, SignatureFault.WrongRecoveryByte,
            ],
            faults);

        var otherV = Vectors.List("secp256k1_must_reject").ElementAt(1);
        Secp256k1.RecoverAddress(otherV.Hash("hash"), otherV.Bytes("signature"), out var address);
        Assert.Equal(otherV.Text("raw_recovery"), address.ToString());
        var bareV = Vectors.List("secp256k1_must_reject").Last();
        Assert.Equal(SignatureFault.None,
            Secp256k1.RecoverAddress(bareV.Hash("hash"), bareV.Bytes("signature"), out address, RecoveryByte.EthereumOrBare));
        Assert.Equal(bareV.Text("raw_recovery"), address.ToString());
    }

    [Fact]
    public void The_test_signer_makes_the_vectors_signatures()
    {
        foreach (var v in Vectors.List("secp256k1_sign_recover"))
        {
            var signer = TestSigner.FromHex(v.Text("private_key"));
            Assert.Equal(v.Text("address"), signer.Address.ToString());
            Assert.Equal(v.Text("signature"), Hex.Encode(signer.Sign(v.Hash("hash"))));
        }
    }

    [Fact]
    public void Wycheproof_fixed_width()
    {
        var accepted = 0;
        foreach (var (key, test) in Tests("ecdsa_secp256k1_sha256_p1363_test.json"))
        {
            var rs = test.BareBytes("sig");
            var digest = new Hash256(SHA256.HashData(test.BareBytes("msg")));
            var valid = test.Text("result") == "valid";
            if (valid && IsHigh(rs)) // good for plain ECDSA, refused here on purpose: its twin must pass
            {
                Assert.False(Secp256k1.Verify(key, digest, rs));
                Twin(rs);
            }
            Assert.True(valid == Secp256k1.Verify(key, digest, rs), $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            if (valid) accepted++;
        }
        Assert.Equal(167, accepted);
    }

    [Fact]
    public void Wycheproof_low_s()
    {
        int accepted = 0, refused = 0, beyond = 0;
        foreach (var (key, test) in Tests("ecdsa_secp256k1_sha256_bitcoin_test.json"))
        {
            var valid = test.Text("result") == "valid";
            if (!TryReadDer(test.BareBytes("sig"), out var rs))
            {
                Assert.False(valid, $"tcId {test.GetProperty("tcId")}");
                refused++;
                continue;
            }
            var digest = new Hash256(SHA256.HashData(test.BareBytes("msg")));
            Assert.True(valid == Secp256k1.Verify(key, digest, rs), $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            if (!valid) continue;
            accepted++;

            // One of the two parities recovers the key, whatever edge case the signature was built for, unless R's x is r + n:
            // v 29 and 30 would say so, and Ethereum has no such v.
            var recovered = new byte[64];
            var found = new byte[] { 27, 28 }.Any(v =>
                Secp256k1.RecoverPublicKey(digest, [.. rs, v], recovered) == SignatureFault.None
                && recovered.AsSpan().SequenceEqual(key));
            if (!found) beyond++;
            Assert.True(found || rs.AsSpan(0, 15).IndexOfAnyExcept((byte)0) < 0, $"tcId {test.GetProperty("tcId")} is not recovered.");
        }
        Assert.Equal(162, accepted);
        Assert.InRange(beyond, 1, 5);
        Assert.True(refused < 300, "Encodings that cannot be mapped to r and s test nothing here.");
    }

    private static IEnumerable<(byte[] Key, JsonElement Test)> Tests(string file) =>
        from set in Vector.Load(file).List("testGroups")
        let key = Convert.FromHexString(set.GetProperty("publicKey").Text("uncompressed"))[1..]
        from test in set.List("tests")
        select (key, test);

    private static bool IsHigh(ReadOnlySpan<byte> rs) => new System.Numerics.BigInteger(rs[32..], true, true) > Order / 2;

    private static void Twin(Span<byte> rs) =>
        AbiWord.FromUint(Order - new System.Numerics.BigInteger(rs[32..], true, true)).Bytes.CopyTo(rs[32..]);

    private static readonly System.Numerics.BigInteger Order =
        new(Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"), true, true);

    /// <summary>Strict DER of two positive integers of at most 32 bytes; the product itself never reads DER.</summary>
    private static bool TryReadDer(byte[] der, out byte[] rs)
    {
        rs = new byte[64];
        try
        {
            var reader = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            foreach (var half in (int[])[0, 32])
            {
                var value = sequence.ReadInteger();
                if (value.Sign < 0 || value.GetByteCount(true) > 32) return false;
                AbiWord.FromUint(value).Bytes.CopyTo(rs.AsSpan(half));
            }
            sequence.ThrowIfNotEmpty();
            return true;
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            return false;
        }
    }
}
