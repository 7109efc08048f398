using Faro.Signing;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Polymarket;

/// <content>Checks signed legs.</content>
internal sealed partial class Trading
{
    /// <summary>The longest signature: a wrapped session signature.</summary>
    private const int MaxSignatureBytes = 700;

    public CheckReply Check(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.SignedTransaction is not null || signed.RpcSignature is not null)
            return new CheckReply.Unsound("signed_tx_b64", "Not for a Polymarket leg.");
        if (signed.OrderType is { } type && type != prepared.OrderType)
            return new CheckReply.Unsound("order_type", $"The leg was prepared as {prepared.OrderType}, and its amounts are rounded for that; prepare again.");
        if (signed.Credentials.Of<PolymarketHeaders>() is not { } headers) return new CheckReply.Unsound("l2_headers", "Required.");
        if (!headers.IsWellFormed) return new CheckReply.Unsound("l2_headers", "Each header must be 1 to 500 printable ASCII characters.");
        // A deposit wallet's session key can sign for the owner; the wrapper then names it.
        if (OwnerSignature.ReadOwner(signed.Owner, prepared.SignatureTail is null ? prepared.Signer : null, out var owner) is { } fault) return fault;
        if (!EthAddress.TryParse(headers.Address, out var address) || address != owner)
            return new CheckReply.Unsound("l2_headers.POLY_ADDRESS", "Must be the address that signs the order.");
        if (Hex.TryDecode(signed.Signature, MaxSignatureBytes) is not { } bytes)
            return new CheckReply.Unsound("signature", "Must be 0x and an even number of hexadecimal digits.");

        var (signature, wrong) = prepared.SignatureTail is null ? OwnerSignature.Check(bytes, owner, prepared) : Packed(bytes, owner, prepared);
        if (signature is null) return new CheckReply.Unsound("signature", wrong!);
        var body = BodyTemplate.Fill(prepared.BodyTemplate!, Hex.Encode(signature), headers.ApiKey.Reveal());
        return new CheckReply.Sound(new CheckedLeg(prepared.VenueOrderId!.Value, body, signed.Credentials));
    }

    /// <summary>A deposit wallet's: the key's signature alone, packed with what the contract needs, or wrapped for a session key.</summary>
    private static (byte[]? Signature, string? Fault) Packed(byte[] bytes, EthAddress owner, PreparedLeg prepared)
    {
        var tail = Hex.Decode(prepared.SignatureTail);
        if (PolymarketDepositSignature.TryUnwrapSession(bytes, out var session, out var packed))
        {
            if (session != owner) return (null, "The session key in the wrapper is not owner.");
            var (inner, fault) = Packed(packed, owner, prepared);
            return inner is null ? (null, fault) : (PolymarketDepositSignature.WrapSession(session, inner), null);
        }

        if (owner != EthAddress.Parse(prepared.Signer) && bytes.Length == Secp256k1.SignatureSize)
            return (null, "Made by a key other than wallet_address; a session key's signature must be packed and wrapped.");
        var key = bytes;
        if (bytes.Length != Secp256k1.SignatureSize)
        {
            if (bytes.Length != Secp256k1.SignatureSize + tail.Length || !bytes.AsSpan(Secp256k1.SignatureSize).SequenceEqual(tail))
                return (null, "Must be a key's signature, or one packed for this order.");
            key = bytes[..Secp256k1.SignatureSize];
        }

        var (signature, wrong) = OwnerSignature.Check(key, owner, prepared);
        return signature is null ? (null, wrong) : ([.. signature, .. tail], null);
    }
}
