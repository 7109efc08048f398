using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FaroExample.Signing;

namespace FaroExample;

/// <summary>A customer with throwaway keys: makes credentials at the venues and signs legs. Its secrets stay here.</summary>
internal sealed class Customer(HttpClient venues)
{
    private (string Key, string Secret, string Passphrase) _polymarket;
    private Dictionary<string, string> _foresight = [];

    public EthereumKey Ethereum { get; } = EthereumKey.Generate();

    public SolanaKey Solana { get; } = SolanaKey.Generate();

    /// <summary>Foresight's key, as headers.</summary>
    public IReadOnlyDictionary<string, string> ForesightHeaders => _foresight;

    /// <summary>Gets API keys at Polymarket (an L1 signature) and Foresight (a login of the sandbox's own).</summary>
    public async Task LogIn(JsonElement sandbox)
    {
        var addresses = sandbox.GetProperty("venues");
        var polymarket = addresses.GetProperty("polymarket");
        var timestamp = Now();
        var attestation = JsonSerializer.SerializeToElement(new
        {
            primaryType = "ClobAuth",
            domain = new { name = "ClobAuthDomain", version = "1", chainId = polymarket.GetProperty("chain_id").GetInt64() },
            types = new
            {
                EIP712Domain = Fields("string name", "string version", "uint256 chainId"),
                ClobAuth = Fields("address address", "string timestamp", "uint256 nonce", "string message"),
            },
            message = new { address = Ethereum.Address, timestamp, nonce = 0, message = "This message attests that I control the given wallet" },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(polymarket.GetProperty("clob_url").GetString()!), "/auth/api-key"));
        request.Headers.Add("POLY_ADDRESS", Ethereum.Address);
        request.Headers.Add("POLY_SIGNATURE", Ethereum.Sign(TypedData.Digest(attestation)));
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_NONCE", "0");
        var l2 = await Send(request);
        _polymarket = (l2.GetProperty("apiKey").GetString()!, l2.GetProperty("secret").GetString()!, l2.GetProperty("passphrase").GetString()!);

        var session = await Post(new Uri(Controls(sandbox), "/sandbox/foresight/session"), new { wallet = Ethereum.Address });
        using var create = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(addresses.GetProperty("foresight").GetProperty("url").GetString()!), "/v1/auth/api-keys"));
        create.Headers.Authorization = new("Bearer", session.GetProperty("token").GetString());
        create.Content = JsonContent.Create(new { permissions = new[] { "read", "trade" } });
        var key = await Send(create);
        _foresight = new() { ["fs-api-key"] = key.GetProperty("key_id").GetString()!, ["fs-api-secret"] = key.GetProperty("secret").GetString()! };
    }

    /// <summary>Play money for one market of Foresight; the other venues' twins open every wallet with 10,000 dollars.</summary>
    public Task FundForesight(JsonElement sandbox, string marketId, int dollars) => Post(
        new Uri(Controls(sandbox), "/sandbox/foresight/fund"),
        new { wallet = Ethereum.Address, condition_id = marketId.Split(':')[0], asset = "collateral", amount = dollars });

    /// <summary>Signs a leg of <c>POST /orders/prepare</c> for <c>POST /orders/submit</c>, after computing its digest anew.</summary>
    public Dictionary<string, object> Sign(JsonElement leg)
    {
        var (venue, payload) = (leg.GetProperty("venue").GetString()!, leg.GetProperty("unsigned_payload"));
        var signed = new Dictionary<string, object> { ["leg_id"] = leg.GetProperty("id").GetString()!, ["venue"] = venue };
        if (venue == "kalshi")
        {
            var transaction = payload.GetProperty("transaction_b64").GetString()!;
            Same(leg, Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(transaction).AsSpan(65))));
            signed["signed_tx_b64"] = Solana.SignTransaction(transaction);
            return signed;
        }

        var digest = TypedData.Digest(payload);
        Same(leg, "0x" + Convert.ToHexStringLower(digest));
        var signature = Ethereum.Sign(digest);
        signed["signature"] = signature;
        signed["owner"] = Ethereum.Address;
        if (venue == "foresight")
        {
            signed["fs_headers"] = _foresight;
            return signed;
        }

        // Polymarket's HMAC covers the exact bytes that Faro posts: the template with its two blanks filled.
        var relay = leg.GetProperty("relay");
        var body = relay.GetProperty("body_template").GetString()!
            .Replace("{{signature}}", signature, StringComparison.Ordinal)
            .Replace("{{owner}}", _polymarket.Key, StringComparison.Ordinal);
        signed["l2_headers"] = L2(relay.GetProperty("method").GetString()!, relay.GetProperty("path").GetString()!, body);
        return signed;
    }

    /// <summary>Polymarket's L2 headers: an HMAC over time, method, path (without query) and body.</summary>
    public Dictionary<string, string> L2(string method, string path, string body = "")
    {
        var timestamp = Now();
        var secret = Convert.FromBase64String(_polymarket.Secret.Replace('-', '+').Replace('_', '/'));
        var mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(timestamp + method + path + body));
        return new()
        {
            ["POLY_ADDRESS"] = Ethereum.Address,
            ["POLY_API_KEY"] = _polymarket.Key,
            ["POLY_PASSPHRASE"] = _polymarket.Passphrase,
            ["POLY_TIMESTAMP"] = timestamp,
            ["POLY_SIGNATURE"] = Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_'),
        };
    }

    private static void Same(JsonElement leg, string digest)
    {
        var shown = leg.GetProperty("preview").GetProperty("digest").GetString();
        if (shown != digest) throw new StopException($"The preview shows the digest {shown}, the payload has {digest}: not signed.");
    }

    private static object[] Fields(params string[] fields) => [.. fields.Select(f => new { type = f.Split(' ')[0], name = f.Split(' ')[1] })];

    private static string Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static Uri Controls(JsonElement sandbox) => new(sandbox.GetProperty("controls_url").GetString()!);

    private async Task<JsonElement> Post(Uri url, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        return await Send(request);
    }

    private async Task<JsonElement> Send(HttpRequestMessage request)
    {
        using var answer = await venues.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new StopException($"{request.Method} {request.RequestUri} answered {(int)answer.StatusCode}: {text}");
    }
}
