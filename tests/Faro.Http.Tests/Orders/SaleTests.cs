using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Faro.Http.Tests.Orders;

/// <summary>What a seller is told before signing, and what a receipt says of a plan that another planner made.</summary>
[Collection(TradingGroup.Name)]
public sealed class SaleTests(TradingApi api)
{
    [Theory]
    [InlineData("polymarket", "no_position", "shows no such shares at 0x")]
    [InlineData("foresight", "position_unknown", "shows positions only to their owner")]
    public async Task A_sale_of_what_is_not_held_warns(string venue, string code, string words)
    {
        var prepared = await api.Prepare(await api.Event(venue, 3), "YES", "SELL", 20);
        var warning = Assert.Single(Warnings(prepared));
        Assert.Equal(code, warning.GetProperty("code").GetString());
        Assert.Contains(words, warning.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_swap_of_tokens_that_are_not_there_cannot_be_built_and_is_told_in_words()
    {
        using var response = await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", new
        {
            event_id = await api.Event("kalshi", 3),
            outcome = "YES",
            side = "SELL",
            size_usd = 5,
            time_in_force = "IOC",
            wallet_address = api.Wallet,
            dflow_account = api.Account,
        });
        var refused = await response.Refused(400, "bad_request");
        Assert.Contains($"The account {api.Account} holds too little of ", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purchase_asks_nobody_for_positions() =>
        Assert.Empty(Warnings(await api.Prepare(await api.Event("polymarket", 3), "YES", "BUY", 20)));

    [Fact]
    public async Task A_plan_of_another_planner_is_not_called_different()
    {
        var prepared = await api.Prepare(await api.Event("polymarket", 3), "YES", "BUY", 20);
        var ours = await api.Order(prepared, "/receipt");
        Assert.True(ours.GetProperty("equal").GetBoolean());
        Assert.Equal(JsonValueKind.Null, ours.GetProperty("equal_unknown").ValueKind);

        await using var command = api.Trading.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "update faro.mt_events set data = jsonb_set(data, '{decision,planner}', '1') where stream_id = $1 and version = 1");
        command.Parameters.Add(new() { Value = $"order/{prepared.GetProperty("order").GetProperty("id").GetString()}" });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        var earlier = await api.Order(prepared, "/receipt");
        Assert.Equal(JsonValueKind.Null, earlier.GetProperty("equal").ValueKind);
        Assert.StartsWith("Planner 1 made this plan", earlier.GetProperty("equal_unknown").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement.ArrayEnumerator Warnings(JsonElement prepared) => prepared.GetProperty("plan").GetProperty("warnings").EnumerateArray();
}
