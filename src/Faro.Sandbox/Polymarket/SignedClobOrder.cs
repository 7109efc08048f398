using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Trading;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Sandbox.Polymarket;

/// <summary>An order as posted.</summary>
internal sealed record SignedClobOrder
{
    private const string OrderTypeText =
        "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";

    private static readonly Hash256 OrderType = Eip712.TypeHash(OrderTypeText);
    private static readonly Hash256 EnvelopeType = Eip712.TypeHash(
        "TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)" + OrderTypeText);

    public required long Salt { get; init; }

    public required EthAddress Maker { get; init; }

    public required EthAddress Signer { get; init; }

    public required string TokenId { get; init; }

    public required Hash256 TokenWord { get; init; }

    public required Units MakerAmount { get; init; }

    public required Units TakerAmount { get; init; }

    public required bool Buy { get; init; }

    public required int SignatureType { get; init; }

    public required long Timestamp { get; init; }

    public required long Expiration { get; init; }

    public required Hash256 Metadata { get; init; }

    public required Hash256 Builder { get; init; }

    public required byte[] Signature { get; init; }

    public required string Owner { get; init; }

    /// <summary><c>GTC</c>, <c>GTD</c>, <c>FOK</c> or <c>FAK</c>.</summary>
    public required string Kind { get; init; }

    public bool PostOnly { get; init; }

    /// <summary>Reads one element of the body. Null when it is not an order; <paramref name="retired"/> when it is one of the first exchange.</summary>
    public static SignedClobOrder? Read(JsonElement body, out bool retired)
    {
        retired = false;
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("order", out var o) || o.ValueKind != JsonValueKind.Object)
            return null;
        retired = o.TryGetProperty("taker", out _) && o.TryGetProperty("nonce", out _);
        if (!o.TryGetProperty("salt", out var salt) || salt.ValueKind != JsonValueKind.Number || !salt.TryGetInt64(out var saltValue)
            || saltValue is < 0 or > (1L << 53) - 1
            || !EthAddress.TryParse(Text(o, "maker"), out var maker) || !EthAddress.TryParse(Text(o, "signer"), out var signer)
            || Text(o, "tokenId") is not { Length: > 0 and <= 78 } token || !AbiWord.TryParseUint(token, out var tokenWord)
            || !Amount(o, "makerAmount", out var makerAmount) || !Amount(o, "takerAmount", out var takerAmount)
            || Text(o, "side") is not ("BUY" or "SELL")
            || !o.TryGetProperty("signatureType", out var type) || type.ValueKind != JsonValueKind.Number || !type.TryGetInt32(out var signatureType) || signatureType is < 0 or > 3
            || !Amount(o, "timestamp", out var timestamp) || !Amount(o, "expiration", out var expiration)
            || !Hash256.TryParse(Text(o, "metadata"), out var metadata) || !Hash256.TryParse(Text(o, "builder"), out var builder)
            || Hex.TryDecode(Text(o, "signature"), 2048) is not { } signature
            || Text(body, "owner") is not { Length: > 0 and <= 64 } owner
            || Text(body, "orderType") is not ("GTC" or "GTD" or "FOK" or "FAK"))
            return null;
        return new SignedClobOrder
        {
            Salt = saltValue,
            Maker = maker,
            Signer = signer,
            TokenId = token,
            TokenWord = tokenWord,
            MakerAmount = new Units(makerAmount),
            TakerAmount = new Units(takerAmount),
            Buy = Text(o, "side") == "BUY",
            SignatureType = signatureType,
            Timestamp = timestamp,
            Expiration = expiration,
            Metadata = metadata,
            Builder = builder,
            Signature = signature,
            Owner = owner,
            Kind = Text(body, "orderType"),
            PostOnly = body.Flag("postOnly"),
        };
    }

    /// <summary>The order's id: its EIP-712 digest under the exchange's domain.</summary>
    public Hash256 Digest(in Hash256 domain) => Eip712.Digest(domain, StructHash());

    /// <summary>The key that signed, by the order's own signature type; null when the signature is invalid.</summary>
    public EthAddress? SigningKey(in Hash256 domain, ulong chainId)
    {
        var digest = Digest(domain);
        var inner = Signature;
        if (SignatureType == 3)
        {
            var type = Encoding.ASCII.GetBytes(OrderTypeText);
            byte[] tail = [.. domain.Bytes, .. StructHash().Bytes, .. type, (byte)(type.Length >> 8), (byte)type.Length];
            if (Signature.Length != 65 + tail.Length || !Signature.AsSpan(65).SequenceEqual(tail))
                return null;
            inner = Signature[..65];
            digest = Eip712.Digest(domain, EnvelopeHash(chainId));
        }

        return inner.Length == 65 && Secp256k1.RecoverAddress(digest, inner, out var key) == SignatureFault.None ? key : null;
    }

    private Hash256 StructHash()
    {
        var w = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(11)], OrderType);
        w.AddUint((ulong)Salt);
        w.AddAddress(Maker);
        w.AddAddress(Signer);
        w.AddWord(TokenWord);
        w.AddUint((ulong)MakerAmount.Count);
        w.AddUint((ulong)TakerAmount.Count);
        w.AddUint(Buy ? 0UL : 1UL);
        w.AddUint((ulong)SignatureType);
        w.AddUint((ulong)Timestamp);
        w.AddWord(Metadata);
        w.AddWord(Builder);
        return w.Hash();
    }

    private Hash256 EnvelopeHash(ulong chainId)
    {
        var w = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(6)], EnvelopeType);
        w.AddWord(StructHash());
        w.AddString("DepositWallet");
        w.AddString("1");
        w.AddUint(chainId);
        w.AddAddress(Maker);
        w.AddWord(default);
        return w.Hash();
    }

    private static string Text(JsonElement o, string name) =>
        o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString()! : "";

    private static bool Amount(JsonElement o, string name, out long value)
    {
        value = 0;
        var text = Text(o, name);
        return text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
