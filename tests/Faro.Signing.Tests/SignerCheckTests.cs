using Faro.Testing;

namespace Faro.Signing.Tests;

public sealed class SignerCheckTests
{
    private static readonly TestSigner Ann = TestSigner.Named("ann"), Bob = TestSigner.Named("bob");

    [Fact]
    public void A_known_key_is_judged_exactly_as_an_unknown_one()
    {
        const int seed = 5;
        var random = new Random(seed);
        var warm = new SignerCheck(Secp256k1.Managed);
        foreach (var signer in (TestSigner[])[Ann, Bob])
        {
            var hello = Keccak256.Hash("hello"u8);
            Assert.Equal(SignatureFault.None, warm.Check(signer.Address, hello, signer.Sign(hello)));
        }
        Assert.Equal(2, warm.Known);

        var accepted = 0;
        for (var round = 0; round < 1_500; round++)
        {
            var digest = Keccak256.Hash(BitConverter.GetBytes(round));
            var signature = (random.Next(4) == 0 ? Bob : Ann).Sign(digest);
            switch (random.Next(6))
            {
                case 0: signature[64] ^= 7; break; // 27 <-> 28: plain ECDSA would not notice
                case 1: signature[random.Next(65)] ^= (byte)(1 << random.Next(8)); break;
                case 2: signature[64] -= 27; break;
            }
            var cold = new SignerCheck(Secp256k1.Managed);
            var expected = cold.Check(Ann.Address, digest, signature, RecoveryByte.EthereumOrBare);
            var actual = warm.Check(Ann.Address, digest, signature, RecoveryByte.EthereumOrBare);
            Assert.True((expected == SignatureFault.None) == (actual == SignatureFault.None), $"seed {seed}, round {round}: {expected}, {actual}");
            if (actual == SignatureFault.None) accepted++;
        }
        Assert.InRange(accepted, 500, 1_200);
    }

    [Fact]
    public void The_other_parity_is_another_signer()
    {
        var digest = Keccak256.Hash("parity"u8);
        var signature = Ann.Sign(digest);
        var check = new SignerCheck(Secp256k1.Managed);
        Assert.Equal(SignatureFault.None, check.Check(Ann.Address, digest, signature));
        signature[64] ^= 7;
        Assert.Equal(SignatureFault.OtherSigner, check.Check(Ann.Address, digest, signature));
        Assert.True(Secp256k1.Managed.Verify(Ann.PublicKey, digest, signature.AsSpan(0, 64)));
    }

    [Fact]
    public void The_cache_is_bounded_and_strangers_do_not_get_in()
    {
        var check = new SignerCheck(Secp256k1.Managed, capacity: 3);
        var digest = Keccak256.Hash("bounded"u8);
        for (var i = 0; i < 10; i++)
        {
            var signer = TestSigner.Named($"signer {i}");
            Assert.Equal(SignatureFault.OtherSigner, check.Check(Ann.Address, digest, signer.Sign(digest)));
            var before = check.Known;
            Assert.Equal(SignatureFault.None, check.Check(signer.Address, digest, signer.Sign(digest)));
            Assert.InRange(check.Known, 1, 3);
            Assert.True(check.Known == before + 1 || check.Known == 1);
        }
    }
}
