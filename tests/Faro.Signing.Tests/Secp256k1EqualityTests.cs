using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class Secp256k1EqualityTests
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

    [Secp256k1NativeFact]
    public void Both_recover_alike_on_random_and_mutated_input()
    {
        const int seed = 31;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 4).Select(i => TestSigner.Named($"equal {i}")).ToArray();
        var seen = new Dictionary<SignatureFault, int>();
        for (var round = 0; round < 6_000; round++)
        {
            var digest = RandomHash(random);
            var signature = Signature(random, signers[round % signers.Length], digest);
            byte[] ours = new byte[64], theirs = new byte[64];
            var fault = Secp256k1.Managed.RecoverPublicKey(digest, signature, ours, RecoveryByte.EthereumOrBare);
            Assert.True(
                fault == Secp256k1.Native!.RecoverPublicKey(digest, signature, theirs, RecoveryByte.EthereumOrBare) && ours.AsSpan().SequenceEqual(theirs),
                $"seed {seed}, round {round}: digest {digest}, signature {Hex.Encode(signature)}");
            seen[fault] = seen.GetValueOrDefault(fault) + 1;
        }
        Assert.True(seen[SignatureFault.None] > 1_000 && seen[SignatureFault.NoSuchKey] > 200, string.Join(", ", seen));
    }

    [Secp256k1NativeFact]
    public void Both_verify_alike_on_random_and_mutated_input()
    {
        const int seed = 32;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 4).Select(i => TestSigner.Named($"equal {i}")).ToArray();
        var accepted = 0;
        for (var round = 0; round < 6_000; round++)
        {
            var digest = RandomHash(random);
            var signer = signers[round % signers.Length];
            var rs = Signature(random, signer, digest).AsSpan();
            rs = rs[..Math.Min(64, rs.Length)];
            var key = signer.PublicKey.ToArray();
            if (random.Next(10) == 0) key[random.Next(64)] ^= (byte)(1 << random.Next(8));
            if (random.Next(10) == 0) Convert.FromHexString(Edges[random.Next(Edges.Length)]).CopyTo(key, 32 * random.Next(2));
            var ours = Secp256k1.Managed.Verify(key, digest, rs);
            Assert.True(ours == Secp256k1.Native!.Verify(key, digest, rs), $"seed {seed}, round {round}: key {Hex.Encode(key)}, digest {digest}, rs {Hex.Encode(rs)}");
            if (ours) accepted++;
        }
        Assert.InRange(accepted, 1_000, 5_000);
    }

    [Secp256k1NativeFact]
    public void Both_agree_where_r_s_and_the_digest_are_edge_values()
    {
        var recovered = 0;
        foreach (var r in Edges)
            foreach (var s in Edges)
                foreach (var e in Edges)
                    for (byte v = 27; v <= 28; v++)
                    {
                        byte[] signature = [.. Convert.FromHexString(r + s), v];
                        var digest = new Hash256(Convert.FromHexString(e));
                        byte[] ours = new byte[64], theirs = new byte[64];
                        var fault = Secp256k1.Managed.RecoverPublicKey(digest, signature, ours);
                        Assert.Equal(Secp256k1.Native!.RecoverPublicKey(digest, signature, theirs), fault);
                        Assert.Equal(Hex.Encode(theirs), Hex.Encode(ours));
                        if (fault != SignatureFault.None) continue;
                        recovered++;
                        Assert.True(Secp256k1.Managed.Verify(ours, digest, signature.AsSpan(0, 64)));
                        Assert.True(Secp256k1.Native.Verify(ours, digest, signature.AsSpan(0, 64)));
                    }
        Assert.True(recovered > 100, $"{recovered}");
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
