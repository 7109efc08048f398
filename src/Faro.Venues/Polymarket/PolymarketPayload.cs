using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Faro.Signing;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Polymarket;

/// <summary>What the caller signs and what is posted, as JSON. The posted text's bytes are covered by the caller's HMAC.</summary>
internal static class PolymarketPayload
{
    /// <summary>The order as typed data: what <c>eth_signTypedData_v4</c> takes, for wallets that sign the order itself.</summary>
    public static JsonObject OrderTypedData(PolymarketOrder order) =>
        TypedData(order, "Order", new JsonObject { ["Order"] = TypedDataFields.Of(order.TypeText) }, Message(order));

    /// <summary>What the key signs: the order, or for a deposit wallet the order inside the wallet's envelope.</summary>
    public static JsonObject SignTypedData(PolymarketOrder order) => order.Wallet != PolymarketWalletKind.Deposit
        ? OrderTypedData(order)
        : TypedData(
            order,
            "TypedDataSign",
            new JsonObject
            {
                ["TypedDataSign"] = TypedDataFields.Of(
                    "(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"),
                ["Order"] = TypedDataFields.Of(order.TypeText),
            },
            new JsonObject
            {
                ["contents"] = Message(order),
                ["name"] = PolymarketOrder.WalletName,
                ["version"] = PolymarketOrder.WalletVersion,
                ["chainId"] = order.Exchange.ChainId,
                ["verifyingContract"] = order.Maker.ToString(),
                ["salt"] = default(Hash256).ToString(),
            });

    /// <summary>The exact text of <c>POST /order</c>, in the official client's order of keys and without whitespace.</summary>
    public static string Body(PolymarketOrder order, string orderType, bool postOnly, string signature, string owner)
    {
        var text = new StringBuilder(1400);
        text.Append("{\"deferExec\":false,\"postOnly\":").Append(postOnly ? "true" : "false")
            .Append(",\"order\":{\"salt\":").Append(order.Salt)
            .Append(",\"maker\":\"").Append(order.Maker)
            .Append("\",\"signer\":\"").Append(order.Signer);
        if (order.Exchange.Version == 1)
            text.Append("\",\"taker\":\"").Append(EthAddress.Zero);
        text.Append("\",\"tokenId\":\"").Append(order.TokenText)
            .Append("\",\"makerAmount\":\"").Append(order.Amounts.Maker)
            .Append("\",\"takerAmount\":\"").Append(order.Amounts.Taker)
            .Append("\",\"side\":\"").Append(order.Side.Word());
        if (order.Exchange.Version == 1)
        {
            text.Append("\",\"expiration\":\"").Append(order.Expiration)
                .Append("\",\"nonce\":\"").Append(order.Nonce)
                .Append("\",\"feeRateBps\":\"").Append(order.FeeRateBps)
                .Append("\",\"signatureType\":").Append((int)order.Wallet)
                .Append(",\"signature\":\"");
        }
        else
        {
            text.Append("\",\"signatureType\":").Append((int)order.Wallet)
                .Append(",\"timestamp\":\"").Append(order.TimestampMs)
                .Append("\",\"expiration\":\"").Append(order.Expiration)
                .Append("\",\"metadata\":\"").Append(order.Metadata)
                .Append("\",\"builder\":\"").Append(order.Builder)
                .Append("\",\"signature\":\"");
        }

        return text.Append(signature).Append("\"},\"owner\":\"").Append(owner)
            .Append("\",\"orderType\":\"").Append(orderType).Append("\"}").ToString();
    }

    /// <summary>The message that the L2 headers' HMAC covers: time, method, path without query, exact body.</summary>
    public static string L2Message(string timestamp, string method, string path, string? body) => timestamp + method + path + body;

    /// <summary>The HMAC of an L2 message. Faro never has a caller's secret: this is for checks and for clients.</summary>
    /// <returns>Null when the secret is not base64 in either alphabet.</returns>
    public static string? L2Signature(string secret, string message)
    {
        var text = secret.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var key = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), key, out var length)) return null;
        var mac = HMACSHA256.HashData(key.AsSpan(0, length), Encoding.UTF8.GetBytes(message));
        return Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_');
    }

    private static JsonObject TypedData(PolymarketOrder order, string primaryType, JsonObject types, JsonObject message)
    {
        types.Insert(0, "EIP712Domain", TypedDataFields.Domain);
        return new JsonObject
        {
            ["primaryType"] = primaryType,
            ["domain"] = new JsonObject
            {
                ["name"] = PolymarketExchange.Name,
                ["version"] = order.Exchange.Version.ToString(CultureInfo.InvariantCulture),
                ["chainId"] = order.Exchange.ChainId,
                ["verifyingContract"] = order.Exchange.Contract.ToString(),
            },
            ["types"] = types,
            ["message"] = message,
        };
    }

    private static JsonObject Message(PolymarketOrder order)
    {
        var message = new JsonObject
        {
            ["salt"] = Text(order.Salt),
            ["maker"] = order.Maker.ToString(),
            ["signer"] = order.Signer.ToString(),
        };
        if (order.Exchange.Version == 1)
            message["taker"] = EthAddress.Zero.ToString();
        message["tokenId"] = order.TokenText;
        message["makerAmount"] = Text(order.Amounts.Maker);
        message["takerAmount"] = Text(order.Amounts.Taker);
        if (order.Exchange.Version == 1)
        {
            message["expiration"] = Text(order.Expiration);
            message["nonce"] = Text(order.Nonce);
            message["feeRateBps"] = Text(order.FeeRateBps);
        }

        message["side"] = (int)order.Side;
        message["signatureType"] = (int)order.Wallet;
        if (order.Exchange.Version == 1)
            return message;
        message["timestamp"] = Text(order.TimestampMs);
        message["metadata"] = order.Metadata.ToString();
        message["builder"] = order.Builder.ToString();
        return message;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
