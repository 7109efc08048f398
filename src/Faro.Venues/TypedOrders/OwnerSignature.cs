using Faro.Signing;

namespace Faro.Venues.TypedOrders;

/// <summary>Checks the signature of an EIP-712 leg: the named owner is the expected signer, and signed exactly this digest.</summary>
internal static class OwnerSignature
{
    /// <summary>The owner's address, or the fault of the field <c>owner</c>.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="signer">Who must have signed; null when another key may.</param>
    /// <param name="owner">The address.</param>
    public static CheckReply.Unsound? ReadOwner(string? text, string? signer, out EthAddress owner) =>
        !EthAddress.TryParse(text, out owner) ? new("owner", "Must be 0x and 40 hexadecimal digits.")
        : signer is null || owner == EthAddress.Parse(signer) ? null
        : new("owner", "The leg was prepared for another signer.");

    /// <summary>The signature with its recovery byte as venues want it; else the fault in words.</summary>
    public static (byte[]? Signature, string? Fault) Check(byte[] bytes, EthAddress owner, PreparedLeg prepared)
    {
        var fault = Secp256k1.CheckSigner(owner, Hash256.Parse(prepared.Digest), bytes, RecoveryByte.EthereumOrBare);
        if (fault != SignatureFault.None) return (null, Words(fault));
        var normal = new byte[Secp256k1.SignatureSize];
        Secp256k1.Normalise(bytes, normal);
        return (normal, null);
    }

    private static string Words(SignatureFault fault) => fault switch
    {
        SignatureFault.WrongLength => "Must be 65 bytes.",
        SignatureFault.HighS => "Its s is in the upper half: the malleable twin of a good signature.",
        SignatureFault.OtherSigner or SignatureFault.NoSuchKey => "Not owner's signature over this leg's digest.",
        _ => $"Not a valid signature ({fault}).",
    };
}
