using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Trading;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Testing;

namespace Faro.Sandbox.Tests;

/// <summary>A customer of the CLOB with a throwaway key of its own.</summary>
internal sealed class ClobTrader(HttpClient http, Uri clob, string name)
{
    private readonly TestSigner _signer = TestSigner.Named(name);
    private long _salt = 1_000;
    private string _key = "";
    private string _secret = "";
    private string _passphrase = "";

    public string Wallet => _signer.Address.ToString();

    public string ApiKey => _key;

    public async Task<HttpStatusCode> CreateKey(string method = "POST", string path = "/auth/api-key")
    {
        var timestamp = Now();
        var w = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(4)], Eip712.TypeHash("ClobAuth(address address,string timestamp,uint256 nonce,string message)"));
        w.AddAddress(_signer.Address);
        w.AddString(timestamp);
        w.AddUint(0UL);
        w.AddString("This message attests that I control the given wallet");
        var digest = Eip712.Digest(new Eip712Domain("ClobAuthDomain", "1", 137).Separator(), w.Hash());
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(clob, path));
        request.Headers.Add("POLY_ADDRESS", Wallet);
        request.Headers.Add("POLY_SIGNATURE", Hex.Encode(_signer.Sign(digest)));
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_NONCE", "0");
        using var answer = await http.SendAsync(request);
        if (answer.IsSuccessStatusCode)
        {
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            _key = body.RootElement.GetProperty("apiKey").GetString()!;
            _secret = body.RootElement.GetProperty("secret").GetString()!;
            _passphrase = body.RootElement.GetProperty("passphrase").GetString()!;
        }

        return answer.StatusCode;
    }

    /// <summary>The text of an order: a limit order of whole cents unless amounts are given.</summary>
    public string Order(string token, bool buy, decimal price, decimal size, string kind = "GTC", bool negRisk = false, bool postOnly = false,
        long expiration = 0, string? owner = null, (long Maker, long Taker)? amounts = null, string version = "2", Action<Dictionary<string, object>>? change = null)
    {
        var money = (long)(price * size * 1_000_000);
        var shares = (long)(size * 1_000_000);
        var (maker, taker) = amounts ?? (buy ? (money, shares) : (shares, money));
        Assert.True(AbiWord.TryParseUint(token, out var word));
        var order = new SignedClobOrder
        {
            Salt = ++_salt,
            Maker = _signer.Address,
            Signer = _signer.Address,
            TokenId = token,
            TokenWord = word,
            MakerAmount = new Units(maker),
            TakerAmount = new Units(taker),
            Buy = buy,
            SignatureType = 0,
            Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            Expiration = expiration,
            Metadata = default,
            Builder = default,
            Signature = [],
            Owner = _key,
            Kind = kind,
        };
        var domain = new ClobDomains(137).For(version == "3", negRisk);
        LastId = order.Digest(domain).ToString();
        var zero = "0x" + new string('0', 64);
        var fields = new Dictionary<string, object>
        {
            ["salt"] = order.Salt,
            ["maker"] = Wallet,
            ["signer"] = Wallet,
            ["tokenId"] = token,
            ["makerAmount"] = maker.ToString(CultureInfo.InvariantCulture),
            ["takerAmount"] = taker.ToString(CultureInfo.InvariantCulture),
            ["side"] = buy ? "BUY" : "SELL",
            ["signatureType"] = 0,
            ["timestamp"] = order.Timestamp.ToString(CultureInfo.InvariantCulture),
            ["expiration"] = expiration.ToString(CultureInfo.InvariantCulture),
            ["metadata"] = zero,
            ["builder"] = zero,
            ["signature"] = Hex.Encode(_signer.Sign(order.Digest(domain))),
        };
        change?.Invoke(fields);
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["deferExec"] = false,
            ["postOnly"] = postOnly,
            ["order"] = fields,
            ["owner"] = owner ?? _key,
            ["orderType"] = kind,
        });
    }

    /// <summary>The id of the order made last.</summary>
    public string LastId { get; private set; } = "";

    public async Task<(HttpStatusCode Status, JsonElement Body)> Send(string method, string path, string? body = null, string? secret = null)
    {
        var timestamp = Now();
        var key = Convert.FromBase64String((secret ?? _secret).Replace('-', '+').Replace('_', '/'));
        var bare = path.Split('?')[0];
        var hmac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(timestamp + method + bare + body))).Replace('+', '-').Replace('/', '_');
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(clob, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("POLY_ADDRESS", Wallet);
        request.Headers.Add("POLY_API_KEY", _key);
        request.Headers.Add("POLY_PASSPHRASE", _passphrase);
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_SIGNATURE", hmac);
        using var answer = await http.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.Clone());
    }

    public async Task<JsonElement> Accepted(string order)
    {
        var (status, body) = await Send("POST", "/order", order);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("", body.GetProperty("errorMsg").GetString());
        Assert.Equal(LastId, body.GetProperty("orderID").GetString());
        return body;
    }

    public async Task<string> Refused(string order, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var (seen, body) = await Send("POST", "/order", order);
        Assert.Equal(status, seen);
        return body.GetProperty("error").GetString()!;
    }

    public async Task<decimal> Balance(string? token = null)
    {
        var (_, body) = await Send("GET", token is null ? "/balance-allowance?asset_type=COLLATERAL&signature_type=0" : $"/balance-allowance?asset_type=CONDITIONAL&token_id={token}&signature_type=0");
        return decimal.Parse(body.GetProperty("balance").GetString()!) / 1_000_000;
    }

    private static string Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
