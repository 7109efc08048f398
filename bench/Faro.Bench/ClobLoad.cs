using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Faro.Clob.Engine;
using Faro.Clob.Http;
using Faro.Clob.Intake;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Bench;

/// <summary>Signed orders made beforehand, sent over kept-alive connections that do as little as a client can.</summary>
internal sealed class ClobLoad : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly HttpClient _http;
    private readonly int _connections;
    private readonly TestSigner _signer = TestSigner.Named("bench");
    private readonly Random _random = new(1);
    private JsonElement _market;
    private string _token = "";
    private Hash256 _domain;
    private long _salt;

    private ClobLoad(Uri address, int connections)
    {
        (_address, _connections) = (address, connections);
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Add("x-admin-secret", "bench");
    }

    public static async Task<ClobLoad> Create(Uri address, WebApplication app, int connections)
    {
        ClobLoad load = new(address, connections);
        using HttpResponseMessage listed = await load._http.PostAsJsonAsync("/sandbox/v1/markets", new { question = "bench", min_order_size = "1" });
        load._market = JsonDocument.Parse(await listed.Content.ReadAsStringAsync()).RootElement.Clone();
        foreach (string asset in new[] { "collateral", "yes", "no" })
        {
            using HttpResponseMessage funded = await load._http.PostAsJsonAsync("/sandbox/v1/faucet", new
            {
                wallet = load._signer.Address.ToString(),
                condition_id = load._market.GetProperty("condition_id").GetString(),
                chain_id = load._market.GetProperty("chain_id").GetInt64(),
                asset,
                amount = "1000000000000",
            });
            funded.EnsureSuccessStatusCode();
        }

        load._token = app.Services.GetRequiredService<SandboxIssuer>().Issue(load._signer.Address);
        load._domain = SignedOrder.DomainSeparator(
            load._market.GetProperty("chain_id").GetInt64(), EthAddress.Parse(load._market.GetProperty("ctf_exchange_address").GetString()!));
        return load;
    }

    /// <summary>Requests of so many signed orders each. One wallet: its own orders never trade, so self-trade prevention works too.</summary>
    public byte[][] Prepare(int posts, int ordersEach)
    {
        byte[][] requests = new byte[posts][];
        var seeds = Enumerable.Range(0, posts * ordersEach).Select(_ => (Salt: ++_salt, Buy: _random.Next(2) == 0, Tick: _random.Next(2))).ToArray();
        Parallel.For(0, posts, p =>
        {
            StringBuilder body = new("{\"orders\":[");
            for (int i = 0; i < ordersEach; i++)
            {
                if (i > 0) body.Append(',');
                var seed = seeds[(p * ordersEach) + i];
                body.Append(Order(seed.Salt, seed.Buy, seed.Buy ? 30 + (int)(seed.Salt % 20) : 51 + (int)(seed.Salt % 20)));
            }

            body.Append("]}");
            requests[p] = Encoding.ASCII.GetBytes($"POST /v1/orders HTTP/1.1\r\nHost: {_address.Authority}\r\nAuthorization: Bearer {_token}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        });
        return requests;
    }

    /// <summary>Sends all requests over all connections; answers accepted orders a second.</summary>
    public async Task<double> Run(byte[][] requests)
    {
        int next = -1;
        int accepted = 0;
        List<TcpClient> clients = [];
        for (int i = 0; i < _connections; i++)
        {
            TcpClient client = new() { NoDelay = true };
            await client.ConnectAsync(_address.Host, _address.Port);
            clients.Add(client);
        }

        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[64 * 1024];
            while (Interlocked.Increment(ref next) is var mine && mine < requests.Length)
            {
                await stream.WriteAsync(requests[mine]);
                int length = 0;
                do length += await stream.ReadAsync(buffer.AsMemory(length));
                while (!buffer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8));
                Interlocked.Add(ref accepted, Count(buffer.AsSpan(0, length)));
            }
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (TcpClient client in clients) client.Dispose();
        return accepted / seconds;
    }

    /// <summary>Milliseconds from each batch's decision to its arrival at a subscriber, while orders come in steadily.</summary>
    public async Task<List<double>> Deltas(byte[][] requests, int pauseMs)
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(_address) { Scheme = "ws", Path = "/v1/ws" }.Uri, CancellationToken.None);
        string subscribe = JsonSerializer.Serialize(new
        {
            type = "subscribe",
            channel = "book",
            condition_id = _market.GetProperty("condition_id").GetString(),
            chain_id = _market.GetProperty("chain_id").GetInt64(),
        });
        await socket.SendAsync(Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] hello = new byte[1 << 20];
        for (int messages = 0; messages < 2;) // the acknowledgement and the snapshot
            if ((await socket.ReceiveAsync(hello.AsMemory(), CancellationToken.None)).EndOfMessage) messages++;
        List<double> delays = [];
        Task reading = Task.Run(async () =>
        {
            byte[] buffer = new byte[1 << 20];
            while (delays.Count < requests.Length)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                double now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
                using JsonDocument message = JsonDocument.Parse(buffer.AsMemory(0, length));
                if (message.RootElement.GetProperty("type").ValueEquals("book_delta_batch"))
                    delays.Add(now - message.RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds());
            }
        });
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(_address.Host, _address.Port);
        byte[] answer = new byte[64 * 1024];
        foreach (byte[] request in requests)
        {
            await client.GetStream().WriteAsync(request);
            int length = 0;
            do length += await client.GetStream().ReadAsync(answer.AsMemory(length));
            while (!answer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8));
            await Task.Delay(pauseMs);
        }

        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        return delays;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int Count(ReadOnlySpan<byte> answer)
    {
        int count = 0;
        for (int at; (at = answer.IndexOf("order_hash"u8)) >= 0; answer = answer[(at + 10)..]) count++;
        return count;
    }

    private string Order(long salt, bool buy, int tick)
    {
        string price = OrderText.FormatPrice(tick);
        UInt128 size = UInt128.Parse("2000000000000000000", CultureInfo.InvariantCulture);
        OrderSide side = buy ? OrderSide.Buy : OrderSide.Sell;
        (UInt128 maker, UInt128 taker) = OrderText.SignedAmounts(side, (uint)tick, size);
        string token = _market.GetProperty("tokens")[0].GetProperty("token_id").GetString()!;
        SignedOrder order = new()
        {
            ConditionId = default,
            ChainId = 0,
            Yes = true,
            Side = side,
            OrderType = "LIMIT",
            Price = price,
            Size = "2",
            Salt = AbiWord.FromUint((ulong)salt),
            Signer = _signer.Address,
            Taker = EthAddress.Zero,
            TokenId = AbiWord.FromUint(BigInteger.Parse(token, CultureInfo.InvariantCulture)),
            MakerAmount = AbiWord.FromUint((BigInteger)maker),
            TakerAmount = AbiWord.FromUint((BigInteger)taker),
            Expiration = default,
            Nonce = default,
            FeeRateBps = 0,
            Signature = [],
        };
        string signature = Hex.Encode(_signer.Sign(order.OrderHash(_domain)));
        return $$"""{"condition_id":"{{_market.GetProperty("condition_id").GetString()}}","chain_id":{{_market.GetProperty("chain_id").GetInt64()}},"outcome":1,"side":"{{(buy ? "BUY" : "SELL")}}","order_type":"LIMIT","price":"{{price}}","size":"2","salt":"{{salt}}","signer":"{{_signer.Address}}","taker":"{{EthAddress.Zero}}","token_id":"{{token}}","maker_amount":"{{maker}}","taker_amount":"{{taker}}","expiration":"0","nonce":"0","fee_rate_bps":0,"signature_type":0,"signature":"{{signature}}"}""";
    }
}
