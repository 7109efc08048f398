using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Foresight;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Sandbox.Tests;

/// <summary>Foresight as the real Clob server, on a real Postgres.</summary>
public sealed class ForesightClobTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private SandboxHost _host = null!;

    private HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("sandbox");
        _host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, ForesightPostgres = _database.ConnectionString });
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_catalog_is_listed_and_quoted_and_a_customer_trades_there()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await _host.Trading.ForesightFilled.WaitAsync(TimeSpan.FromSeconds(90));
        output.WriteLine($"filled in {watch.ElapsedMilliseconds} ms");
        var rows = await Twins.WalkForesight(Http, _host.Addresses.Foresight, "chain_id=31337&limit=100");
        Assert.Equal(_host.Report.ForesightMarkets, rows.Select(r => r.GetProperty("condition_id").GetString()).Distinct().Count());
        var market = rows[0];
        var id = market.GetProperty("condition_id").GetString()!;
        var book = await Twins.Read(Http, _host.Addresses.Foresight, $"/v1/markets/{id}/book?chain_id=31337");
        var ask = book.GetProperty("asks")[0];
        Assert.True(decimal.Parse(book.GetProperty("bids")[0].GetProperty("price").GetString()!) < decimal.Parse(ask.GetProperty("price").GetString()!));

        var customer = PlayKey.Named("customer");
        var token = _host.Trading.ForesightToken(customer.Address.ToString())!;
        Assert.True(await _host.Trading.FundForesight(customer.Address.ToString(), id, "collateral", 1_000));
        var cents = (int)(decimal.Parse(ask.GetProperty("price").GetString()!) * 100);
        var order = Encoding.UTF8.GetString(Order(customer, market, cents));

        Assert.NotNull(_host.Faults.Add(new Fault { Venue = "foresight", Name = "http_500", Count = 1 }));
        Assert.Equal(HttpStatusCode.InternalServerError, (await Post(token, order)).Status);
        Assert.NotNull(_host.Faults.Add(new Fault { Venue = "foresight", Name = "soft_reject", Count = 1 }));
        Assert.Contains("INSUFFICIENT_BALANCE", (await Post(token, order)).Body, StringComparison.Ordinal);
        Assert.NotNull(_host.Faults.Add(new Fault { Venue = "foresight", Name = "accept_then_timeout", Count = 1, DelayMs = 50 }));
        await Assert.ThrowsAsync<HttpRequestException>(() => Post(token, order));
        var (status, body) = await Post(token, order);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("DUPLICATE_ORDER", body, StringComparison.Ordinal); // the first one stands

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_host.Addresses.Foresight, "/v1/positions"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var positions = await Http.SendAsync(request);
        var text = await positions.Content.ReadAsStringAsync();
        Assert.True(positions.IsSuccessStatusCode, text);
        Assert.Contains(id, text, StringComparison.Ordinal);

        foreach (var (what, expected) in ((string, string)[])[("close", "CLOSED"), ("resolve", "RESOLVED")])
        {
            using var edit = await Http.PostAsync(new Uri(_host.Addresses.Admin, "/sandbox/catalog/" + what),
                new StringContent($$"""{"venue":"foresight","id":"{{id}}","outcome":"yes"}""", Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.OK, edit.StatusCode);
            var moved = await Twins.Read(Http, _host.Addresses.Foresight, $"/v1/markets/{id}?chain_id=31337");
            Assert.Equal(expected, moved.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_second_start_on_the_same_journal_lists_nothing_twice()
    {
        await _host.Trading.ForesightFilled.WaitAsync(TimeSpan.FromSeconds(90));
        var first = await Twins.WalkForesight(Http, _host.Addresses.Foresight, "chain_id=31337&limit=100");
        await _host.DisposeAsync();
        _host = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, ForesightPostgres = _database.ConnectionString });
        await _host.Trading.ForesightFilled.WaitAsync(TimeSpan.FromSeconds(90));
        var again = await Twins.WalkForesight(Http, _host.Addresses.Foresight, "chain_id=31337&limit=100");
        Assert.Equal(first.Select(r => r.GetProperty("condition_id").GetString()), again.Select(r => r.GetProperty("condition_id").GetString()));
    }

    private static byte[] Order(PlayKey signer, JsonElement market, int cents) => JsonText.Object(w =>
    {
        w.WriteStartArray("orders");
        HouseOrders.For(signer, market, new Book([new Level(Price.Cents(cents), Units.One.Times(5))], []), 1).Single()(w);
        w.WriteEndArray();
    });

    private async Task<(HttpStatusCode Status, string Body)> Post(string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Addresses.Foresight, "/v1/orders"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
