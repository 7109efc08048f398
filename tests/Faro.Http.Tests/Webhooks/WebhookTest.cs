using System.Net.ServerSentEvents;
using System.Text.Json;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Orders;
using Faro.Orders.Routing;
using Faro.Signing;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Webhooks;

/// <summary>A host that sends webhooks to this machine, facts for it to send, and what the API says of them.</summary>
public abstract class WebhookTest : ApiTest
{
    private readonly TempFolder _folder = new("faro-test-webhooks");
    private int _orders;

    protected ApiHost NewHost(string retries, string patience = "00:00:00.3")
    {
        var key = _folder.Path("log-key.pem");
        if (!File.Exists(key))
        {
            Dispose(_folder);
            File.WriteAllText(key, Ed25519Key.NewPem());
        }

        return new ApiHost(Database.ConnectionString, new()
        {
            ["Faro:Proofs:KeyFile"] = key,
            ["Faro:Webhooks:AllowLoopback"] = "true",
            ["Faro:Webhooks:Retries"] = retries,
            ["Faro:Webhooks:Patience"] = patience,
        });
    }

    /// <summary>Orders of the account, of the same account's live keys and of another one, and pairs.</summary>
    protected async Task Record(ApiHost host, int orders)
    {
        var log = host.Services.GetRequiredService<EventLog>();
        for (var i = 0; i < orders; i++)
            await Order(log, "acme", test: true);
        await Order(log, "acme", test: false);
        await Order(log, "another", test: true);
        for (var i = 0; i < 2; i++)
            await log.Append($"pair/{Guid.NewGuid()}", new PairProposed(new PairSide(Venue.Polymarket, $"p{++_orders}"), new PairSide(Venue.Kalshi, "k")));
    }

    protected async Task<(Guid Id, long Sequence)> Order(EventLog log, string account, bool test, Guid? about = null)
    {
        var (id, price) = (new Guid(++_orders, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1), new Price(5000));
        var terms = new OrderTerms(about ?? id, Outcome.Yes, Side.Buy, Money.Dollar, price, TimeInForce.Gtc, RouteStrategy.Split);
        var sequence = await log.AppendAt(OrderView.StreamOf(id), 0, new OrderPrepared(
            id, Guid.NewGuid(), test, null, "h", terms, new RouteInputs(new RouteRequest(Outcome.Yes, Side.Buy, Money.Dollar, price, TimeInForce.Gtc, RouteStrategy.Split), [], []),
            new RoutePlan { Legs = [], Skipped = [], Alternatives = [] }, [], AnswerSha256: "00")
        {
            Account = account,
        });
        return (id, sequence);
    }

    /// <summary>The feed's facts of a kind by their places, as it sends them.</summary>
    protected static async Task<Dictionary<long, string>> Feed(HttpClient client, string kind, int count)
    {
        using var response = await client.GetAsync(Address($"/api/v1/feed?after=0&kind={kind}"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var facts = new Dictionary<long, string>();
        await foreach (var item in SseParser.Create(body).EnumerateAsync(patience.Token))
        {
            if (item.EventType is not ("begun" or "heartbeat"))
                facts[long.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture)] = item.Data;
            if (facts.Count == count)
                break;
        }

        return facts;
    }

    protected static Uri Address(string path) => new(path, UriKind.Relative);

    protected static async Task<JsonElement> Get(HttpClient client, string path)
    {
        using var response = await client.GetAsync(Address(path));
        return await response.Json();
    }

    protected static async Task Post(HttpClient client, string path)
    {
        using var response = await client.PostAsync(Address(path), null);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    protected static async Task<JsonElement> Webhook(HttpClient client) => (await Get(client, "/api/v1/webhooks")).GetProperty("webhooks")[0];

    protected static async Task<Guid> Only(HttpClient client) => (await Webhook(client)).GetProperty("id").GetGuid();

    protected static async Task<int> Count(HttpClient client, Guid webhook, string state) =>
        (await Get(client, $"/api/v1/webhooks/{webhook}/deliveries?limit=200&state={state}")).GetProperty("deliveries").GetArrayLength();

    protected static async Task<int> Tried(HttpClient client, Guid webhook, string error) =>
        (await Get(client, $"/api/v1/webhooks/{webhook}/deliveries?limit=200")).GetProperty("deliveries").EnumerateArray().Count(d => d.GetProperty("last_error").GetString() == error);
}
