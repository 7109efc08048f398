using System.Security.Cryptography;
using Faro.Http.Keys;

namespace Faro.Http.Tests.Keys;

public sealed class KeyTextTests
{
    [Fact]
    public void The_form_is_fixed()
    {
        // CRC-32 of the text before it, as zlib has it, in base62.
        var zeros = KeyText.Write(false, new byte[32]);
        Assert.Equal("faro_live_" + new string('0', 43), zeros[..53]);
        Assert.Equal(59, zeros.Length);
        var ones = KeyText.Write(true, Enumerable.Repeat((byte)255, 32).ToArray());
        Assert.StartsWith("faro_test_", ones, StringComparison.Ordinal);
        Assert.NotEqual(zeros[^6..], ones[^6..]);
    }

    [Fact]
    public void A_changed_character_is_seen_without_asking_anyone()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var key = KeyText.Write(round % 2 == 0, RandomNumberGenerator.GetBytes(32));
            Assert.True(KeyText.IsWellFormed(key));
            var at = random.Next(5, key.Length);
            var other = key[at] == 'x' ? 'y' : 'x';
            Assert.False(KeyText.IsWellFormed(string.Concat(key.AsSpan(0, at), other.ToString(), key.AsSpan(at + 1))), $"seed {seed}: {key} at {at}");
        }
    }

    [Fact]
    public void Ids_are_version_8_and_made_of_the_hash()
    {
        var hash = KeyText.Hash(KeyText.Write(false, new byte[32]));
        Assert.Equal(8, KeyText.IdOf(hash).Version);
        Assert.Equal(KeyText.IdOf(hash), KeyText.IdOf(hash));
    }

    [Theory]
    [InlineData(new[] { "read" }, "Read")]
    [InlineData(new[] { "trade" }, "Read, Trade")]
    [InlineData(new[] { "admin" }, "Admin")]
    [InlineData(new[] { "read", "admin" }, "Read, Admin")]
    public void Trade_implies_read_and_admin_neither(string[] words, string granted) =>
        Assert.Equal(granted, ScopeWords.Granted(words).ToString());
}
