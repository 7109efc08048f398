using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Sandbox;
using Faro.Signing;
using Faro.Testing;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>What the venues themselves say of an order, asked without Faro.</summary>
internal sealed class VenueTruth(SandboxAddresses at, TradeCustomer customer) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _http.Dispose();

    /// <summary>Whether the venue has the order (on Solana: whether it executed), and the shares it filled; null shares where it does not tell.</summary>
    public Task<(bool Has, decimal? Filled)> Of(JsonElement leg, Dictionary<string, object> signed) => leg.GetProperty("venue").GetString() switch
    {
        "polymarket" => Polymarket(leg.GetProperty("expected_venue_order_id").GetString()!),
        "foresight" => Foresight(leg.GetProperty("expected_venue_order_id").GetString()!),
        _ => Solana((string)signed["signed_tx_b64"]),
    };

    private async Task<(bool, decimal?)> Polymarket(string id)
    {
        var path = $"/data/order/{id}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at.Clob, path));
        foreach (var (name, value) in customer.L2("GET", path, null)) request.Headers.Add(name, value);
        using var answer = await _http.SendAsync(request);
        if ((int)answer.StatusCode == 404) return (false, null);
        answer.EnsureSuccessStatusCode();
        var order = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (true, decimal.Parse(order.GetProperty("size_matched").GetString()!, CultureInfo.InvariantCulture));
    }

    private async Task<(bool, decimal?)> Foresight(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at.Foresight, $"/v1/orders/{id}"));
        foreach (var (name, value) in customer.FsHeaders()) request.Headers.Add(name, value);
        using var answer = await _http.SendAsync(request);
        if ((int)answer.StatusCode == 404) return (false, null);
        answer.EnsureSuccessStatusCode();
        return (true, null);
    }

    private async Task<(bool, decimal?)> Solana(string signedBase64)
    {
        var id = Base58.Encode(Convert.FromBase64String(signedBase64).AsSpan(1, 64));
        using var answer = await _http.PostAsJsonAsync(at.SolanaRpc, new { jsonrpc = "2.0", id = 1, method = "getSignatureStatuses", @params = new object[] { new[] { id } } });
        var status = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("result").GetProperty("value")[0];
        return (status.ValueKind == JsonValueKind.Object && status.GetProperty("err").ValueKind == JsonValueKind.Null, null);
    }
}
