using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Tests.Orders;
using Faro.Sandbox.Faults;
using Faro.Testing;

namespace Faro.Http.Tests.OpenApi;

/// <summary>Each operation that changes something, called as it is meant to be: what was sent, and what came.</summary>
internal sealed class ChangingOperations(TradingApi api, string eventId)
{
    private Guid _key;
    private JsonElement _prepared;
    private string? _pair;

    /// <summary>Calls one. They are called in the order of <see cref="Order"/>, since some need what others made.</summary>
    public async Task<(JsonNode? Request, JsonElement Answer)> Call(Operation operation) => operation.Id switch
    {
        "issueKey" => await IssueKey(operation),
        "revokeKey" => await Send(operation, operation.Path.Replace("{id}", _key.ToString(), StringComparison.Ordinal)),
        "rotateKey" => await Send(operation, operation.Path.Replace("{id}", (await api.Trading.IssueKey()).Id.ToString(), StringComparison.Ordinal), new { overlap_s = 3_600 }),
        "prepareOrder" => await Prepare(operation),
        "submitOrder" => await Send(operation, operation.Path, new
        {
            order_id = Id(_prepared),
            legs = _prepared.GetProperty("legs").EnumerateArray().Select(api.Sign).ToArray(),
        }),
        "refreshOrder" => await Send(operation, OrderPath(operation), api.Customer.RefreshBody(_prepared)),
        "cancelOrder" or "deleteOrder" => await Send(operation, OrderPath(operation), api.Customer.CancelBody(_prepared)),
        "overrideMatch" => await Send(operation, await PairPath(operation), new { same = true, polarity = "direct", reason = "Both rules name the same source and the same day." }),
        "withdrawOverride" => await Send(operation, await PairPath(operation) + "?reason=The%20rules%20have%20changed."),
        "rebuildProjection" => await Send(operation, operation.Path.Replace("{name}", "RunView", StringComparison.Ordinal)),
        "stopRebuild" => await StopRebuild(operation),
        "syncEventsPost" or "matchMarketsPost" => await Send(operation, operation.Path),
        "createWebhook" => await Send(operation, operation.Path, new { url = "https://localhost:8443/faro", kinds = new[] { "order", "root" } }),
        "testWebhook" or "resumeWebhook" or "deleteWebhook" => await Send(operation, await WebhookPath(operation)),
        "redeliverWebhook" => await Send(operation, await DeliveryPath(operation)),
        "redeliverWebhookFacts" => await Send(operation, await WebhookPath(operation) + "?from=1"),
        "redeliverDeadLetters" => await Send(operation, await WebhookPath(operation)),
        _ => throw new InvalidOperationException($"{operation.Id} is new: say here how it is called, so that its example is recorded and checked."),
    };

    /// <summary>Those that need an answer of others come after them.</summary>
    public static int Order(Operation operation) => operation.Id switch
    {
        "testWebhook" or "resumeWebhook" => 1,
        "redeliverWebhook" or "redeliverWebhookFacts" or "redeliverDeadLetters" => 2,
        "deleteWebhook" => 3,
        "revokeKey" or "submitOrder" or "withdrawOverride" => 1,
        "refreshOrder" => 2,
        "cancelOrder" or "deleteOrder" => 3,
        _ => 0,
    };

    /// <summary>A refusal of each status, by the way a client meets it; 500 and 503 are the ones that the API makes.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> Refusals()
    {
        var refusals = new Dictionary<string, JsonElement>();
        using var reader = api.Trading.Client((await api.Trading.IssueKey(new { label = "reader", scopes = new[] { "read" }, rate_limit_per_min = 100, test = true })).Key);
        using var hurried = api.Trading.Client((await api.Trading.IssueKey(new { label = "hurried", rate_limit_per_min = 1, test = true })).Key);
        using var nobody = api.Trading.Client("faro_test_unknown");
        await Add(await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", new { event_id = eventId, outcome = "YES", side = "BUY", size_usd = -5, wallet_address = api.Wallet }));
        await Add(await nobody.GetAsync("/api/v1/events"));
        await Add(await reader.PostAsJsonAsync("/api/v1/orders/prepare", Body(5, null)));
        await Add(await reader.GetAsync($"/api/v1/orders/{Guid.Empty}"));
        await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(5, "trade-2026-11-30-002"));
        await Add(await api.Client.PostAsJsonAsync("/api/v1/orders/prepare", Body(6, "trade-2026-11-30-002")));
        await Add(await api.Client.PostAsync("/api/v1/orders/prepare", new StringContent(new string(' ', 1_100_000), Encoding.UTF8, "application/json")));
        await Add(await api.Client.PostAsync("/api/v1/orders/prepare", new StringContent("event_id=1", Encoding.UTF8, "application/x-www-form-urlencoded")));
        await hurried.GetAsync("/api/v1/events?limit=1");
        await Add(await hurried.GetAsync("/api/v1/events?limit=1"));
        await Add(await api.Client.DeleteAsync("/api/v1/events"));
        await Add(await api.Client.GetAsync("/api/v1/events?q=" + new string('x', 9_000)));
        using var heavy = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        for (var i = 0; i < 70; i++) heavy.Headers.Add($"X-More-{i}", "1");
        await Add(await api.Client.SendAsync(heavy));
        refusals["500"] = JsonSerializer.Deserialize<JsonElement>(ApiErrors.Internal.ToJson());
        try
        {
            Assert.NotNull(api.Sandbox.Faults.Add(new Fault { Venue = "polymarket", Name = "html_error" }));
            await Add(await api.Client.GetAsync($"/api/v1/events/{eventId}/orderbook?venue=polymarket"));
        }
        finally
        {
            api.Sandbox.Faults.Clear();
        }

        refusals["503"] = JsonSerializer.Deserialize<JsonElement>(ApiErrors.DatabaseAway.ToJson());
        return refusals;

        async Task Add(HttpResponseMessage response)
        {
            using (response)
                refusals[((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)] = await response.Json();
        }
    }

    private async Task<(JsonNode?, JsonElement)> IssueKey(Operation operation)
    {
        var issued = await Send(operation, operation.Path, new { label = "acme-corp", scopes = new[] { "read", "trade" }, rate_limit_per_min = 120, test = true });
        _key = issued.Answer.GetProperty("key_id").GetGuid();
        return issued;
    }

    private async Task<(JsonNode?, JsonElement)> Prepare(Operation operation)
    {
        var prepared = await Send(operation, operation.Path, Body(50, "trade-2026-11-30-001"));
        _prepared = prepared.Answer;
        return prepared;
    }

    /// <summary>A rebuild of a small view may be over before it is stopped.</summary>
    private async Task<(JsonNode?, JsonElement)> StopRebuild(Operation operation)
    {
        using var admin = api.Trading.Admin();
        var path = new Uri(operation.Path.Replace("{name}", "MarketView", StringComparison.Ordinal), UriKind.Relative);
        for (var i = 0; i < 50; i++)
        {
            await admin.PostAsync(path, null);
            using var response = await admin.DeleteAsync(path);
            if (response.IsSuccessStatusCode)
                return (null, await response.Json());
        }

        throw new InvalidOperationException("A rebuild was over each time before it could be stopped.");
    }

    private object Body(decimal size, string? reference) => new
    {
        event_id = eventId,
        outcome = "YES",
        side = "BUY",
        size_usd = size,
        time_in_force = "IOC",
        route_strategy = "split",
        wallet_address = api.Wallet,
        dflow_account = api.Account,
        client_ref = reference ?? "trade-2026-11-30-000",
    };

    private async Task<string> WebhookPath(Operation operation)
    {
        var webhooks = await (await api.Client.GetAsync(new Uri("/api/v1/webhooks", UriKind.Relative))).Json();
        return operation.Path.Replace("{id}", webhooks.GetProperty("webhooks")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> DeliveryPath(Operation operation)
    {
        var path = await WebhookPath(operation);
        var list = new Uri(path[..path.IndexOf("/{delivery}", StringComparison.Ordinal)], UriKind.Relative);
        var deliveries = await Eventually.Get(async () => (await (await api.Client.GetAsync(list)).Json()).GetProperty("deliveries"), d => d.GetArrayLength() > 0);
        return path.Replace("{delivery}", deliveries[0].GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> PairPath(Operation operation)
    {
        if (_pair is null)
        {
            var matches = await (await api.Client.GetAsync(new Uri("/api/v1/matches?state=linked&limit=200", UriKind.Relative))).Json();
            _pair = matches.GetProperty("matches").EnumerateArray().First(m => m.GetProperty("divergence_risks").GetArrayLength() == 0).GetProperty("id").GetString()!;
        }

        return operation.Path.Replace("{id}", _pair, StringComparison.Ordinal);
    }

    private string OrderPath(Operation operation) => operation.Path.Replace("{id}", Id(_prepared), StringComparison.Ordinal);

    private async Task<(JsonNode? Request, JsonElement Answer)> Send(Operation operation, string path, object? body = null)
    {
        using var client = api.Trading.Client(operation.Bearer(api.Client.DefaultRequestHeaders.Authorization!.Parameter!));
        var request = body is null ? null : JsonSerializer.SerializeToNode(body);
        using var message = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(path, UriKind.Relative));
        if (request is not null)
            message.Content = JsonContent.Create(request);
        using var response = await client.SendAsync(message);
        var answer = await response.Json();
        Assert.True(response.IsSuccessStatusCode, $"{operation.Id}: {(int)response.StatusCode} {answer}");
        return (request, answer);
    }

    private static string Id(JsonElement prepared) => prepared.GetProperty("order").GetProperty("id").GetString()!;
}
