using Faro.Signing;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Foresight;

/// <content>Checks signed legs.</content>
internal sealed partial class Trading
{
    public CheckReply Check(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.SignedTransaction is not null || signed.RpcSignature is not null)
            return new CheckReply.Unsound("signed_tx_b64", "Not for a Foresight leg.");
        if (signed.Credentials.Of<ForesightHeaders>() is not { } headers) return new CheckReply.Unsound("fs_headers", "Required.");
        if (!headers.IsWellFormed) return new CheckReply.Unsound("fs_headers", "Each header must be 1 to 500 printable ASCII characters.");
        if (OwnerSignature.ReadOwner(signed.Owner, prepared.Signer, out var owner) is { } fault) return fault;
        if (Hex.TryDecode(signed.Signature, Secp256k1.SignatureSize) is not { } bytes)
            return new CheckReply.Unsound("signature", "Must be 0x and 130 hexadecimal digits.");
        var (signature, wrong) = OwnerSignature.Check(bytes, owner, prepared);
        if (signature is null) return new CheckReply.Unsound("signature", wrong!);
        var body = BodyTemplate.Fill(prepared.BodyTemplate!, Hex.Encode(signature), "");
        return new CheckReply.Sound(new CheckedLeg(prepared.VenueOrderId!.Value, body, signed.Credentials));
    }
}
