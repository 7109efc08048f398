using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Curves;
using Faro.EventStore;
using Faro.Sandbox;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Orders;

/// <summary>The API with test keys over the trading twins, and a customer who really signs.</summary>
public sealed class TradingApi : ApiTest
{
    private readonly TestSigner _polygon = TestSigner.Named("trade customer");
    private readonly TestEd25519Signer _solana = TestEd25519Signer.Named("trade customer");
    private static readonly HttpClient Venues = new() { Timeout = TimeSpan.FromSeconds(20) };
    private (string Key, string Secret, string Passphrase) _l2;

    public SandboxHost Sandbox { get; private set; } = null!;

    public ApiHost Trading { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public HttpClient OtherClient { get; private set; } = null!;

    public HttpClient LiveClient { get; private set; } = null!;

    public string Wallet => _polygon.Address.ToString();

    public string Account => _solana.Address;

    public (string Key, string Secret) ForesightKey { get; private set; }

    public string L2Secret => _l2.Secret;

    public string L2Passphrase => _l2.Passphrase;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var clob = await TestDatabase.Create("clob");
        Dispose(clob);
        Sandbox = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 0, ForesightPostgres = clob.ConnectionString });
        Dispose(Sandbox);
        var a = Sandbox.Addresses;
        var settings = new Dictionary<string, string?> { ["Venues:Catalog"] = "Sandbox", ["Faro:Orders:FollowInterval"] = "00:00:00.2" };
        foreach (var (name, url) in new[]
        {
            ("Polymarket:GammaUrl", a.Gamma), ("Polymarket:ClobUrl", a.Clob), ("Polymarket:DataUrl", a.Data), ("Kalshi:DFlowUrl", a.DFlow),
            ("Kalshi:DFlowTradeUrl", a.DFlow), ("Kalshi:KalshiUrl", a.Kalshi), ("Kalshi:JupiterUrl", a.Jupiter), ("Kalshi:SolanaRpcUrl", a.SolanaRpc),
            ("Foresight:Url", a.Foresight),
        })
            settings["Venues:Sandbox:" + name] = url.ToString();
        settings["Venues:Sandbox:Foresight:ChainId"] = "31337";
        settings["Venues:SandboxControlsUrl"] = a.Admin.ToString();
        foreach (var venue in new[] { "Polymarket", "Kalshi", "Foresight" }) settings[$"Venues:Sandbox:{venue}:RequestsPerSecond"] = "1000";
        settings["Venues:Sandbox:Kalshi:JupiterRequestsPerSecond"] = "1000";
        settings["Venues:Sandbox:Kalshi:SolanaRequestsPerSecond"] = "1000";
        Trading = Host(settings);
        await Sandbox.Trading.ForesightFilled.WaitAsync(TimeSpan.FromSeconds(120));
        using var cron = Trading.Client(ApiHost.CronSecret);
        var run = await (await cron.PostAsync(new Uri("/api/v1/cron/sync-events", UriKind.Relative), null)).Content.ReadAsStringAsync();
        Assert.True(await Trading.Services.GetRequiredService<EventLog>().WaitForViews(TimeSpan.FromSeconds(60)), run);
        Client = Trading.Client((await Trading.IssueKey(new { label = "t", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 })).Key);
        OtherClient = Trading.Client((await Trading.IssueKey(new { label = "o", scopes = new[] { "trade" }, test = true, rate_limit_per_min = 100_000 })).Key);
        LiveClient = Trading.Client((await Trading.IssueKey(new { label = "l", scopes = new[] { "trade" }, rate_limit_per_min = 100_000 })).Key);
        _l2 = await PolymarketKey();
        ForesightKey = await NewForesightKey();
    }

    /// <summary>An active event with a market at the venue, by the place in the list.</summary>
    public async Task<string> Event(string venue, int skip = 0)
    {
        var page = await (await Client.GetAsync(new Uri($"/api/v1/events?venue={venue}&limit=50", UriKind.Relative))).Json();
        foreach (var one in page.GetProperty("events").EnumerateArray())
        {
            var id = one.GetProperty("id").GetString()!;
            var quotes = await (await Client.GetAsync(new Uri($"/api/v1/events/{id}/quotes", UriKind.Relative))).Json();
            var quote = quotes.GetProperty("quotes").EnumerateArray().First(q => q.GetProperty("venue").GetString() == venue);
            if (quote.TryGetProperty("yes", out var yes) && yes.GetProperty("ask").ValueKind == JsonValueKind.Number && yes.GetProperty("bid").ValueKind == JsonValueKind.Number
                && yes.GetProperty("ask").GetDecimal() is > 0.1m and < 0.9m && skip-- == 0)
                return id;
        }

        throw new InvalidOperationException($"No event with a two-sided book at {venue}.");
    }

    public async Task<JsonElement> Prepare(string eventId, string outcome, string side, decimal size, string time = "IOC", decimal? max = null, string? reference = null)
    {
        var body = new Dictionary<string, object>
        {
            ["event_id"] = eventId,
            ["outcome"] = outcome,
            ["side"] = side,
            ["size_usd"] = size,
            ["time_in_force"] = time,
            ["wallet_address"] = Wallet,
            ["dflow_account"] = Account,
        };
        if (max is not null) body["max_price"] = max;
        if (reference is not null) body["client_ref"] = reference;
        var response = await Client.PostAsJsonAsync("/api/v1/orders/prepare", body);
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    /// <summary>The signed leg as it goes into submit.</summary>
    public Dictionary<string, object> Sign(JsonElement leg)
    {
        var signed = new Dictionary<string, object> { ["leg_id"] = leg.GetProperty("id").GetString()!, ["venue"] = leg.GetProperty("venue").GetString()! };
        switch (leg.GetProperty("venue").GetString())
        {
            case "kalshi":
                var transaction = Convert.FromBase64String(leg.GetProperty("unsigned_payload").GetProperty("transaction_b64").GetString()!);
                _solana.Sign(transaction.AsSpan(65)).CopyTo(transaction, 1);
                signed["signed_tx_b64"] = Convert.ToBase64String(transaction);
                break;
            case "polymarket":
                // Hashed by the generic encoder from the payload alone, as a wallet does it.
                var relay = leg.GetProperty("relay");
                var signature = SignTyped(leg);
                var body = relay.GetProperty("body_template").GetString()!.Replace("{{signature}}", signature).Replace("{{owner}}", _l2.Key);
                signed["signature"] = signature;
                signed["owner"] = Wallet;
                signed["l2_headers"] = L2("POST", "/order", body);
                break;
            default:
                signed["signature"] = SignTyped(leg);
                signed["owner"] = Wallet;
                signed["fs_headers"] = FsHeaders();
                break;
        }

        return signed;
    }

    public Dictionary<string, string> FsHeaders() => new() { ["fs-api-key"] = ForesightKey.Key, ["fs-api-secret"] = ForesightKey.Secret };

    public async Task<JsonElement> Submit(JsonElement prepared, params Dictionary<string, object>[] legs)
    {
        var response = await Client.PostAsJsonAsync("/api/v1/orders/submit", new
        {
            order_id = prepared.GetProperty("order").GetProperty("id").GetString(),
            legs = legs.Length > 0 ? legs : [.. prepared.GetProperty("legs").EnumerateArray().Select(Sign)],
        });
        var json = await response.Json();
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    public async Task<JsonElement> Order(JsonElement prepared, string tail = "") =>
        await (await Client.GetAsync(new Uri($"/api/v1/orders/{prepared.GetProperty("order").GetProperty("id").GetString()}{tail}", UriKind.Relative))).Json();

    /// <summary>Sends a transaction to the Solana node as a customer does; its signature.</summary>
    public async Task<string> SendToNode(string transactionBase64)
    {
        using var answer = await Venues.PostAsJsonAsync(Sandbox.Addresses.SolanaRpc, new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "sendTransaction",
            @params = new object[] { transactionBase64, new { encoding = "base64" } },
        });
        return (await answer.Json()).GetProperty("result").GetString()!;
    }

    /// <summary>Waits until the order has the status.</summary>
    public async Task<JsonElement> Until(JsonElement prepared, string status)
    {
        JsonElement order = default;
        for (var i = 0; i < 100; i++)
        {
            order = await Order(prepared);
            if (order.GetProperty("order").GetProperty("status").GetString() == status) return order;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"Never {status}: {order}");
    }

    /// <summary>Rows of any table that hold the text.</summary>
    public async Task<long> Stored(string text)
    {
        var found = 0L;
        var tables = new List<string>();
        await using (var command = Database.DataSource.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        Assert.Contains("faro.mt_events", tables);
        foreach (var table in tables)
        {
            await using var search = Database.DataSource.CreateCommand($"select count(*) from {table} t where position(lower($1) in lower(t::text)) > 0");
            search.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = text });
            found += (long)(await search.ExecuteScalarAsync())!;
        }

        return found;
    }

    public Dictionary<string, string> L2(string method, string path, string? body)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String(_l2.Secret.Replace('-', '+').Replace('_', '/'));
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(timestamp + method + path + body))).Replace('+', '-').Replace('/', '_');
        return new()
        {
            ["POLY_ADDRESS"] = Wallet,
            ["POLY_API_KEY"] = _l2.Key,
            ["POLY_PASSPHRASE"] = _l2.Passphrase,
            ["POLY_TIMESTAMP"] = timestamp,
            ["POLY_SIGNATURE"] = mac,
        };
    }

    public string SignTyped(JsonElement leg)
    {
        Assert.Null(Eip712TypedData.TryHash(leg.GetProperty("unsigned_payload"), out var hashes));
        Assert.Equal(leg.GetProperty("digest").GetString(), hashes!.Digest.ToString());
        return Hex.Encode(_polygon.Sign(hashes.Digest));
    }

    private async Task<(string, string, string)> PolymarketKey()
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var w = new Eip712StructWriter(new byte[Eip712StructWriter.SizeFor(4)], Eip712.TypeHash("ClobAuth(address address,string timestamp,uint256 nonce,string message)"));
        w.AddAddress(_polygon.Address);
        w.AddString(timestamp);
        w.AddUint(0UL);
        w.AddString("This message attests that I control the given wallet");
        var digest = Eip712.Digest(new Eip712Domain("ClobAuthDomain", "1", 137).Separator(), w.Hash());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Sandbox.Addresses.Clob, "/auth/api-key"));
        request.Headers.Add("POLY_ADDRESS", Wallet);
        request.Headers.Add("POLY_SIGNATURE", Hex.Encode(_polygon.Sign(digest)));
        request.Headers.Add("POLY_TIMESTAMP", timestamp);
        request.Headers.Add("POLY_NONCE", "0");
        using var answer = await Venues.SendAsync(request);
        var body = await answer.Json();
        return (body.GetProperty("apiKey").GetString()!, body.GetProperty("secret").GetString()!, body.GetProperty("passphrase").GetString()!);
    }

    private async Task<(string, string)> NewForesightKey()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Sandbox.Addresses.Foresight, "/v1/auth/api-keys"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Sandbox.Trading.ForesightToken(Wallet));
        request.Content = JsonContent.Create(new { permissions = new[] { "read", "trade" } });
        using var answer = await Venues.SendAsync(request);
        var body = await answer.Json();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        return (body.GetProperty("key_id").GetString()!, body.GetProperty("secret").GetString()!);
    }
}
