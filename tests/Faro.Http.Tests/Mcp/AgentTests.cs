using System.Text.Json;
using Faro.Http.Tests.Orders;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Faro.Http.Tests.Mcp;

/// <summary>An agent's session over MCP, by the protocol's own client.</summary>
[Collection(TradingGroup.Name)]
public sealed class AgentTests(TradingApi api)
{
    [Fact]
    public async Task An_agent_searches_compares_venues_prepares_a_test_order_and_reads_its_proof()
    {
        var key = api.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        await using var agent = await Connect(key);
        Assert.Contains("prepare_order", agent.ServerInstructions, StringComparison.Ordinal);
        var tools = await agent.ListToolsAsync();
        Assert.Contains("prepare_order", tools.Select(t => t.Name));
        Assert.DoesNotContain(tools, t => t.Name.Contains("submit", StringComparison.Ordinal) || t.Name.Contains("cancel", StringComparison.Ordinal) || t.Name.Contains("key", StringComparison.Ordinal));
        Assert.All(tools, t => Assert.False(t.JsonSchema.GetRawText().Contains("$ref", StringComparison.Ordinal), t.Name));

        var found = await Call(agent, "search_events", new { matched = true, venue = "foresight" });
        Assert.InRange(found.GetProperty("events").GetArrayLength(), 1, 10);
        var id = found.GetProperty("events").EnumerateArray().First(e => e.GetProperty("venues").GetArrayLength() == 3).GetProperty("id").GetString()!;
        var quotes = await Call(agent, "compare_venues", new { id });
        Assert.Equal(3, quotes.GetProperty("quotes").GetArrayLength());
        var prepared = await Call(agent, "prepare_order", new { event_id = id, outcome = "YES", side = "BUY", size_usd = 25, time_in_force = "IOC", wallet_address = api.Wallet, dflow_account = api.Account });
        Assert.Equal("prepared", prepared.GetProperty("order").GetProperty("status").GetString());
        var order = prepared.GetProperty("order").GetProperty("id").GetString()!;
        Assert.True((await Call(agent, "get_order_receipt", new { id = order })).GetProperty("equal").GetBoolean());
        Assert.Equal(order, (await Call(agent, "get_order", new { id = order })).GetProperty("order").GetProperty("id").GetString());
        var proof = await Eventually.Get(() => Try(agent, "get_order_proof", new { id = order }), p => !p.TryGetProperty("error", out _)); // sealed within seconds
        Assert.True(NoteKey.TryParse((await (await api.Client.GetAsync("/api/v1/log/key")).Json()).GetProperty("key").GetString()!, out var signer));
        var checkedProof = ProofCheck.Of(ProofFile.Read(JsonSerializer.SerializeToUtf8Bytes(proof)), [signer]);
        Assert.True(checkedProof.Holds, checkedProof.Problem);
        Assert.Equal("order_prepared", checkedProof.Facts[0].GetProperty("name").GetString());
        Assert.True((await Call(agent, "list_venues", new { })).GetProperty("venues").GetArrayLength() == 3);

        var refused = await agent.CallToolAsync("search_events", new Dictionary<string, object?> { ["limit"] = 5_000, ["nosuch"] = "x" });
        Assert.True(refused.IsError);
        var issues = JsonSerializer.Deserialize<JsonElement>(refused.Content.OfType<TextContentBlock>().Single().Text).GetProperty("issues");
        Assert.True(issues.GetProperty("fieldErrors").TryGetProperty("limit", out _), issues.ToString());
        Assert.Contains("nosuch", issues.GetProperty("formErrors").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_key_is_offered_no_trade_and_no_key_gets_in_nowhere()
    {
        var (key, _) = await api.Trading.IssueKey(new { label = "agent", scopes = new[] { "read" }, test = true, rate_limit_per_min = 100 });
        await using var agent = await Connect(key);
        Assert.DoesNotContain("prepare_order", (await agent.ListToolsAsync()).Select(t => t.Name));
        await Assert.ThrowsAsync<McpProtocolException>(async () => await agent.CallToolAsync("prepare_order"));
        using var nobody = api.Trading.Client();
        using var answer = await nobody.PostAsync("/mcp", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        await answer.Refused(401, "unauthorized");
    }

    private async Task<McpClient> Connect(string key) => await McpClient.CreateAsync(new HttpClientTransport(
        new HttpClientTransportOptions { Endpoint = new Uri("http://localhost/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, api.Trading.Client(key)));

    /// <summary>What a tool says, refusals too.</summary>
    private static async Task<JsonElement> Try(McpClient agent, string tool, object arguments)
    {
        var given = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        return JsonSerializer.Deserialize<JsonElement>((await agent.CallToolAsync(tool, given)).Content.OfType<TextContentBlock>().Single().Text);
    }

    private static async Task<JsonElement> Call(McpClient agent, string tool, object arguments)
    {
        var given = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        var result = await agent.CallToolAsync(tool, given);
        var text = result.Content.OfType<TextContentBlock>().Single().Text;
        Assert.False(result.IsError == true, $"{tool}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
