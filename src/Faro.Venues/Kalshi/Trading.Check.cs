using Faro.Signing;
using Faro.Venues.Kalshi.Solana;

namespace Faro.Venues.Kalshi;

/// <content>Checks signed legs.</content>
internal sealed partial class Trading
{
    public CheckReply Check(SignedLeg signed, PreparedLeg prepared)
    {
        if (signed.Signature is not null) return new CheckReply.Unsound("signature", "Not for a Kalshi leg.");
        if (signed.SignedTransaction is null == signed.RpcSignature is null)
            return Wrong("Give exactly one of signed_tx_b64 and rpc_signature.");
        if (signed.RpcSignature is { } id)
        {
            return Base58.IsSignature(id)
                ? new CheckReply.Sound(new CheckedLeg(VenueOrderId.TransactionSignature(id), null, signed.Credentials))
                : new CheckReply.Unsound("rpc_signature", "Must be base58 of 64 bytes.");
        }

        var verdict = SolanaPacket.TryRead(signed.SignedTransaction!, out var packet, out var reason);
        if (packet is null)
        {
            return Wrong(verdict switch
            {
                PacketVerdict.BadBase64 => "Not standard base64.",
                PacketVerdict.UnsupportedVersion => $"Transaction {reason} is not relayed; send it yourself and submit rpc_signature.",
                PacketVerdict.TooLarge => $"Larger than {SolanaPacket.MaxBytes} bytes.",
                _ => $"Not a well-formed transaction: {reason}.",
            });
        }

        verdict = SolanaPacket.Judge(packet.CheckSignatures());
        if (verdict != PacketVerdict.Valid)
            return Wrong(verdict == PacketVerdict.MissingSignature ? "A required signature is missing." : "A signature is wrong.");
        if (packet.FeePayer != prepared.Signer) return Wrong("The fee payer is not dflow_account.");
        return packet.MessageHash == prepared.Digest
            ? new CheckReply.Sound(new CheckedLeg(VenueOrderId.TransactionSignature(packet.TransactionId!), signed.SignedTransaction, signed.Credentials))
            : Wrong("The transaction changed after prepare (some wallets add instructions); send it yourself and submit rpc_signature.");
    }

    private static CheckReply.Unsound Wrong(string text) => new("signed_tx_b64", text);
}
