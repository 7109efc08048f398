using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Curves;
using Faro.Testing;

namespace Faro.Bench;

/// <summary>A customer of the sandbox venues: has keys there and signs what <c>prepare</c> hands out, as a wallet does.</summary>
internal sealed class TradeCustomer
{
    private readonly TestSigner _polygon = TestSigner.Named("bench customer");
    private readonly TestEd25519Signer _solana = TestEd25519Signer.Named("bench customer");
    private (string Key, string Secret, string Passphrase) _l2;
    private (string Key, string Secret) _foresight;

    public string Wallet => _polygon.Address.ToString();

    public string Account => _solana.Address;

    /// <summary>Makes the keys at the venues.</summary>
    public static async Task<TradeCustomer> Create(TradeHouse house)
    {
        var customer = new TradeCustomer();
        using var http = new HttpClient();
        customer._l2 = await customer.PolymarketKey(house, http);
        customer._foresight = await customer.ForesightKey(house, http);
        return customer;
    }

    /// <summary>The body of <c>submit</c> for everything prepared.</summary>
    public object Sign(JsonElement prepared) => new
    {
        order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
        legs = prepared.GetProperty("legs").EnumerateArray().Select(SignLeg).ToList(),
    };

    private Dictionary<string, object> SignLeg(JsonElement leg)
    {
        var venue = leg.GetProperty("venue").GetString()!;
        var signed = new Dictionary<string, object> { ["leg_id"] = leg.GetProperty("id").GetString()!, ["venue"] = venue };
        switch (venue)
        {
            case "kalshi":
                var transaction = Convert.FromBase64String(leg.GetProperty("unsigned_payload").GetProperty("transaction_b64").GetString()!);
                _solana.Sign(transaction.AsSpan(65)).CopyTo(transaction, 1);
                signed["signed_tx_b64"] = Convert.ToBase64String(transaction);
                break;
            case "polymarket":
                var signature = Hex.Encode(_polygon.Sign(Hash256.Parse(leg.GetProperty("digest").GetString()!)));
                var body = leg.GetProperty("relay").GetProperty("body_template").GetString()!
                    .Replace("{{signature}}", signature, StringComparison.Ordinal).Replace("{{owner}}", _l2.Key, StringComparison.Ordinal);
                (signed["signature"], signed["owner"], signed["l2_headers"]) = (signature, Wallet, L2("POST", "/order", body));
                break;
            default:
                signed["signature"] = Hex.Encode(_polygon.Sign(Hash256.Parse(leg.GetProperty("digest").GetString()!)));
                signed["owner"] = Wallet;
                signed["fs_headers"] = new Dictionary<string, string> { ["fs-api-key"] = _foresight.Key, ["fs-api-secret"] = _foresight.Secret };
                break;
        }

        return signed;
    }

    private Dictionary<string, string> L2(string method, string path, string body)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String(_l2.Secret.Replace('-', '+').Replace('_', '/'));
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(timestamp + method + path + body))).Replace('+', '-').Replace('/', '_');
        return new()
        {
            ["POLY_ADDRESS"] = Wallet,
            ["POLY_API_KEY"] = _l2.Key,
            ["POLY_PASSPHRASE"] = _l2.Passphrase,
            ["POLY_TIMESTAMP"] = timestamp,
            ["POLY_SIGNATURE"] = mac,
        };
    }

    private async Task<(string, string, string)> PolymarketKey(TradeHouse house, HttpClient http)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var w = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(4)], Eip712.TypeHash("ClobAuth(address address,string timestamp,uint256 nonce,string message)"));
        w.AddAddress(_polygon.Address);
        w.AddString(timestamp);
        w.AddUint(0UL);
        w.AddString("This message attests that I control the given wallet");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(house.Sandbox.Addresses.Clob, "/auth/api-key"));
        request.Headers.Add("POLY_ADDRESS", Wallet);
        request.Headers.Add("POLY_SIGNATURE", Hex.Encode(_polygon.Sign(Eip712.Digest(new Eip712Domain("ClobAuthDomain", "1", 137).Separator(), w.Hash()))));
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_NONCE", "0");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (body.GetProperty("apiKey").GetString()!, body.GetProperty("secret").GetString()!, body.GetProperty("passphrase").GetString()!);
    }

    private async Task<(string, string)> ForesightKey(TradeHouse house, HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(house.Sandbox.Addresses.Foresight, "/v1/auth/api-keys"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", house.Sandbox.Trading.ForesightToken(Wallet));
        request.Content = JsonContent.Create(new { permissions = new[] { "read", "trade" } });
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (body.GetProperty("key_id").GetString()!, body.GetProperty("secret").GetString()!);
    }
}
