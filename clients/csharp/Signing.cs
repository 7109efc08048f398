using System.Security.Cryptography;
using System.Text.Json;
using Faro.Client.Api.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Nethereum.ABI.EIP712;
using Nethereum.Signer;
using Nethereum.Signer.EIP712;
using NSec.Cryptography;

namespace Faro.Client;

/// <summary>Signs legs of a prepared order, after computing what is signed.</summary>
public static class Signing
{
    private const int Signatures = 1 + 64; // how many there are, and the payer's, which is the only one

    /// <summary>Compares the payload's digest with the preview's, signs, and adds what the venue asks for.</summary>
    /// <exception cref="CryptographicException">They differ: the payload is not what the preview shows.</exception>
    public static async Task<SubmitRequest_legs> Sign(this PreparedLeg leg, Accounts accounts)
    {
        var payload = await Payload(leg);
        var signed = new SubmitRequest_legs { LegId = leg.Id, Venue = Enum.Parse<SubmitRequest_legs_venue>(leg.Venue.ToString()!) };
        if (leg.Venue == PreparedLeg_venue.Kalshi)
        {
            var transaction = Convert.FromBase64String(payload.GetProperty("transaction_b64").GetString()!);
            Same(leg, Convert.ToHexStringLower(SHA256.HashData(transaction.AsSpan(Signatures))));
            SignatureAlgorithm.Ed25519.Sign(accounts.Solana, transaction.AsSpan(Signatures)).CopyTo(transaction, 1);
            signed.SignedTxB64 = Convert.ToBase64String(transaction);
            return signed;
        }

        var digest = Eip712TypedDataEncoder.Current.EncodeAndHashTypedData(payload.GetRawText());
        Same(leg, "0x" + Convert.ToHexStringLower(digest));
        signed.Signature = EthECDSASignature.CreateStringSignature(accounts.Evm.SignAndCalculateV(digest));
        signed.Owner = accounts.EvmAddress;
        if (leg.Venue == PreparedLeg_venue.Foresight)
            signed.FsHeaders = new() { FsApiKey = accounts.Foresight.Key, FsApiSecret = accounts.Foresight.Secret };
        else
            signed.L2Headers = RelayHeaders(leg, signed.Signature, accounts);
        return signed;
    }

    /// <summary>The HMAC covers the exact bytes that Faro posts: the template with its two blanks filled.</summary>
    private static SubmitRequest_legs_l2_headers RelayHeaders(PreparedLeg leg, string signature, Accounts accounts)
    {
        var relay = leg.Relay ?? throw new CryptographicException($"Leg {leg.Id} has no relay.");
        var suffix = relay.SignatureSuffix is { } more ? more[2..] : "";
        var body = relay.BodyTemplate!.Replace("{{signature}}", signature + suffix, StringComparison.Ordinal).Replace("{{owner}}", accounts.Polymarket.Key, StringComparison.Ordinal);
        var headers = accounts.PolymarketHeaders(relay.Method!, relay.Path!, body);
        return new()
        {
            POLYADDRESS = headers["POLY_ADDRESS"],
            POLYAPIKEY = headers["POLY_API_KEY"],
            POLYPASSPHRASE = headers["POLY_PASSPHRASE"],
            POLYTIMESTAMP = headers["POLY_TIMESTAMP"],
            POLYSIGNATURE = headers["POLY_SIGNATURE"],
        };
    }

    private static async Task<JsonElement> Payload(PreparedLeg leg) =>
        JsonSerializer.Deserialize<JsonElement>(await KiotaJsonSerializer.SerializeAsStringAsync(leg.UnsignedPayload!));

    private static void Same(PreparedLeg leg, string digest)
    {
        if (leg.Preview?.Digest != digest)
            throw new CryptographicException($"The payload of leg {leg.Id} hashes to {digest}, its preview says {leg.Preview?.Digest}: do not sign it.");
    }
}
