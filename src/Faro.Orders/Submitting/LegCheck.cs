using System.Text;
using Faro.Orders.Preparing;
using Faro.Signing;
using Faro.Venues;

namespace Faro.Orders.Submitting;

/// <summary>Checks a signed leg against what was handed out. Pure: no I/O, no clock.</summary>
internal sealed class LegCheck(SignerCheck signers, Ed25519Verifier verifier)
{
    /// <summary>The longest signature text: a wrapped session signature.</summary>
    private const int MaxSignatureBytes = 700;

    /// <summary>The leg as it is sent; else the field at fault and what is wrong with it.</summary>
    public (CheckedLeg? Leg, string? Field, string? Fault) Check(SignedLeg signed, PreparedLeg prepared) =>
        signed.Venue != prepared.Venue ? (null, "venue", $"The leg was prepared for {prepared.Venue.Name()}.") : prepared.Venue switch
        {
            Venue.Polymarket => Polymarket(signed, prepared),
            Venue.Foresight => Foresight(signed, prepared),
            _ => Kalshi(signed, prepared),
        };

    private (CheckedLeg?, string?, string?) Polymarket(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.SignedTransaction is not null || signed.RpcSignature is not null)
            return (null, "signed_tx_b64", "Not for a Polymarket leg.");
        if (signed.OrderType is { } type && type != prepared.OrderType)
            return (null, "order_type", $"The leg was prepared as {prepared.OrderType}, and its amounts are rounded for that; prepare again.");
        if (signed.PolymarketHeaders is not { } headers) return (null, "l2_headers", "Required.");
        if (!headers.IsWellFormed) return (null, "l2_headers", "Each header must be 1 to 500 printable ASCII characters.");
        var (key, owner, fault) = Owner(signed, prepared);
        if (fault is not null) return (null, key, fault);
        var address = EthAddress.Parse(owner);
        if (!EthAddress.TryParse(headers.Address, out var poly) || poly != address)
            return (null, "l2_headers.POLY_ADDRESS", "Must be the address that signs the order.");
        if (Hex.TryDecode(signed.Signature, MaxSignatureBytes) is not { } bytes)
            return (null, "signature", "Must be 0x and an even number of hexadecimal digits.");

        var (signature, wrong) = prepared.SignatureTail is null ? Plain(bytes, address, prepared) : Packed(bytes, address, prepared);
        if (signature is null) return (null, "signature", wrong);
        var body = PolymarketPayload.Fill(prepared.BodyTemplate!, Hex.Encode(signature), headers.ApiKey.Reveal());
        return (new CheckedLeg(prepared.VenueOrderId!.Value, body), null, null);
    }

    private (CheckedLeg?, string?, string?) Foresight(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.SignedTransaction is not null || signed.RpcSignature is not null)
            return (null, "signed_tx_b64", "Not for a Foresight leg.");
        if (signed.ForesightHeaders is not { } headers) return (null, "fs_headers", "Required.");
        if (!headers.IsWellFormed) return (null, "fs_headers", "Each header must be 1 to 500 printable ASCII characters.");
        var (key, owner, fault) = Owner(signed, prepared);
        if (fault is not null) return (null, key, fault);
        if (Hex.TryDecode(signed.Signature, Secp256k1.SignatureSize) is not { } bytes)
            return (null, "signature", "Must be 0x and 130 hexadecimal digits.");
        var (signature, wrong) = Plain(bytes, EthAddress.Parse(owner), prepared);
        return signature is null
            ? (null, "signature", wrong)
            : (new CheckedLeg(prepared.VenueOrderId!.Value, PolymarketPayload.Fill(prepared.BodyTemplate!, Hex.Encode(signature), "")), null, null);
    }

    private (CheckedLeg?, string?, string?) Kalshi(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.Signature is not null) return (null, "signature", "Not for a Kalshi leg.");
        if (signed.SignedTransaction is null == signed.RpcSignature is null)
            return (null, "signed_tx_b64", "Exactly one of signed_tx_b64 and rpc_signature.");
        if (signed.RpcSignature is { } id)
            return Base58.IsSignature(id) ? (new CheckedLeg(VenueOrderId.TransactionSignature(id), null), null, null) : (null, "rpc_signature", "Must be base58 of 64 bytes.");

        var verdict = SolanaPacket.TryRead(signed.SignedTransaction!, out var packet, out var reason);
        if (packet is null)
        {
            return (null, "signed_tx_b64", verdict switch
            {
                PacketVerdict.BadBase64 => "Not standard base64.",
                PacketVerdict.UnsupportedVersion => $"Transaction {reason} is not relayed; send it yourself and submit rpc_signature.",
                PacketVerdict.TooLarge => $"Larger than {SolanaPacket.MaxBytes} bytes.",
                _ => $"Not a well-formed transaction: {reason}.",
            });
        }

        verdict = SolanaPacket.Judge(packet.CheckSignatures(verifier));
        if (verdict != PacketVerdict.Valid)
            return (null, "signed_tx_b64", verdict == PacketVerdict.MissingSignature ? "A required signature is missing." : "A signature is wrong.");
        if (packet.FeePayer != prepared.Signer) return (null, "signed_tx_b64", "The fee payer is not dflow_account.");
        return packet.MessageHash == prepared.Digest
            ? (new CheckedLeg(VenueOrderId.TransactionSignature(packet.TransactionId!), signed.SignedTransaction), null, null)
            : (null, "signed_tx_b64", "The transaction changed after prepare (some wallets add instructions); send it yourself and submit rpc_signature.");
    }

    private static (string? Field, string Owner, string? Fault) Owner(SignedLeg signed, PreparedLeg prepared) =>
        !EthAddress.TryParse(signed.Owner, out var owner) ? ("owner", "", "Must be 0x and 40 hexadecimal digits.")
        : owner == EthAddress.Parse(prepared.Signer) || prepared.SignatureTail is not null ? (null, signed.Owner!, null)
        : ("owner", "", "The leg was prepared for another signer.");

    private (byte[]? Signature, string? Fault) Plain(byte[] bytes, EthAddress owner, PreparedLeg prepared)
    {
        var fault = signers.Check(owner, Hash256.Parse(prepared.Digest), bytes, RecoveryByte.EthereumOrBare);
        if (fault != SignatureFault.None) return (null, Words(fault));
        var normal = new byte[Secp256k1.SignatureSize];
        Secp256k1.Normalise(bytes, normal);
        return (normal, null);
    }

    /// <summary>A deposit wallet's: the key's signature alone, packed with what the contract needs, or wrapped for a session key.</summary>
    private (byte[]? Signature, string? Fault) Packed(byte[] bytes, EthAddress owner, PreparedLeg prepared)
    {
        var tail = Hex.Decode(prepared.SignatureTail);
        if (PolymarketDepositSignature.TryUnwrapSession(bytes, out var session, out var packed))
        {
            if (session != owner) return (null, "The session key in the wrapper is not owner.");
            var (inner, fault) = Packed(packed, owner, prepared);
            return inner is null ? (null, fault) : (PolymarketDepositSignature.WrapSession(session, inner), null);
        }

        if (owner != EthAddress.Parse(prepared.Signer) && bytes.Length == Secp256k1.SignatureSize)
            return (null, "Made by another key than wallet_address; a session key's signature comes packed and wrapped.");
        var key = bytes;
        if (bytes.Length != Secp256k1.SignatureSize)
        {
            if (bytes.Length != Secp256k1.SignatureSize + tail.Length || !bytes.AsSpan(Secp256k1.SignatureSize).SequenceEqual(tail))
                return (null, "Neither a key's signature nor one packed for this order.");
            key = bytes[..Secp256k1.SignatureSize];
        }

        var (signature, wrong) = Plain(key, owner, prepared);
        return signature is null ? (null, wrong) : ([.. signature, .. tail], null);
    }

    private static string Words(SignatureFault fault) => fault switch
    {
        SignatureFault.WrongLength => "Must be 65 bytes.",
        SignatureFault.HighS => "Its s is in the upper half: the malleable twin of a good signature.",
        SignatureFault.OtherSigner or SignatureFault.NoSuchKey => "Not owner's signature over this leg's digest.",
        _ => $"Not a valid signature ({fault}).",
    };

    /// <summary>Tells a repeated submission from another one; from public parts only.</summary>
    public static string ContentHash(CheckedLeg leg, PreparedLeg prepared) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{prepared.LegId}\n{leg.ExpectedVenueOrderId}\n{leg.Body is null}")));
}
