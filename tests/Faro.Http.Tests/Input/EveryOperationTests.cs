using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.RegularExpressions;
using Faro.Http.Tests.OpenApi;
using Faro.Http.Tests.Orders;
using Faro.Testing;
using Xunit.Abstractions;

namespace Faro.Http.Tests.Input;

/// <summary>Every operation of the served document on a synced, matched and traded sandbox: as it is meant, and as it is not.</summary>
public sealed class EveryOperationTests(TradingApi api, ITestOutputHelper output) : IClassFixture<TradingApi>
{
    private const string Regenerate = "FARO_WRITE_SHAPES";

    [Fact]
    public async Task Every_GET_answers_with_its_status_its_headers_and_its_shape()
    {
        var ids = await Ids();
        var shapes = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var examples = new List<string>();
        foreach (var operation in (await Operation.All(api.Trading)).Where(o => o is { Method: "GET" }))
        {
            using var client = api.Trading.Client(operation.Bearer(api.Client.DefaultRequestHeaders.Authorization!.Parameter!));
            using var response = await client.GetAsync(new Uri(Filled(operation, ids), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            var body = operation.IsStream ? await FirstFact(response) : operation.IsLines ? await FirstLine(response) : await response.Json();
            if (operation.Id is not ("getOrderProof" or "getMatchProof" or "getOrderReceipt")) // what was sealed and what a plan was made of, as it is on the log
                Assert.False(body.GetRawText().Contains("+00:00\"", StringComparison.Ordinal), $"{operation.Id} tells a time otherwise than in Z.");
            Assert.True((int)response.StatusCode == 200, $"{operation.Id}: {(int)response.StatusCode} {body}");
            AssertHeaders(operation, response);
            Assert.Equal([], Documented.Faults(operation.Answer, body).Select(f => $"{operation.Id}: {f}"));
            examples.AddRange(RecordedExample.Faults(operation, body));
            Shape(body, "", shapes[operation.Id] = new SortedSet<string>(StringComparer.Ordinal));
            if (operation.IsStream || operation.IsLines) // of whichever fact came first: what a fact's data hold, its golden file says
                shapes[operation.Id].RemoveWhere(l => l.StartsWith(".data.", StringComparison.Ordinal));
        }

        Assert.Equal([], examples);
        var text = string.Join('\n', shapes.Select(s => $"{s.Key}\n{string.Join('\n', s.Value.Select(l => "  " + l))}")) + "\n";
        var path = RepositoryRoot.File("tests", "Faro.Http.Tests", "Input", "shapes.txt");
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
            await File.WriteAllTextAsync(path, text);
        Assert.True(File.ReadAllText(path) == text, $"The shapes of answers have changed: run with {Regenerate}=1 and look at the difference.");
    }

    [Fact]
    public async Task Every_other_operation_and_every_refusal_is_as_its_example_says()
    {
        var changing = new ChangingOperations(api, await api.MatchedEvent(1));
        var faults = new List<string>();
        foreach (var operation in (await Operation.All(api.Trading)).Where(o => o is not { Method: "GET" }).OrderBy(ChangingOperations.Order))
        {
            var (request, answer) = await changing.Call(operation);
            faults.AddRange(Documented.Faults(operation.Answer, answer).Select(f => $"{operation.Id} answered: {f}"));
            faults.AddRange(RecordedExample.Faults(operation, answer, request));
        }

        faults.AddRange(RecordedExample.Faults(await changing.Refusals()));
        Assert.Equal([], faults);
    }

    [Fact]
    public async Task Whatever_is_asked_is_answered_or_refused_in_the_envelope_never_5xx()
    {
        // CI runs 2,000; FARO_FUZZ_ROUNDS asks for more.
        var rounds = int.Parse(Environment.GetEnvironmentVariable("FARO_FUZZ_ROUNDS") ?? "2000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("FARO_SEED") ?? "20261130", CultureInfo.InvariantCulture);
        output.WriteLine($"FARO_SEED={seed} FARO_FUZZ_ROUNDS={rounds}");
        var fuzz = new Fuzz(seed);
        var operations = await Operation.All(api.Trading);
        var key = api.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        using var client = api.Trading.Client();
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < rounds; i++)
        {
            var (request, told) = fuzz.Request(operations[i % operations.Count], key);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // a stream has no end
            request.Dispose();
            var status = (int)response.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status >= 500)
                Assert.Fail($"seed {seed}, round {i}: {status} {told} {await response.Content.ReadAsStringAsync()}");
            if (status >= 400)
                await Envelope(response, $"seed {seed}, round {i}: {told}");
        }

        output.WriteLine(string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(statuses[400] > rounds / 4, "Hardly anything was refused: the requests are too tame.");
        Assert.True(statuses[200] > rounds / 20, "Hardly anything was answered: the requests are too wild.");
    }

    /// <summary>One text after the other, in the first to the last body.</summary>
    [Fact]
    public async Task Every_string_and_name_of_every_body_that_is_no_Unicode_is_400()
    {
        string[] broken = ["\\ud800", "a\\udc00b", "\ue001", "\ue002", "x\ue003"];
        var tried = 0;
        foreach (var operation in (await Operation.All(api.Trading)).Where(o => o.HasBody))
        {
            using var client = api.Trading.Client(operation.Bearer(api.Client.DefaultRequestHeaders.Authorization!.Parameter!));
            var path = operation.Parameters.Where(p => p.In == "path").Aggregate(operation.Path, (p, one) => p.Replace($"{{{one.Name}}}", Guid.Empty.ToString(), StringComparison.Ordinal));
            var count = OneBrokenText.In(operation, -1, "").Texts;
            for (var at = 0; at < count; at++)
            {
                foreach (var text in broken)
                {
                    var (body, _) = OneBrokenText.In(operation, at, text);
                    using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri("http://localhost" + path)) { Content = new ByteArrayContent(Fuzz.Bytes(body)) };
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                    using var response = await client.SendAsync(request);
                    Assert.True((int)response.StatusCode == 400, $"{operation.Id} text {at}: {(int)response.StatusCode} for {body}: {await response.Content.ReadAsStringAsync()}");
                    await Envelope(response, body);
                    tried++;
                }
            }
        }

        Assert.True(tried > 300, $"only {tried}");
        output.WriteLine($"{tried} bodies");
    }

    private static async Task Envelope(HttpResponseMessage response, string told)
    {
        var text = await response.Content.ReadAsStringAsync();
        var json = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.True(json.TryGetProperty("error", out var code) && code.GetString() is { Length: > 0 }, $"{told}: {text}");
        Assert.True(json.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 }, $"{told}: {text}");
        Assert.True(response.Headers.Contains("X-Request-Id"), told);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    private static void AssertHeaders(Operation operation, HttpResponseMessage response)
    {
        Assert.Equal(operation.IsStream ? "text/event-stream" : operation.IsLines ? "application/x-ndjson" : "application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(operation.IsStream || operation.IsLines ? "no-store" : "no-cache, private", response.Headers.CacheControl?.ToString());
        if (!operation.IsStream && !operation.IsLines)
            Assert.Matches("^W/\"[0-9a-f]{24}\"$", response.Headers.ETag?.ToString());
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Matches("^[0-9a-f]{32}$", response.Header("X-Request-Id"));
        var probe = operation.Path.StartsWith("/healthz/", StringComparison.Ordinal);
        foreach (var name in new[] { "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset" })
            Assert.True(probe != response.Headers.Contains(name), $"{operation.Id} {name}");
    }

    private async Task<Dictionary<string, string>> Ids()
    {
        var eventId = await api.MatchedEvent();
        var matches = await (await api.Client.GetAsync(new Uri("/api/v1/matches?state=linked&limit=200", UriKind.Relative))).Json();
        var prepared = await api.Prepare(eventId, "YES", "BUY", 5m);
        var root = await Eventually.Get( // sealing is not waited for by the fixture
            async () => await (await api.Client.GetAsync(new Uri("/api/v1/log/root", UriKind.Relative))).Json(), r => r.TryGetProperty("size", out _));
        return new Dictionary<string, string>
        {
            ["correlation"] = (await api.Order(prepared, "/history")).GetProperty("history")[0].GetProperty("correlation_id").GetString()!,
            ["/log/"] = root.GetProperty("size").GetRawText(),
            ["/events/"] = eventId,
            ["/matches/"] = matches.GetProperty("matches").EnumerateArray().Where(m => m.GetProperty("divergence_risks").GetArrayLength() > 0)
                .Select(m => m.GetProperty("id").GetString()!).Order(StringComparer.Ordinal).First(),
            ["/orders/"] = prepared.GetProperty("order").GetProperty("id").GetString()!,
            ["/webhooks/"] = await Webhook(),
            ["/keys/"] = (await api.Trading.IssueKey()).Id.ToString(),
        };
    }

    /// <summary>A webhook with a delivery that nobody took.</summary>
    private async Task<string> Webhook()
    {
        using var created = await api.Client.PostAsJsonAsync("/api/v1/webhooks", new { url = "https://localhost:8443/faro", kinds = new[] { "root" } });
        var id = (await created.Json()).GetProperty("id").GetString()!;
        using var asked = await api.Client.PostAsync(new Uri($"/api/v1/webhooks/{id}/test", UriKind.Relative), null);
        await Eventually.Get(
            async () => (await (await api.Client.GetAsync(new Uri($"/api/v1/webhooks/{id}/deliveries", UriKind.Relative))).Json()).GetProperty("deliveries"),
            d => d.GetArrayLength() > 0 && d[0].GetProperty("last_error").ValueKind == JsonValueKind.String);
        return id;
    }

    private string Filled(Operation operation, Dictionary<string, string> ids)
    {
        var path = operation.Path.Replace("{id}", ids.FirstOrDefault(i => operation.Path.Contains(i.Key, StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        if (operation.Id == "getFeed")
            return path + "?after=0&kind=market";
        var query = operation.Parameters.Where(p => p is { In: "query", Required: true }).Select(p => p.Name switch
        {
            "correlation_id" => "correlation_id=" + Uri.EscapeDataString(ids["correlation"]),
            "date" => "date=" + DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "first" or "second" => $"{p.Name}={ids["/log/"]}",
            "events" => $"events={ids["/events/"]}",
            "wallet" => $"wallet={api.Wallet}&dflow_account={api.Account}",
            "venue" when operation.Id == "getOrderbook" => "venue=all",
            "venue" => "venue=polymarket",
            _ => throw new InvalidOperationException($"No value for {p.Name}."),
        });
        return path + (string.Join('&', query) is { Length: > 0 } text ? "?" + text : "");
    }

    /// <summary>The data of the first event of a stream that is about something.</summary>
    private static async Task<JsonElement> FirstFact(HttpResponseMessage response)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(patience.Token))
        {
            if (item.EventType is not ("begun" or "heartbeat" or "event"))
                return JsonSerializer.Deserialize<JsonElement>(item.Data);
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>The first object of a file of lines.</summary>
    private static async Task<JsonElement> FirstLine(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>((await response.Content.ReadAsStringAsync()).Split('\n')[0]);

    /// <summary>Every path to a value; names that are ids stand as *.</summary>
    private static void Shape(JsonElement value, string at, SortedSet<string> paths)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Shape(item, at + "[]", paths);
            paths.Add(at + "[]");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Shape(member.Value, at + "." + (Regex.IsMatch(member.Name, "^[a-z0-9_]+$") && member.Name.Length < 32 ? member.Name : "*"), paths);
        }
        else
        {
            paths.Add(at);
        }
    }
}
