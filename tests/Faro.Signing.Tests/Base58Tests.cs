using System.Text.Json;

namespace Faro.Signing.Tests;

public sealed class Base58Tests
{
    private static readonly JsonElement Vectors = Vector.Load("base58.json");

    [Fact]
    public void Valid_texts()
    {
        foreach (var v in Vectors.List("valid"))
        {
            var bytes = v.BareBytes("hex");
            var text = v.Text("base58");
            if (bytes.Length > 128) continue;
            Assert.Equal(text, Base58.Encode(bytes));
            var decoded = new byte[bytes.Length];
            Assert.True(Base58.TryDecode(text, decoded), text);
            Assert.Equal(bytes, decoded);
            Assert.False(Base58.TryDecode(text, new byte[bytes.Length + 1]));
            if (bytes.Length > 0) Assert.False(Base58.TryDecode(text, new byte[bytes.Length - 1]));
            Assert.Equal(v.GetProperty("is_32_bytes").GetBoolean(), Base58.IsAddress(text));
            Assert.Equal(v.GetProperty("is_64_bytes").GetBoolean(), Base58.IsSignature(text));
        }
    }

    [Fact]
    public void Foreign_characters_are_refused()
    {
        foreach (var v in Vectors.List("invalid"))
            for (var length = 0; length <= 64; length++)
                Assert.False(Base58.TryDecode(v.Text("base58"), new byte[length]), v.Text("note"));
    }

    [Fact]
    public void Round_trip()
    {
        const int seed = 58;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(129)];
            random.NextBytes(bytes);
            if (random.Next(3) == 0) bytes.AsSpan(0, random.Next(bytes.Length + 1)).Clear();
            var decoded = new byte[bytes.Length];
            Assert.True(Base58.TryDecode(Base58.Encode(bytes), decoded) && bytes.AsSpan().SequenceEqual(decoded), $"seed {seed}: {Hex.Encode(bytes)}");
        }
    }

    [Fact]
    public void Long_input_costs_nothing()
    {
        Assert.False(Base58.TryDecode(new string('z', 10_000_000), new byte[64]));
        Assert.False(Base58.TryDecode(new string('1', 10_000_000), new byte[64]));
        Assert.Throws<ArgumentException>(() => Base58.Encode(new byte[129]));
    }
}
