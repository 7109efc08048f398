using Faro.Testing;
using NBitcoin.Secp256k1;

namespace Faro.Signing.Tests;

/// <summary>Another implementation's opinion (NBitcoin.Secp256k1, which comes with Nethereum) of what libsecp256k1 answers.</summary>
public sealed class Secp256k1AgreementTests
{
    private static readonly string[] Edges =
    [
        new('0', 64), new string('0', 63) + "1", new string('0', 63) + "2", new('F', 64),
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140", // n − 1
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", // n
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364142", // n + 1
        "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0", // n / 2
        "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A1",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F", // p
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2E",
        "79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798", // G's x
        "C6047F9441ED7D6D3045406E95C07CD85C778E4B8CEF3CA7ABAC09B95C709EE5", // 2G's x
    ];

    [Fact]
    public void Random_and_mutated_signatures()
    {
        const int seed = 31;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 4).Select(i => TestSigner.Named($"equal {i}")).ToArray();
        var seen = new Dictionary<SignatureFault, int>();
        for (var round = 0; round < 4_000; round++)
        {
            var digest = RandomHash(random);
            var signature = Signature(random, signers[round % signers.Length], digest);
            var fault = Agree(digest, signature, $"seed {seed}, round {round}");
            seen[fault] = seen.GetValueOrDefault(fault) + 1;
        }
        Assert.True(seen[SignatureFault.None] > 1_000 && seen[SignatureFault.NoSuchKey] > 200, string.Join(", ", seen));
    }

    [Fact]
    public void Edge_values_of_r_s_and_the_digest()
    {
        var recovered = 0;
        foreach (var r in Edges)
            foreach (var s in Edges)
                foreach (var e in Edges)
                    for (byte v = 27; v <= 28; v++)
                        if (Agree(new Hash256(Convert.FromHexString(e)), [.. Convert.FromHexString(r + s), v], $"r {r} s {s} e {e}") == SignatureFault.None)
                            recovered++;
        Assert.True(recovered > 100, $"{recovered}");
    }

    [Fact]
    public void Many_threads_share_one_context()
    {
        var signers = Enumerable.Range(0, 8).Select(i => TestSigner.Named($"thread {i}")).ToArray();
        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var signer = signers[i % 8];
            var digest = Keccak256.Hash(BitConverter.GetBytes(i));
            var signature = signer.Sign(digest);
            Assert.Equal(SignatureFault.None, Secp256k1.CheckSigner(signer.Address, digest, signature));
            Assert.True(Secp256k1.Verify(signer.PublicKey, digest, signature.AsSpan(0, 64)));
            signature[i % 64] ^= 1;
            Assert.NotEqual(SignatureFault.None, Secp256k1.CheckSigner(signer.Address, digest, signature));
        });
    }

    /// <summary>Whatever passes the strict rules is recovered, or not, as the other implementation does, and verifies.</summary>
    private static SignatureFault Agree(in Hash256 digest, byte[] signature, string what)
    {
        var ours = new byte[64];
        var fault = Secp256k1.RecoverPublicKey(digest, signature, ours, RecoveryByte.EthereumOrBare);
        if (fault is not (SignatureFault.None or SignatureFault.NoSuchKey)) return fault;

        var theirs = SecpRecoverableECDSASignature.TryCreateFromCompact(signature.AsSpan(0, 64), signature[64] % 27, out var parsed)
            && ECPubKey.TryRecover(Context.Instance, parsed, digest.Bytes, out var key)
                ? key.ToBytes(compressed: false)[1..]
                : null;
        Assert.True(theirs is null ? fault == SignatureFault.NoSuchKey : ours.AsSpan().SequenceEqual(theirs), $"{what}: {fault}");
        if (fault == SignatureFault.None) Assert.True(Secp256k1.Verify(ours, digest, signature.AsSpan(0, 64)), what);
        return fault;
    }

    private static Hash256 RandomHash(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new Hash256(bytes);
    }

    private static byte[] Signature(Random random, TestSigner signer, Hash256 digest)
    {
        if (random.Next(4) == 0) // r and s from anywhere: a quarter of all x belong to no point or are out of range
        {
            var noise = new byte[65];
            random.NextBytes(noise);
            noise[32] &= 0x7F;
            noise[64] = (byte)(27 + random.Next(2));
            return noise;
        }
        var signature = signer.Sign(digest);
        switch (random.Next(5))
        {
            case 0:
                signature[random.Next(65)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                Convert.FromHexString(Edges[random.Next(Edges.Length)]).CopyTo(signature, 32 * random.Next(2));
                break;
            case 2 when random.Next(5) == 0:
                return signature[..random.Next(65)];
        }
        return signature;
    }
}
