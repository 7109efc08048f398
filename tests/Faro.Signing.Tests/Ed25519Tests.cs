using System.Numerics;
using System.Text.Json;
using Faro.Testing;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Faro.Signing.Tests;

public sealed class Ed25519Tests
{
    private const string Plain = "8D073925071A59088178119568975101DBB5DA6D57CC196C364E492AA7A2BB4D";
    private const string Mixed = "BF9AE6627674A2FC5C263808C63C6406C1E7085CFC0C6C5F9DDDE45DF085E881";

    // The points whose order divides eight.
    private static readonly string[] SmallOrder =
    [
        "0100000000000000000000000000000000000000000000000000000000000000", "ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F",
        "0000000000000000000000000000000000000000000000000000000000000000", "0000000000000000000000000000000000000000000000000000000000000080",
        "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A", "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC03FA",
        "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05", "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC85",
    ];

    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    [Fact]
    public void Wycheproof()
    {
        var accepted = 0;
        foreach (var set in Vector.Load("ed25519_test.json").List("testGroups"))
        {
            var key = set.GetProperty("publicKey").BareBytes("pk");
            foreach (var test in set.List("tests"))
            {
                var fault = Ed25519Verifier.Verify(key, test.BareBytes("msg"), test.BareBytes("sig"));
                Assert.True((test.Text("result") == "valid") == (fault == Ed25519Fault.None), $"tcId {test.GetProperty("tcId")}: {fault}");
                if (fault == Ed25519Fault.None) accepted++;
            }
        }
        Assert.Equal(88, accepted);
    }

    [Fact]
    public void Malleable_scalars_are_refused()
    {
        var signer = TestEd25519Signer.Named("solana");
        var signature = signer.Sign("m"u8);
        Assert.Equal(Ed25519Fault.None, Ed25519Verifier.Verify(signer.PublicKey, "m"u8, signature));
        var shifted = new BigInteger(signature.AsSpan(32), isUnsigned: true) + L;
        Assert.True(shifted.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
        Assert.Equal(Ed25519Fault.NonCanonicalScalar, Ed25519Verifier.Verify(signer.PublicKey, "m"u8, signature));
    }

    [Fact]
    public void Small_order_points_are_refused()
    {
        // Over the key "identity" every message has the signature R = identity, s = 0, if nobody looks.
        var good = TestEd25519Signer.Named("solana");
        foreach (var point in SmallOrder.Select(Convert.FromHexString))
        {
            Assert.NotEqual(Ed25519Fault.None, Ed25519Verifier.Verify(point, "m"u8, [.. point, .. new byte[32]]));
            Assert.Equal(Ed25519Fault.SmallOrderPoint, Ed25519Verifier.Verify(good.PublicKey, "m"u8, [.. point, .. new byte[32]]));
            Assert.Equal(Ed25519Fault.SmallOrderPoint, Ed25519Verifier.CheckPoint(point));
        }
    }

    [Theory]
    [InlineData("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")] // p, for 0
    [InlineData("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")] // p + 1, for the identity
    [InlineData("F0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")] // p + 3 with a sign
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void Points_have_one_encoding(string encoded)
    {
        Assert.Equal(Ed25519Fault.NonCanonicalPoint, Ed25519Verifier.CheckPoint(Convert.FromHexString(encoded)));
    }

    [Fact]
    public void Lengths_are_exact()
    {
        for (var length = 0; length < 70; length++)
        {
            if (length != 32) Assert.Equal(Ed25519Fault.WrongLength, Ed25519Verifier.Verify(new byte[length], [], new byte[64]));
            if (length != 64) Assert.Equal(Ed25519Fault.WrongLength, Ed25519Verifier.Verify(new byte[32], [], new byte[length]));
        }
    }

    [Fact]
    public void BouncyCastle_agrees_on_random_and_mutated_input()
    {
        const int seed = 77;
        var random = new Random(seed);
        var signers = Enumerable.Range(0, 3).Select(i => TestEd25519Signer.Named($"equal {i}")).ToArray();
        var accepted = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var signer = signers[round % signers.Length];
            var message = new byte[random.Next(5) == 0 ? random.Next(2_500) : random.Next(64)];
            random.NextBytes(message);
            var key = signer.PublicKey.ToArray();
            var signature = signer.Sign(message);
            switch (random.Next(8))
            {
                case 0: signature[random.Next(64)] ^= (byte)(1 << random.Next(8)); break;
                case 1: key[random.Next(32)] ^= (byte)(1 << random.Next(8)); break;
                case 2: random.NextBytes(signature); signature[63] &= 0x0F; break;
                case 3: random.NextBytes(key); break;
                case 4 when message.Length > 0: message[random.Next(message.Length)] ^= 1; break;
            }
            var ours = Ed25519Verifier.Verify(key, message, signature);
            if (ours is not (Ed25519Fault.None or Ed25519Fault.Mismatch)) continue;
            Assert.True((ours == Ed25519Fault.None) == Theirs(key, message, signature),
                $"seed {seed}, round {round}: {ours}, key {Hex.Encode(key)}, signature {Hex.Encode(signature)}");
            if (ours == Ed25519Fault.None) accepted++;
        }
        Assert.InRange(accepted, 1_500, 3_500);
    }

    private static bool Theirs(byte[] key, byte[] message, byte[] signature)
    {
        try
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, new Ed25519PublicKeyParameters(key));
            signer.BlockUpdate(message, 0, message.Length);
            return signer.VerifySignature(signature);
        }
        catch (ArgumentException) // no point of the curve
        {
            return false;
        }
    }

    [Theory] // a key or an R that is partly of small order: only the equation without the cofactor tells these apart
    [InlineData(Plain, "3E54C441927F9F0EE5E13E34F0B0404C5043651A8F4B7EF087A1C42262A85D0A6E76F11412EA293F5CC45754F48C34CA3E9CABBFA4A24C0F369FCDF32C852A0B", Ed25519Fault.None)]
    [InlineData(Plain, "5B61C2E3B93E6C06450F327EA72CDFEB8CDE6AA020D2DD827AB3F86E708C83932E81C4EA525D90DBA17FC61B94C7324BA6321554AEA43294F9924F58F499AF0B", Ed25519Fault.Mismatch)]
    [InlineData(Mixed, "C3DEDB8C8402DAF873E5DFDD7F2BF2578666433A716382BF56D574C47FD6D5B1208707C9240766BE4D7650A8DFAAB847DC2FC7F3C92C3E8AE80453C70B330D09", Ed25519Fault.None)]
    [InlineData(Mixed, "0453913765EF9E18E2DA788012AD7F54DC15D9F36A5F1463476B4641CEE0236FB2EA5B98440CA721F443EE6E362A7D4023F538EE2FE2BAD48DCB9C94FCB9F003", Ed25519Fault.Mismatch)]
    public void The_equation_is_the_one_without_the_cofactor(string key, string signature, Ed25519Fault fault) =>
        Assert.Equal(fault, Ed25519Verifier.Verify(Convert.FromHexString(key), "mixed order"u8, Convert.FromHexString(signature)));

}
