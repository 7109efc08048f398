using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faro.Clob.Http;
using Faro.Signing;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Clob.Tests.Server;

/// <summary>
/// kill -9 under load, again and again on one journal: whatever was answered OPEN is there exactly once afterwards, and the
/// ledger balances to the unit.
/// </summary>
public sealed class CrashTests(ITestOutputHelper log) : IAsyncLifetime
{
    private const int Kills = 20;
    private const int Clients = 6;
    private const int PerPost = 5;
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.Create("clob_crash");

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Killed_twenty_times_it_loses_nothing_and_repeats_nothing()
    {
        const int seed = 20261121;
        log.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using ClobProcess venue = await ClobProcess.Start(_database.ConnectionString);
        TestMarket market = new(await venue.Sandbox(HttpMethod.Post, "markets", new { question = "Will it survive?", min_order_size = "1" }));
        List<Client> clients = [];
        for (int i = 0; i < Clients; i++) clients.Add(await Client.Create(venue, market, i, seed));

        HashSet<string> trades = [];
        int accepted = 0;
        int doubtful = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using CancellationTokenSource stop = new();
            Task[] load = [.. clients.Select(c => c.Load(venue, market, stop.Token))];
            await Task.Delay(random.Next(30, 250));
            await venue.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(load);
            await venue.Start();
            JsonElement audit = await venue.Sandbox(HttpMethod.Get, "audit", null);
            Assert.Equal("[]", audit.GetProperty("wrong").GetRawText());
            foreach (Client client in clients) await client.Check(venue, market, kill);
            await CheckTrades(venue, market, trades);
            accepted = clients.Sum(c => c.Accepted.Count);
            doubtful = clients.Sum(c => c.Doubtful);
        }

        log.WriteLine($"{accepted} orders answered OPEN, {doubtful} requests without an answer, {trades.Count} trades");
        Assert.True(accepted > 200, $"only {accepted} orders were accepted: the load was no load");
        Assert.True(doubtful > 0, "no request was ever in flight when the process died");
        Assert.True(trades.Count > 20, "nothing traded");
    }

    /// <summary>Trades seen before a crash are there after it, and numbers have no gap.</summary>
    private static async Task CheckTrades(ClobProcess venue, TestMarket market, HashSet<string> seen)
    {
        HashSet<string> now = [];
        string cursor = "";
        do
        {
            JsonElement page = await venue.Http.GetFromJsonAsync<JsonElement>($"{market.Path}/trades?{market.Query}&limit=100{cursor}");
            foreach (JsonElement trade in page.GetProperty("data").EnumerateArray()) Assert.True(now.Add(trade.GetProperty("trade_id").GetString()!));
            cursor = page.GetProperty("has_more").GetBoolean() ? $"&cursor={page.GetProperty("next_cursor").GetString()}" : "";
        }
        while (cursor.Length > 0);

        Assert.Subset(now, seen);
        Assert.Equal(now.Count, now.Select(t => int.Parse(t.Split('-')[^1])).DefaultIfEmpty().Max());
        seen.UnionWith(now);
    }

    private sealed class Client
    {
        private readonly Trader _trader;
        private readonly Random _random;

        private Client(Trader trader, Random random) => (_trader, _random) = (trader, random);

        public HashSet<string> Accepted { get; } = [];

        public int Doubtful { get; private set; }

        public static async Task<Client> Create(ClobProcess venue, TestMarket market, int number, int seed)
        {
            TestSigner signer = TestSigner.Named($"crash {seed} {number}");
            foreach (string asset in new[] { "collateral", "yes", "no" })
            {
                await venue.Sandbox(HttpMethod.Post, "faucet",
                    new { wallet = signer.Address.ToString(), condition_id = market.ConditionId, chain_id = market.ChainId, asset, amount = "1000000" });
            }

            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            byte[] message = Encoding.UTF8.GetBytes(SandboxEndpoints.LoginMessage(signer.Address, now));
            byte[] prefixed = [.. Encoding.ASCII.GetBytes($"\u0019Ethereum Signed Message:\n{message.Length}"), .. message];
            JsonElement session = await venue.Sandbox(HttpMethod.Post, "sessions",
                new { wallet = signer.Address.ToString(), issued_at = now, signature = Hex.Encode(signer.Sign(Keccak256.Hash(prefixed))) });
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/auth/api-keys") { Content = JsonContent.Create(new { permissions = new[] { "read", "trade" } }) };
            request.Headers.Authorization = new("Bearer", session.GetProperty("token").GetString());
            using HttpResponseMessage response = await venue.Http.SendAsync(request);
            JsonElement key = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            return new Client(
                new Trader(null!, signer) { KeyId = key.GetProperty("key_id").GetString(), Secret = key.GetProperty("secret").GetString() },
                new Random(seed + number));
        }

        public async Task Load(ClobProcess venue, TestMarket market, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var orders = Enumerable.Range(0, PerPost).Select(_ => _trader.Order(market, _random.Next(2) == 0 ? "BUY" : "SELL", _random.Next(2),
                    $"0.{_random.Next(47, 54)}", $"{_random.Next(1, 20)}", tif: _random.Next(5) == 0 ? "FAK" : null)).ToArray();
                try
                {
                    (HttpStatusCode status, JsonElement body) = await Send(venue, HttpMethod.Post, "/v1/orders", new { orders });
                    if (status != HttpStatusCode.OK) return; // starting or degraded: not accepted
                    foreach (JsonElement result in body.GetProperty("results").EnumerateArray())
                        if (result.TryGetProperty("order_hash", out JsonElement hash)) Assert.True(Accepted.Add(hash.GetString()!));
                    if (_random.Next(4) == 0) await Send(venue, HttpMethod.Post, "/v1/orders/cancel", new { side = "BUY" });
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
                {
                    Doubtful++; // killed in between: accepted or not, but never half
                    return;
                }
            }
        }

        /// <summary>Every order answered OPEN is listed exactly once, and what it filled is the sum of its fills.</summary>
        public async Task Check(ClobProcess venue, TestMarket market, int kill)
        {
            Dictionary<string, JsonElement> listed = [];
            await foreach (JsonElement order in Pages(venue, "/v1/orders?status=all"))
                Assert.True(listed.TryAdd(order.GetProperty("order_hash").GetString()!, order), $"kill {kill}: an order is there twice");
            foreach (string hash in Accepted) Assert.True(listed.ContainsKey(hash), $"kill {kill}: {hash} was answered OPEN and is gone");
            Dictionary<string, decimal> filled = [];
            await foreach (JsonElement fill in Pages(venue, "/v1/fills?"))
            {
                string hash = fill.GetProperty("order_hash").GetString()!;
                filled[hash] = filled.GetValueOrDefault(hash) + decimal.Parse(fill.GetProperty("size").GetString()!);
            }

            foreach ((string hash, JsonElement order) in listed)
                Assert.Equal((hash, decimal.Parse(order.GetProperty("filled_size").GetString()!)), (hash, filled.GetValueOrDefault(hash)));
            Accepted.UnionWith(listed.Keys); // what was in doubt is known now, and must stay known
        }

        private async IAsyncEnumerable<JsonElement> Pages(ClobProcess venue, string path)
        {
            string cursor = "";
            do
            {
                (HttpStatusCode status, JsonElement page) = await Send(venue, HttpMethod.Get, $"{path}&limit=100{cursor}", null);
                Assert.Equal(HttpStatusCode.OK, status);
                foreach (JsonElement item in page.GetProperty("data").EnumerateArray()) yield return item;
                cursor = page.GetProperty("has_more").GetBoolean() ? $"&cursor={page.GetProperty("next_cursor").GetString()}" : "";
            }
            while (cursor.Length > 0);
        }

        private async Task<(HttpStatusCode Status, JsonElement Body)> Send(ClobProcess venue, HttpMethod method, string path, object? body)
        {
            using HttpRequestMessage request = new(method, path);
            if (body is not null) request.Content = JsonContent.Create(body);
            request.Headers.Add("fs-api-key", _trader.KeyId);
            request.Headers.Add("fs-api-secret", _trader.Secret);
            using HttpResponseMessage response = await venue.Http.SendAsync(request);
            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone());
        }
    }
}
