using System.Text.Json;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Testing;
using Faro.Venues;
using Faro.Venues.Polymarket;
using Faro.Venues.TypedOrders;

namespace Faro.Orders.Tests.Preparing;

/// <summary>The worked example of <c>examples/README.md</c>, recomputed: a reader copies from it.</summary>
public sealed class WorkedExampleTests
{
    private static readonly string Text = File.ReadAllText(RepositoryRoot.File("examples", "README.md"));

    [Fact]
    public void The_digest_the_signature_and_the_template_belong_together()
    {
        var order = Order();
        var lines = Block("signature").Split('\n');
        Assert.Equal(order.OrderDigest().ToString(), lines[0]);
        Assert.Equal(SignatureFault.None, Secp256k1.RecoverAddress(order.OrderDigest(), Hex.Decode(lines[1]), out var signer));
        Assert.Equal(order.Signer, signer);
        Assert.Equal(PolymarketPayload.Body(order, "GTC", false, BodyTemplate.SignatureBlank, BodyTemplate.OwnerBlank), Block("template"));
    }

    [Fact]
    public void The_body_is_the_template_filled_and_the_headers_cover_it()
    {
        using var credentials = JsonDocument.Parse(Block("credentials"));
        var (key, secret) = (credentials.RootElement.GetProperty("POLY_API_KEY").GetString()!, credentials.RootElement.GetProperty("secret").GetString()!);
        var body = BodyTemplate.Fill(Block("template"), Block("signature").Split('\n')[1], key);
        Assert.Equal(body, Block("body"));
        Covers("headers", "POST", body, secret);

        var cancel = PolymarketClient.CancelBody(VenueOrderId.OrderHash(Block("signature").Split('\n')[0]));
        Assert.Equal(cancel, Block("cancel"));
        Covers("cancel headers", "DELETE", cancel, secret);
    }

    private static void Covers(string name, string method, string body, string secret)
    {
        using var headers = JsonDocument.Parse(Block(name));
        var timestamp = headers.RootElement.GetProperty("POLY_TIMESTAMP").GetString()!;
        Assert.Equal(
            PolymarketPayload.L2Signature(secret, PolymarketPayload.L2Message(timestamp, method, "/order", body)),
            headers.RootElement.GetProperty("POLY_SIGNATURE").GetString());
    }

    private static PolymarketOrder Order()
    {
        using var payload = JsonDocument.Parse(Block("payload"));
        var (domain, message) = (payload.RootElement.GetProperty("domain"), payload.RootElement.GetProperty("message"));
        string Of(string name) => message.GetProperty(name).GetString()!;
        Assert.True(AbiWord.TryParseUint(Of("tokenId"), out var token));
        var exchange = PolymarketExchange.Find(2, domain.GetProperty("chainId").GetInt64(), negRisk: false)!;
        Assert.Equal(exchange.Contract.ToString(), domain.GetProperty("verifyingContract").GetString());
        return new PolymarketOrder
        {
            Exchange = exchange,
            Salt = long.Parse(Of("salt")),
            Maker = EthAddress.Parse(Of("maker")),
            Signer = EthAddress.Parse(Of("signer")),
            TokenId = token,
            Amounts = new PolymarketAmounts(long.Parse(Of("makerAmount")), long.Parse(Of("takerAmount"))),
            Side = (Side)message.GetProperty("side").GetInt32(),
            Wallet = (PolymarketWalletKind)message.GetProperty("signatureType").GetInt32(),
            TimestampMs = long.Parse(Of("timestamp")),
        };
    }

    /// <summary>The fenced block after its mark.</summary>
    private static string Block(string name)
    {
        var mark = $"<!-- worked: {name} -->\n```";
        var at = Text.IndexOf(mark, StringComparison.Ordinal);
        Assert.True(at >= 0, $"No block {name}.");
        var from = Text.IndexOf('\n', at + mark.Length) + 1;
        return Text[from..Text.IndexOf("\n```", from, StringComparison.Ordinal)];
    }
}
