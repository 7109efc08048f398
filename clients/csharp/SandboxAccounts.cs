using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Client.Api;
using Nethereum.Signer;
using Nethereum.Signer.EIP712;
using NSec.Cryptography;

namespace Faro.Client;

/// <summary>Throwaway accounts with play money at the sandbox's venues. Test keys only.</summary>
public static class SandboxAccounts
{
    /// <summary>Makes keys, and credentials in the venues' own ways.</summary>
    public static async Task<Accounts> Open(FaroApi faro)
    {
        var sandbox = await faro.Api.V1.Sandbox.GetAsync();
        if (sandbox?.Venues is not { Polymarket: { } polymarket, Foresight: { } foresight } || sandbox.ControlsUrl is not { } controls)
            throw new InvalidOperationException("This sandbox lacks a venue or its controls.");
        using var http = new HttpClient();
        var evm = EthECKey.GenerateKey();
        var session = await Post(http, new Uri(new Uri(controls), "/sandbox/foresight/session"), new { wallet = evm.GetPublicAddress() });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        var key = await Post(http, new Uri(new Uri(foresight.Url!), "/v1/auth/api-keys"), new { permissions = new[] { "read", "trade" } });
        return new Accounts
        {
            Evm = evm,
            Solana = Key.Create(SignatureAlgorithm.Ed25519),
            Polymarket = await PolymarketKey(evm, new Uri(polymarket.ClobUrl!), polymarket.ChainId!.Value),
            Foresight = (key.GetProperty("key_id").GetString()!, key.GetProperty("secret").GetString()!),
        };
    }

    /// <summary>Play money for one market of Foresight; the other venues' twins give every wallet some.</summary>
    public static async Task Fund(FaroApi faro, Accounts accounts, string venueMarketId, int dollars)
    {
        var sandbox = await faro.Api.V1.Sandbox.GetAsync();
        using var http = new HttpClient();
        await Post(http, new Uri(new Uri(sandbox!.ControlsUrl!), "/sandbox/foresight/fund"),
            new { wallet = accounts.EvmAddress, condition_id = venueMarketId.Split(':')[0], asset = "collateral", amount = dollars });
    }

    private static async Task<(string Key, string Secret, string Passphrase)> PolymarketKey(EthECKey evm, Uri clob, long chain)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var attestation = JsonSerializer.Serialize(new
        {
            primaryType = "ClobAuth",
            domain = new { name = "ClobAuthDomain", version = "1", chainId = chain },
            types = new
            {
                EIP712Domain = Fields("string name", "string version", "uint256 chainId"),
                ClobAuth = Fields("address address", "string timestamp", "uint256 nonce", "string message"),
            },
            message = new { address = evm.GetPublicAddress(), timestamp, nonce = 0, message = "This message attests that I control the given wallet" },
        });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("POLY_ADDRESS", evm.GetPublicAddress());
        http.DefaultRequestHeaders.Add("POLY_SIGNATURE", Eip712TypedDataSigner.Current.SignTypedDataV4(attestation, evm));
        http.DefaultRequestHeaders.Add("POLY_TIMESTAMP", timestamp);
        http.DefaultRequestHeaders.Add("POLY_NONCE", "0");
        var made = await Post(http, new Uri(clob, "/auth/api-key"), null);
        return (made.GetProperty("apiKey").GetString()!, made.GetProperty("secret").GetString()!, made.GetProperty("passphrase").GetString()!);
    }

    private static object[] Fields(params string[] fields) => [.. fields.Select(f => new { type = f.Split(' ')[0], name = f.Split(' ')[1] })];

    private static async Task<JsonElement> Post(HttpClient http, Uri url, object? body)
    {
        using var answer = body is null ? await http.PostAsync(url, null) : await http.PostAsJsonAsync(url, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"POST {url} answered {(int)answer.StatusCode}: {text}");
    }
}
