using System.Text.Json;

namespace Faro.Signing.Tests;

public sealed class Keccak256Tests
{
    private static readonly JsonElement Vectors = Vector.Load("eip712.json");

    [Fact]
    public void Known_digests()
    {
        foreach (var v in Vectors.List("keccak256")) Assert.Equal(v.Hash("keccak256"), Keccak256.Hash(v.Bytes("input")));
    }

    [Fact]
    public void Nethereum_agrees_at_every_length()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        for (var length = 0; length < 700; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(Nethereum.Util.Sha3Keccack.Current.CalculateHash(data), Keccak256.Hash(data).Bytes);
        }
    }

    [Fact]
    public void The_digest_may_overwrite_its_input()
    {
        var data = new byte[64];
        var expected = Keccak256.Hash(data);
        Keccak256.Hash(data, data);
        Assert.Equal(expected, new Hash256(data.AsSpan(0, 32)));
    }

    [Fact]
    public void A_short_destination_is_refused() =>
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));
}
