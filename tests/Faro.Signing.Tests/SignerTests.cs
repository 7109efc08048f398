using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class SignerTests
{
    private static readonly TestSigner Ann = TestSigner.Named("ann"), Bob = TestSigner.Named("bob");

    [Fact]
    public void The_signer_is_found_and_nobody_else()
    {
        var digest = Keccak256.Hash("hello"u8);
        Assert.Equal(SignatureFault.None, Secp256k1.CheckSigner(Ann.Address, digest, Ann.Sign(digest)));
        Assert.Equal(SignatureFault.OtherSigner, Secp256k1.CheckSigner(Ann.Address, digest, Bob.Sign(digest)));
        Assert.Equal(SignatureFault.OtherSigner, Secp256k1.CheckSigner(Ann.Address, Keccak256.Hash("other"u8), Ann.Sign(digest)));
    }

    [Fact]
    public void The_other_parity_is_another_signer()
    {
        var digest = Keccak256.Hash("parity"u8);
        var signature = Ann.Sign(digest);
        signature[64] ^= 7; // 27 <-> 28: plain ECDSA does not notice
        Assert.Equal(SignatureFault.OtherSigner, Secp256k1.CheckSigner(Ann.Address, digest, signature));
        Assert.True(Secp256k1.Verify(Ann.PublicKey, digest, signature.AsSpan(0, 64)));
    }

    [Fact]
    public void A_bare_recovery_byte_is_for_those_who_ask_for_it()
    {
        var digest = Keccak256.Hash("bare"u8);
        var signature = Ann.Sign(digest);
        signature[64] -= 27;
        Assert.Equal(SignatureFault.WrongRecoveryByte, Secp256k1.CheckSigner(Ann.Address, digest, signature));
        Assert.Equal(SignatureFault.None, Secp256k1.CheckSigner(Ann.Address, digest, signature, RecoveryByte.EthereumOrBare));
    }
}
