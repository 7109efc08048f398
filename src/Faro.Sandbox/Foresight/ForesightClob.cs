using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Faro.Clob;
using Faro.Clob.Http;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Signing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Faro.Sandbox.Foresight;

/// <summary>Foresight as the real Clob server in this process: its markets are listed from the catalog, and the house quotes them.</summary>
internal sealed class ForesightClob : IAsyncDisposable
{
    private const int Batch = 15;
    private const int QuotedLevels = 4;
    private const int MirroredLevels = 25;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly string _secret;
    private readonly PlayKey _house = PlayKey.Named("foresight");
    private readonly Before _before;
    private readonly CancellationTokenSource _stop = new();

    private ForesightClob(WebApplication app, HttpClient http, string secret, Before before)
    {
        _before = before;
        _app = app;
        _http = http;
        _secret = secret;
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Done when every market of the catalog is listed and quoted; faulted when the server refused something.</summary>
    public Task Filled { get; private set; } = Task.CompletedTask;

    /// <summary>Markets of the catalog that are listed so far, and all of them.</summary>
    public (int Done, int Total) Progress { get; private set; }

    /// <summary>Starts the server on the journal in this Postgres and fills it in the background. Existing markets of a journal are kept.</summary>
    public static async Task<ForesightClob> Start(
        string connectionString, int port, VenueCatalog catalog, TwinService errors, FaultBoard faults, SubmissionLog submissions,
        CancellationToken ct)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)); // of this run; the admin listener uses it for its callers
        var options = new ClobOptions
        {
            ConnectionString = connectionString,
            Schema = "clob",
            Sandbox = true,
            AdminSecret = secret,
            RateLimits = false, // all accounts of one Faro share an address
        };
        var before = new Before();
        var app = ClobHost.Build(options, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
            builder.Services.AddSingleton<IStartupFilter>(new FaultsFirst(errors, faults, submissions, before));
        });
        await app.StartAsync(ct);
        await app.UntilReady().WaitAsync(ct);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var clob = new ForesightClob(app, new HttpClient { BaseAddress = new Uri(address) }, secret, before);
        clob.Filled = Task.Run(() => clob.Fill(catalog, clob._stop.Token), ct);
        return clob;
    }

    /// <summary>Runs before the server handles a request; false when the request has been answered.</summary>
    public Func<HttpContext, Task<bool>>? BeforeEach
    {
        set => _before.Run = value;
    }

    /// <summary>Whether the server lists a market.</summary>
    public async Task<bool> Has(string conditionId, string chain)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/markets/{conditionId}?chain_id={chain}", UriKind.Relative));
        request.Headers.Add(FaultsFirst.HouseHeader, _secret);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode != HttpStatusCode.NotFound
            && (answer.IsSuccessStatusCode ? true : throw new HttpRequestException($"Foresight answered {(int)answer.StatusCode}."));
    }

    /// <summary>Lists a market, and has the house quote a book in it; prices are truncated to whole cents.</summary>
    public async Task Open(ReadOnlyMemory<byte> record, Mirroring.LiveBook book)
    {
        using var market = JsonDocument.Parse(record);
        var root = market.RootElement;
        await Must("/sandbox/v1/markets", JsonText.Object(w => Listing(w, root)), null, _stop.Token);
        await Must(await Fund(_house.Address, root.Text("condition_id")!, root.GetProperty("chain_id").GetInt32(), "collateral", 1_000_000_000_000m, _stop.Token));
        var levels = new Book([.. book.Bids.Select(l => l.ToLevel())], [.. book.Asks.Select(l => l.ToLevel())]);
        foreach (var batch in HouseOrders.For(_house, root.Clone(), levels, MirroredLevels).Chunk(Batch))
            await Quote([.. batch], _stop.Token);
    }

    /// <summary>A login of the sandbox's own issuer for a wallet, as a JWT.</summary>
    public string Token(EthAddress wallet) => _app.Services.GetRequiredService<SandboxIssuer>().Issue(wallet);

    /// <summary>Adds collateral, YES or NO of a market to a wallet, in hundredths; the server's answer.</summary>
    public Task<(HttpStatusCode Status, string Body)> Fund(EthAddress wallet, string conditionId, int chainId, string asset, decimal amount, CancellationToken ct) =>
        Send("/sandbox/v1/faucet", JsonText.Object(w =>
        {
            w.WriteString("wallet", wallet.ToString());
            w.WriteString("condition_id", conditionId);
            w.WriteNumber("chain_id", chainId);
            w.WriteString("asset", asset);
            w.WriteString("amount", amount.ToString("0.##", CultureInfo.InvariantCulture));
        }), null, ct);

    /// <summary>Closes, pauses, opens or (with a payout of 0 to 100) resolves a market.</summary>
    public Task<(HttpStatusCode Status, string Body)> Move(string conditionId, int chainId, string status, int? payoutYes, CancellationToken ct) =>
        Send(string.Create(CultureInfo.InvariantCulture, $"/sandbox/v1/markets/{conditionId}/{(payoutYes is null ? "status" : "resolve")}?chain_id={chainId}"),
            JsonText.Object(w =>
            {
                if (payoutYes is { } payout)
                    w.WriteNumber("payout_yes", payout);
                else
                    w.WriteString("status", status);
            }), null, ct);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Filled.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task Fill(VenueCatalog catalog, CancellationToken ct)
    {
        var there = await Listed(ct);
        var orders = new List<Action<Utf8JsonWriter>>();
        // The venue lists newest first, so the oldest goes in first.
        for (var row = catalog.MarketRows - 1; row >= 0; row--)
        {
            Progress = (catalog.MarketRows - 1 - row, catalog.MarketRows);
            if (!catalog.TryMarket(row, out var market))
                continue;
            using var record = JsonDocument.Parse(market.Record.Json.Materialise(market.Variant));
            var id = record.RootElement.Text("condition_id")!;
            if (there.Contains(id))
                continue;
            await Must("/sandbox/v1/markets", JsonText.Object(w => Listing(w, record.RootElement)), null, ct);
            if (there.Count == 0 && row == catalog.MarketRows - 1)
                await Must(await Fund(_house.Address, id, record.RootElement.GetProperty("chain_id").GetInt32(), "collateral", 1_000_000_000_000m, ct));
            orders.AddRange(HouseOrders.For(_house, record.RootElement.Clone(), BookSketch.Of(market.Record.Facts, market.Variant), QuotedLevels));
            while (orders.Count >= Batch)
                await Quote(orders, ct);
        }

        if (orders.Count > 0)
            await Quote(orders, ct);
    }

    private async Task Quote(List<Action<Utf8JsonWriter>> orders, CancellationToken ct)
    {
        var batch = orders.Take(Batch).ToList();
        orders.RemoveRange(0, batch.Count);
        var answer = await Must("/v1/orders", JsonText.Object(w =>
        {
            w.WriteStartArray("orders");
            foreach (var order in batch)
                order(w);
            w.WriteEndArray();
        }), Token(_house.Address), ct);
        if (answer.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException("Foresight refused an order of the house: " + answer[..Math.Min(answer.Length, 500)]);
    }

    private static void Listing(Utf8JsonWriter w, JsonElement market)
    {
        foreach (var name in (string[])["condition_id", "question", "summary", "rules", "collateral_token", "ctf_exchange_address", "conditional_tokens_address", "end_date", "min_order_size", "status"])
        {
            if (market.Text(name) is { } text)
                w.WriteString(name, text);
        }

        w.WriteNumber("chain_id", market.GetProperty("chain_id").GetInt64());
        w.WriteNumber("fee_rate_bps", market.GetProperty("fee_rate_bps").GetInt32());
        foreach (var token in market.GetProperty("tokens").EnumerateArray())
            w.WriteString(token.GetProperty("outcome").GetInt32() == 1 ? "yes_token" : "no_token", token.Text("token_id"));
    }

    private async Task<HashSet<string>> Listed(CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await _http.GetByteArrayAsync(
                new Uri("/v1/markets?status=all&limit=100" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)), UriKind.Relative), ct);
            using var document = JsonDocument.Parse(page);
            foreach (var market in document.RootElement.GetProperty("data").EnumerateArray())
                ids.Add(market.Text("condition_id")!);
            cursor = document.RootElement.Text("next_cursor");
        }
        while (cursor is not null);
        return ids;
    }

    private async Task<string> Must(string path, byte[] body, string? token, CancellationToken ct) => await Must(await Send(path, body, token, ct));

    private static Task<string> Must((HttpStatusCode Status, string Body) answer) => (int)answer.Status is >= 200 and < 300
        ? Task.FromResult(answer.Body)
        : throw new InvalidOperationException($"Foresight answered {(int)answer.Status}: {answer.Body[..Math.Min(answer.Body.Length, 500)]}");

    private async Task<(HttpStatusCode, string)> Send(string path, byte[] body, string? token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-admin-secret", _secret);
        request.Headers.Add(FaultsFirst.HouseHeader, _secret);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    private sealed class Before
    {
        public Func<HttpContext, Task<bool>>? Run { get; set; }
    }

    /// <summary>Adds the sandbox's faults before the server's own pipeline.</summary>
    private sealed class FaultsFirst(TwinService errors, FaultBoard faults, SubmissionLog submissions, Before before) : IStartupFilter
    {
        public const string HouseHeader = "x-sandbox-house";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(Run);
            next(app);
        };

        private async Task Run(HttpContext http, RequestDelegate next)
        {
            if (http.Request.Headers.ContainsKey(HouseHeader))
            {
                await next(http);
                return;
            }

            await submissions.Note("foresight", http);
            if (!await TransportFaults.Pass(http, errors, faults) || (before.Run is { } first && !await first(http)))
                return;
            var places = http.Request.Method == "POST" && http.Request.Path == "/v1/orders";
            if (places && faults.TryTake("foresight", "soft_reject"))
            {
                await Answer.Raw(http, 200, "{\"results\":[{\"error\":{\"code\":\"INSUFFICIENT_BALANCE\",\"message\":\"Asked to refuse.\"}}]}"u8.ToArray());
                return;
            }

            if (!places || faults.Take("foresight", "accept_then_timeout") is not { } silence)
            {
                await next(http);
                return;
            }

            http.Response.Body = Stream.Null;
            await next(http); // the orders are placed; the client gets no answer
            await Task.Delay(silence.DelayMs, http.RequestAborted);
            http.Abort();
        }
    }
}
