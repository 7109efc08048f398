using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Testing;

/// <summary>A customer with throwaway keys of his own and accounts at the venue twins, who signs what Faro prepared as a wallet does.</summary>
public sealed class TradeCustomer
{
    private static readonly HttpClient Venues = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly TestSigner _polygon;
    private readonly TestEd25519Signer _solana;

    private TradeCustomer(string name)
    {
        _polygon = TestSigner.Named(name);
        _solana = TestEd25519Signer.Named(name);
    }

    public string Wallet => _polygon.Address.ToString();

    public string Account => _solana.Address;

    /// <summary>Polymarket's API key of this wallet.</summary>
    public (string Key, string Secret, string Passphrase) L2Key { get; private set; }

    /// <summary>Foresight's API key of this wallet.</summary>
    public (string Key, string Secret) ForesightKey { get; private set; }

    /// <summary>Opens the accounts at the twins: Polymarket's CLOB, Foresight, and the sandbox's own listener for a login there.</summary>
    public static async Task<TradeCustomer> Create(string name, Uri clob, Uri foresight, Uri admin)
    {
        var customer = new TradeCustomer(name);
        customer.L2Key = await customer.PolymarketKey(clob);
        customer.ForesightKey = await customer.NewForesightKey(foresight, admin);
        return customer;
    }

    /// <summary>The signed leg as it goes into submit.</summary>
    public Dictionary<string, object> Sign(JsonElement leg)
    {
        var signed = new Dictionary<string, object> { ["leg_id"] = leg.GetProperty("id").GetString()!, ["venue"] = leg.GetProperty("venue").GetString()! };
        switch (leg.GetProperty("venue").GetString())
        {
            case "kalshi":
                var transaction = Convert.FromBase64String(leg.GetProperty("unsigned_payload").GetProperty("transaction_b64").GetString()!);
                _solana.Sign(transaction.AsSpan(65)).CopyTo(transaction, 1);
                signed["signed_tx_b64"] = Convert.ToBase64String(transaction);
                break;
            case "polymarket":
                // Hashed by the generic encoder from the payload alone, as a wallet does it.
                var relay = leg.GetProperty("relay");
                var signature = SignTyped(leg);
                var body = relay.GetProperty("body_template").GetString()!
                    .Replace("{{signature}}", signature, StringComparison.Ordinal).Replace("{{owner}}", L2Key.Key, StringComparison.Ordinal);
                signed["signature"] = signature;
                signed["owner"] = Wallet;
                signed["l2_headers"] = L2("POST", "/order", body);
                break;
            default:
                signed["signature"] = SignTyped(leg);
                signed["owner"] = Wallet;
                signed["fs_headers"] = FsHeaders();
                break;
        }

        return signed;
    }

    /// <summary>What is secret and unique in a signed leg, and what the venue receives of it: the signature or the signed transaction.</summary>
    public static string Secret(Dictionary<string, object> signed) =>
        (string)(signed.TryGetValue("signature", out var signature) ? signature : signed["signed_tx_b64"]);

    public Dictionary<string, string> FsHeaders() => new() { ["fs-api-key"] = ForesightKey.Key, ["fs-api-secret"] = ForesightKey.Secret };

    /// <summary>Polymarket's headers over one request.</summary>
    public Dictionary<string, string> L2(string method, string path, string? body)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String(L2Key.Secret.Replace('-', '+').Replace('_', '/'));
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(timestamp + method + path + body))).Replace('+', '-').Replace('/', '_');
        return new()
        {
            ["POLY_ADDRESS"] = Wallet,
            ["POLY_API_KEY"] = L2Key.Key,
            ["POLY_PASSPHRASE"] = L2Key.Passphrase,
            ["POLY_TIMESTAMP"] = timestamp,
            ["POLY_SIGNATURE"] = mac,
        };
    }

    /// <summary>The body of a cancel: headers for every leg of a prepared order whose venue takes some.</summary>
    public Dictionary<string, object> CancelBody(JsonElement prepared) => new()
    {
        ["l2_headers_by_leg"] = ByLeg(prepared, "polymarket", leg => L2("DELETE", "/order", leg.GetProperty("cancel").GetProperty("body").GetString())),
        ["fs_headers_by_leg"] = ByLeg(prepared, "foresight", _ => FsHeaders()),
    };

    /// <summary>The body of a refresh: headers over the order and over the trades.</summary>
    public Dictionary<string, object> RefreshBody(JsonElement prepared) => new()
    {
        ["l2_headers_by_leg"] = ByLeg(prepared, "polymarket", leg => L2("GET", $"/data/order/{leg.GetProperty("expected_venue_order_id").GetString()}", null)),
        ["l2_trade_headers_by_leg"] = ByLeg(prepared, "polymarket", _ => L2("GET", "/data/trades", null)),
        ["fs_headers_by_leg"] = ByLeg(prepared, "foresight", _ => FsHeaders()),
    };

    /// <summary>The wallet's signature over a leg's typed data.</summary>
    public string SignTyped(JsonElement leg)
    {
        if (Eip712TypedData.TryHash(leg.GetProperty("unsigned_payload"), out var hashes) is { } fault)
            throw new InvalidOperationException($"The payload is no typed data: {fault}");
        return leg.GetProperty("digest").GetString() == hashes!.Digest.ToString()
            ? Hex.Encode(_polygon.Sign(hashes.Digest))
            : throw new InvalidOperationException("The payload's digest is another than the leg's.");
    }

    private static Dictionary<string, object> ByLeg(JsonElement prepared, string venue, Func<JsonElement, object> headers) =>
        prepared.GetProperty("legs").EnumerateArray().Where(l => l.GetProperty("venue").GetString() == venue)
            .ToDictionary(l => l.GetProperty("id").GetString()!, headers);

    private async Task<(string, string, string)> PolymarketKey(Uri clob)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var w = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(4)], Eip712.TypeHash("ClobAuth(address address,string timestamp,uint256 nonce,string message)"));
        w.AddAddress(_polygon.Address);
        w.AddString(timestamp);
        w.AddUint(0UL);
        w.AddString("This message attests that I control the given wallet");
        var digest = Eip712.Digest(new Eip712Domain("ClobAuthDomain", "1", 137).Separator(), w.Hash());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(clob, "/auth/api-key"));
        request.Headers.Add("POLY_ADDRESS", Wallet);
        request.Headers.Add("POLY_SIGNATURE", Hex.Encode(_polygon.Sign(digest)));
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_NONCE", "0");
        var body = await Answer(request);
        return (body.GetProperty("apiKey").GetString()!, body.GetProperty("secret").GetString()!, body.GetProperty("passphrase").GetString()!);
    }

    private async Task<(string, string)> NewForesightKey(Uri foresight, Uri admin)
    {
        using var login = new HttpRequestMessage(HttpMethod.Post, new Uri(admin, "/sandbox/foresight/session")) { Content = JsonContent.Create(new { wallet = Wallet }) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(foresight, "/v1/auth/api-keys"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await Answer(login)).GetProperty("token").GetString());
        request.Content = JsonContent.Create(new { permissions = new[] { "read", "trade" } });
        var body = await Answer(request);
        return (body.GetProperty("key_id").GetString()!, body.GetProperty("secret").GetString()!);
    }

    private static async Task<JsonElement> Answer(HttpRequestMessage request)
    {
        using var answer = await Venues.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}: {text}");
    }
}
