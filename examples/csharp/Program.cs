using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FaroExample;

// One trade at each venue through Faro's sandbox, an order that rests and is cancelled, and the portfolio. Faro is known by HTTP
// only; the signing code beside this file is all that a customer needs. Exit code 0 only when everything went as expected.
var url = Environment.GetEnvironmentVariable("FARO_URL") is { Length: > 0 } named ? named : "http://127.0.0.1:8080";
var root = url.TrimEnd('/');
root = root.EndsWith("/api/v1", StringComparison.Ordinal) ? root : root + "/api/v1";
if (Environment.GetEnvironmentVariable("FARO_KEY") is not { Length: > 0 } apiKey)
{
    Console.Error.WriteLine("Set FARO_KEY to the test key that './faro up' printed, and FARO_URL if it is not at http://127.0.0.1:8080.");
    return 1;
}

if (args is ["first-trade"])
{
    await FirstTrade.Run(new Uri(root), apiKey);
    return 0;
}

if (args is ["follow"])
{
    await Follow.Run(new Uri(root), apiKey);
    return 0;
}

using var faro = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
faro.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
using var venueHttp = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
var customer = new Customer(venueHttp);
var traded = 0;
try
{
    var sandbox = await Call(HttpMethod.Get, "/sandbox");
    await customer.LogIn(sandbox);
    Console.WriteLine($"Throwaway keys: {customer.Ethereum.Address} on Polygon, {customer.Solana.Address} on Solana.");

    foreach (var venue in (string[])["polymarket", "kalshi", "foresight"])
    {
        var (eventId, title, marketId) = await Pick(venue);
        if (venue == "foresight") await customer.FundForesight(sandbox, marketId, 1_000);
        Console.WriteLine($"\n{venue}: {title}");
        var order = await Prepare(eventId, venue, sizeUsd: 20, "IOC", maxPrice: null);
        await Submit(order);
        var filled = await Until(order, "filled");
        Console.WriteLine($"  filled: {filled.GetProperty("filled_shares")} shares for ${filled.GetProperty("filled_usd")}");
        traded++;
        if (venue == "polymarket") await RestAndCancel(eventId);
    }

    var positions = await Call(HttpMethod.Get, $"/positions?wallet={customer.Ethereum.Address}&dflow_account={customer.Solana.Address}", headers: customer.ForesightHeaders);
    var held = (Polymarket: positions.GetProperty("polymarket"), Kalshi: positions.GetProperty("kalshi").GetProperty("positions"), Foresight: positions.GetProperty("foresight"));
    Console.WriteLine("\nPositions");
    foreach (var (venue, list) in new[] { ("polymarket", held.Polymarket), ("kalshi", held.Kalshi), ("foresight", held.Foresight) })
    {
        if (list.GetArrayLength() != 1) throw new StopException($"One position was expected at {venue}: {list}");
        Console.WriteLine($"  {venue}: {list[0].GetProperty("size")} {list[0].GetProperty("outcome")} of {list[0].GetProperty("market")}");
    }

    Console.WriteLine($"\n{traded} trades, 1 cancelled order: all as expected.");
    return 0;
}
catch (Exception e) when (e is StopException or HttpRequestException or TaskCanceledException)
{
    Console.Error.WriteLine($"\nStopped: {e.Message}");
    return 1;
}

// The payload is read in plain words before it is signed; Customer.Sign compares the digest.
async Task<JsonElement> Prepare(string eventId, string venue, decimal sizeUsd, string time, decimal? maxPrice)
{
    var request = new Dictionary<string, object>
    {
        ["event_id"] = eventId,
        ["outcome"] = "YES",
        ["side"] = "BUY",
        ["size_usd"] = sizeUsd,
        ["time_in_force"] = time,
        ["venues"] = new[] { venue },
        ["wallet_address"] = customer.Ethereum.Address,
        ["dflow_account"] = customer.Solana.Address,
        ["client_ref"] = Guid.NewGuid().ToString(), // sent again after a lost answer, it gives the same order
    };
    if (maxPrice is { } max) request["max_price"] = max;
    var prepared = await Call(HttpMethod.Post, "/orders/prepare", request);
    foreach (var leg in prepared.GetProperty("legs").EnumerateArray())
        Console.WriteLine($"  {leg.GetProperty("preview").GetProperty("summary").GetString()}");
    return prepared;
}

async Task Submit(JsonElement prepared)
{
    var legs = prepared.GetProperty("legs").EnumerateArray().Select(customer.Sign).ToArray();
    var answer = await Call(HttpMethod.Post, "/orders/submit", new { order_id = OrderId(prepared), legs });
    foreach (var leg in answer.GetProperty("legs").EnumerateArray())
    {
        if (!leg.GetProperty("ok").GetBoolean()) throw new StopException($"{leg.GetProperty("venue")} did not take the leg: {leg}");
        Console.WriteLine($"  taken as {leg.GetProperty("venue_order_id").GetString()}");
    }
}

async Task RestAndCancel(string eventId)
{
    var order = await Prepare(eventId, "polymarket", sizeUsd: 5, "GTC", maxPrice: 0.02m);
    await Submit(order);
    var leg = order.GetProperty("legs")[0];
    var cancel = leg.GetProperty("cancel");
    var headers = customer.L2(cancel.GetProperty("method").GetString()!, cancel.GetProperty("path").GetString()!, cancel.GetProperty("body").GetString()!);
    var answer = await Call(HttpMethod.Post, $"/orders/{OrderId(order)}/cancel", new
    {
        l2_headers_by_leg = new Dictionary<string, object> { [leg.GetProperty("id").GetString()!] = headers },
    });
    if (answer.GetProperty("status").GetString() != "cancelled") throw new StopException($"The order was not cancelled: {answer}");
    Console.WriteLine("  rested, and was cancelled");
}

async Task<JsonElement> Until(JsonElement prepared, string status)
{
    for (var i = 0; ; i++)
    {
        var order = (await Call(HttpMethod.Get, $"/orders/{OrderId(prepared)}")).GetProperty("order");
        if (order.GetProperty("status").GetString() == status) return order;
        if (i == 100) throw new StopException($"Not {status} after 20 seconds: {order}");
        await Task.Delay(200);
    }
}

// The most liquid event of one venue that is not too close to certain.
async Task<(string Id, string Title, string MarketId)> Pick(string venue)
{
    var page = await Call(HttpMethod.Get, $"/events?venue={venue}&matched=false&limit=50");
    foreach (var one in page.GetProperty("events").EnumerateArray())
    {
        var id = one.GetProperty("id").GetString()!;
        var quote = (await Call(HttpMethod.Get, $"/events/{id}/quotes")).GetProperty("quotes")[0];
        if (quote.TryGetProperty("yes", out var yes) && yes.GetProperty("ask") is { ValueKind: JsonValueKind.Number } ask && ask.GetDecimal() is > 0.1m and < 0.9m)
            return (id, one.GetProperty("title").GetString()!, quote.GetProperty("venue_market_id").GetString()!);
    }

    throw new StopException($"No quoted event at {venue}: did the sync run?");
}

async Task<JsonElement> Call(HttpMethod method, string path, object? body = null, IReadOnlyDictionary<string, string>? headers = null)
{
    using var request = new HttpRequestMessage(method, root + path);
    if (body is not null) request.Content = JsonContent.Create(body);
    foreach (var (name, value) in headers ?? new Dictionary<string, string>()) request.Headers.Add(name, value);
    using var answer = await faro.SendAsync(request);
    var text = await answer.Content.ReadAsStringAsync();
    return answer.IsSuccessStatusCode
        ? JsonSerializer.Deserialize<JsonElement>(text)
        : throw new StopException(string.Create(CultureInfo.InvariantCulture, $"{method} {path} answered {(int)answer.StatusCode}: {text}"));
}

static string OrderId(JsonElement prepared) => prepared.GetProperty("order").GetProperty("id").GetString()!;
