using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faro.Clob.Engine;
using Faro.Clob.Http;
using Faro.Clob.Intake;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Clob.Tests.Server;

/// <summary>A venue over real sockets and a real Postgres; can be stopped and started again on the same journal.</summary>
public sealed class ClobServer : IAsyncLifetime
{
    public const string Admin = "admin-marker-7c1f";
    private TestDatabase _database = null!;

    public WebApplication App { get; private set; } = null!;

    public Uri Base { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public bool RateLimits { get; init; }

    public Action<WebApplicationBuilder>? Configure { get; init; }

    public TimeSpan SocketIdle { get; init; } = TimeSpan.FromSeconds(90);

    public int SnapshotEvery { get; init; } = 20_000;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("clob");
        await Start();
    }

    public async Task DisposeAsync()
    {
        await Stop();
        await _database.DisposeAsync();
    }

    public async Task Start()
    {
        App = ClobHost.Build(
            new ClobOptions
            {
                ConnectionString = _database.ConnectionString,
                Sandbox = true,
                AdminSecret = Admin,
                RateLimits = RateLimits,
                SocketIdle = SocketIdle,
                SnapshotEvery = SnapshotEvery,
            },
            "http://127.0.0.1:0",
            Configure);
        await App.StartAsync();
        await App.UntilReady().WaitAsync(TimeSpan.FromSeconds(30));
        string address = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Base = new Uri(address);
        Http = new HttpClient { BaseAddress = Base };
    }

    public async Task Stop()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public Npgsql.NpgsqlDataSource Database => _database.DataSource;

    public string ConnectionString => _database.ConnectionString;

    public string Token(EthAddress wallet) => App.Services.GetRequiredService<SandboxIssuer>().Issue(wallet);

    public async Task<JsonElement> Sandbox(string path, object body, HttpStatusCode? expect = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/sandbox/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-admin-secret", Admin);
        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        if (expect is { } status) Assert.Equal((status, text), (response.StatusCode, text));
        else Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Lists a market with the sandbox's defaults, changed by <paramref name="more"/>.</summary>
    public async Task<TestMarket> ListMarket(object? more = null)
    {
        Dictionary<string, object?> body = new() { ["question"] = "Will it rain?" };
        foreach (var property in more?.GetType().GetProperties() ?? []) body[property.Name] = property.GetValue(more);
        JsonElement market = await Sandbox("markets", body);
        return new TestMarket(market);
    }

    public async Task<Trader> NewTrader(string name, TestMarket market, string collateral = "1000", string yes = "0", string no = "0")
    {
        Trader trader = new(this, TestSigner.Named(name));
        foreach ((string asset, string amount) in new[] { ("collateral", collateral), ("yes", yes), ("no", no) })
        {
            if (amount != "0")
                await Sandbox("faucet", new { wallet = trader.Address, condition_id = market.ConditionId, chain_id = market.ChainId, asset, amount });
        }

        return trader;
    }

    public async Task<JsonElement> Get(string path, HttpStatusCode expect = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal((expect, text), (response.StatusCode, text));
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task<string> Audit()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/sandbox/v1/audit");
        request.Headers.Add("x-admin-secret", Admin);
        using HttpResponseMessage response = await Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}

public sealed record TestMarket(JsonElement Json)
{
    public string ConditionId => Json.GetProperty("condition_id").GetString()!;

    public long ChainId => Json.GetProperty("chain_id").GetInt64();

    public string Path => $"/v1/markets/{ConditionId}";

    public string Query => $"chain_id={ChainId}";

    public string TokenId(int outcome) => Json.GetProperty("tokens").EnumerateArray()
        .First(t => t.GetProperty("outcome").GetInt32() == outcome).GetProperty("token_id").GetString()!;
}

/// <summary>A wallet with a key of its own that signs and sends.</summary>
public sealed class Trader(ClobServer server, TestSigner signer)
{
    private static long _salt = 1;

    public string Address => signer.Address.ToString();

    public EthAddress Wallet => signer.Address;

    public TestSigner Signer => signer;

    public string? KeyId { get; set; }

    public string? Secret { get; set; }

    public string Nonce { get; set; } = "0";

    /// <summary>A signed order; <paramref name="change"/> may spoil it afterwards.</summary>
    public Dictionary<string, object?> Order(
        TestMarket market, string side, int outcome, string price, string size, string type = "LIMIT", string? tif = null,
        bool postOnly = false, long expiration = 0, Action<Dictionary<string, object?>>? change = null)
    {
        int decimals = market.Json.GetProperty("tokens")[0].GetProperty("decimals").GetInt32();
        OrderText.ParsePrice(price, out byte tick);
        OrderText.ParseUnits(size, decimals, out UInt128 units);
        OrderSide orderSide = side == "BUY" ? OrderSide.Buy : OrderSide.Sell;
        (UInt128 maker, UInt128 taker) = OrderText.SignedAmounts(orderSide, outcome == 1 ? tick : 100u - tick, units);
        string salt = Interlocked.Increment(ref _salt).ToString();
        static Hash256 Word(string text) => AbiWord.FromUint(System.Numerics.BigInteger.Parse(text));
        int fee = market.Json.GetProperty("fee_rate_bps").GetInt32();
        SignedOrder signed = new()
        {
            ConditionId = default,
            ChainId = market.ChainId,
            Yes = outcome == 1,
            Side = orderSide,
            OrderType = type,
            Price = price,
            Size = size,
            Salt = Word(salt),
            Signer = signer.Address,
            Taker = EthAddress.Zero,
            TokenId = Word(market.TokenId(outcome)),
            MakerAmount = AbiWord.FromUint((System.Numerics.BigInteger)maker),
            TakerAmount = AbiWord.FromUint((System.Numerics.BigInteger)taker),
            Expiration = AbiWord.FromUint((ulong)expiration),
            Nonce = Word(Nonce),
            FeeRateBps = fee,
            Signature = [],
        };
        Hash256 hash = signed.OrderHash(SignedOrder.DomainSeparator(market.ChainId, EthAddress.Parse(market.Json.GetProperty("ctf_exchange_address").GetString()!)));
        Dictionary<string, object?> order = new()
        {
            ["condition_id"] = market.ConditionId,
            ["chain_id"] = market.ChainId,
            ["outcome"] = outcome,
            ["side"] = side,
            ["order_type"] = type,
            ["price"] = price,
            ["size"] = size,
            ["salt"] = salt,
            ["signer"] = Address,
            ["taker"] = EthAddress.Zero.ToString(),
            ["token_id"] = market.TokenId(outcome),
            ["maker_amount"] = maker.ToString(),
            ["taker_amount"] = taker.ToString(),
            ["expiration"] = expiration.ToString(),
            ["nonce"] = Nonce,
            ["fee_rate_bps"] = fee,
            ["signature_type"] = 0,
            ["signature"] = Hex.Encode(signer.Sign(hash)),
        };
        if (tif is not null) order["time_in_force"] = tif;
        if (postOnly) order["post_only"] = true;
        change?.Invoke(order);
        return order;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> Send(
        HttpMethod method, string path, object? body = null, string? idempotency = null, bool anonymous = false)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is byte[] raw) (request.Content = new ByteArrayContent(raw)).Headers.ContentType = new("application/json");
        else if (body is string text) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        if (idempotency is not null) request.Headers.Add("fs-idempotency-key", idempotency);
        if (KeyId is not null)
        {
            request.Headers.Add("fs-api-key", KeyId);
            request.Headers.Add("fs-api-secret", Secret);
        }
        else if (!anonymous)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token(signer.Address));
        }

        using HttpResponseMessage response = await server.Http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement.Clone());
    }

    /// <summary>Places orders and answers one line each: the hash, or the code of the refusal.</summary>
    public async Task<string[]> Place(params Dictionary<string, object?>[] orders)
    {
        (HttpStatusCode status, JsonElement body) = await Send(HttpMethod.Post, "/v1/orders", new { orders });
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return [.. body.GetProperty("results").EnumerateArray().Select(r =>
            r.TryGetProperty("error", out JsonElement e) ? e.GetProperty("code").GetString()! : r.GetProperty("order_hash").GetString()!)];
    }

    public async Task<JsonElement> Get(string path)
    {
        (HttpStatusCode status, JsonElement body) = await Send(HttpMethod.Get, path);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    public async Task<string> StatusOf(string hash)
    {
        JsonElement order = await Get($"/v1/orders/{hash}");
        string? reason = order.GetProperty("reason").GetString();
        return $"{order.GetProperty("status").GetString()}{(reason is null ? "" : "/" + reason)} {order.GetProperty("filled_size").GetString()} of {order.GetProperty("size").GetString()}";
    }

    public async Task<(string Collateral, string Yes, string No)> Holdings(TestMarket market)
    {
        JsonElement balances = (await Get("/v1/balances")).GetProperty("data");
        JsonElement positions = (await Get($"/v1/positions?condition_id={market.ConditionId}&{market.Query}")).GetProperty("data");
        string Position(int outcome) => positions.EnumerateArray().Where(p => p.GetProperty("outcome").GetInt32() == outcome)
            .Select(p => p.GetProperty("size").GetString()).FirstOrDefault() ?? "0";
        string collateral = balances.EnumerateArray().Select(b => OrderText.FormatUnits(
            UInt128.Parse(b.GetProperty("total").GetString()!), b.GetProperty("decimals").GetInt32())).FirstOrDefault() ?? "0";
        return (collateral, Position(1), Position(0));
    }
}
