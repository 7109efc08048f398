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
    public void In_pieces_as_in_one()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        var data = new byte[700];
        random.NextBytes(data);
        var hasher = new Keccak256Hasher();
        Span<byte> digest = stackalloc byte[32];
        for (var round = 0; round < 2_000; round++)
        {
            var length = random.Next(data.Length + 1);
            for (var at = 0; at < length;)
            {
                var piece = Math.Min(length - at, random.Next(1, 200));
                hasher.Update(data.AsSpan(at, piece));
                at += piece;
            }
            hasher.Finish(digest); // and the same hasher serves again
            Assert.True(Keccak256.Hash(data.AsSpan(0, length)) == new Hash256(digest), $"length {length}, seed {seed}");
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
