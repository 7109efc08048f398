using System.Text;
using Faro.Signing.TypedData;

namespace Faro.Signing.Tests;

/// <summary>What a stranger sends ends in a documented answer, and soon.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void Random_bytes_are_answered_never_thrown_at()
    {
        const int seed = 99;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var data = new byte[random.Next(140)];
            random.NextBytes(data);
            if (random.Next(3) == 0) data.AsSpan().Fill((byte)(random.Next(2) * 255));
            var digest = Keccak256.Hash(data);
            Assert.True(Enum.IsDefined(Secp256k1.RecoverAddress(digest, data, out _, RecoveryByte.EthereumOrBare)));
            Assert.False(Secp256k1.Verify(data, digest, data));
            Assert.NotEqual(SignatureFault.None, Secp256k1.CheckSigner(EthAddress.Zero, digest, data));
            Assert.NotEqual(Ed25519Fault.None, Ed25519Verifier.Verify(data, data, data));
            if (data.Length >= 96) Assert.NotEqual(Ed25519Fault.None, Ed25519Verifier.Verify(data.AsSpan(0, 32), [], data.AsSpan(32, 64)));

            var text = Encoding.Latin1.GetString(data);
            Assert.False(Base58.TryDecode(text, new byte[64]));
            Assert.False(EthAddress.TryParse(text, out _));
            Assert.False(Hash256.TryParse(text, out _));
            Assert.Equal(text.Length is > 0 and < 78 && text.All(char.IsAsciiDigit), AbiWord.TryParseUint(text, out _));
            Assert.NotNull(Eip712TypedData.TryHash(data, out _));
        }
    }

    [Fact]
    public void Wrong_destinations_are_the_callers_bug()
    {
        Assert.Throws<ArgumentException>(() => Secp256k1.RecoverPublicKey(default, new byte[65], new byte[63]));
        Assert.Throws<ArgumentException>(() => Secp256k1.Normalise(new byte[64], new byte[65]));
        Assert.Throws<ArgumentException>(() => EthAddress.FromPublicKey(new byte[65]));
        Assert.Throws<ArgumentException>(() => new Hash256(new byte[31]));
        var bare = new byte[65];
        bare[64] = 1;
        Secp256k1.Normalise(bare, bare);
        Assert.Equal(28, bare[64]);
    }
}
