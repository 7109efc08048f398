using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Http.Webhooks;
using Faro.Ingest;
using Faro.Log;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Faro.Http.Tests.Webhooks;

/// <summary>Parts of the feed: of one event or order, of a part of the log, and what is deleted when it has arrived long ago.</summary>
public sealed class WebhookPartsTests : WebhookTest
{
    private static readonly MarketRef Poly = new(Venue.Polymarket, "webhook-poly"), Kal = new(Venue.Kalshi, "webhook-kal"), Other = new(Venue.Kalshi, "webhook-other");
    private ApiHost _host = null!;
    private HttpClient _client = null!;
    private EventLog _log = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = NewHost("00:00:00.1", patience: "00:00:20");
        Dispose(_host);
        _client = _host.Client((await _host.IssueKey(new { label = "app", account = "acme", test = true, rate_limit_per_min = 100_000 })).Key);
        _log = _host.Services.GetRequiredService<EventLog>();
    }

    [Fact]
    public async Task A_webhook_of_an_event_follows_it_to_the_markets_that_are_joined_to_it_and_one_of_an_order_gets_that_order()
    {
        await using WebhookReceiver receiver = new(FreePort.Next()), orders = new(FreePort.Next());
        await receiver.Start();
        await orders.Start();
        await List(Poly, "Will it rain in Lisbon on March 3, 2027?");
        await List(Other, "Will Ann Lee be the mayor of Springfield in 2028?");
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
        var about = MarketIds.IdOf(Poly);
        var order = await Order(_log, "acme", test: true);
        var ofEvent = await Create(new { url = receiver.Url, kinds = new[] { "order", "match", "market" }, @event = about });
        var ofOrder = await Create(new { url = orders.Url, kinds = new[] { "order" }, order = order.Id });
        Assert.Equal((about, order.Id), (ofEvent.GetProperty("event").GetGuid(), ofOrder.GetProperty("order").GetGuid()));

        foreach (var (refused, status) in new (object, int)[]
        {
            (new { url = receiver.Url, kinds = new[] { "market" } }, 400), // every market of every venue
            (new { url = receiver.Url, @event = order.Id }, 404),
            (new { url = receiver.Url, order = about }, 404),
        })
        {
            using var response = await _client.PostAsJsonAsync("/api/v1/webhooks", refused);
            Assert.Equal(status, (int)response.StatusCode);
        }

        var expected = new List<long> { await Quote(Poly, 1) };
        await Quote(Other, 1);
        expected.Add((await Order(_log, "acme", test: true, about)).Sequence);
        await Order(_log, "acme", test: true, MarketIds.IdOf(Other));
        await Order(_log, "another", test: true, about);
        await List(Kal, "Will it rain in Lisbon on March 3, 2027?");
        using (var cron = _host.Client(ApiHost.CronSecret))
            (await cron.PostAsync(Address("/api/v1/cron/match-markets"), null)).EnsureSuccessStatusCode();
        expected.Add(Assert.Single(await _log.ReadAll(typeof(Faro.Matching.Matches.PairLinked))).Sequence);
        expected.Add(await Quote(Kal, 1));
        await Quote(Other, 2);
        await Post(_client, $"/api/v1/webhooks/{ofOrder.GetProperty("id").GetGuid()}/redeliver?from=1"); // its facts were recorded before

        var all = await Eventually.Get(() => Task.FromResult(receiver.Received.Select(m => m.Json).DistinctBy(Sequence).ToDictionary(Sequence)), m => expected.TrueForAll(m.ContainsKey));
        await Passed(expected[^1]);
        Assert.DoesNotContain(all.Values, m => m.GetProperty("stream").GetString() == Other.StreamId);
        Assert.Equal(expected.Where(e => Kind(all[e]) is "order" or "market"), all.Values.Where(m => Kind(m) is "order" or "market").Select(Sequence).Order());
        await Eventually.Is(() => orders.Received.Count > 0);
        Assert.Equal(order.Sequence, Sequence(Assert.Single(orders.Received).Json));
    }

    [Fact]
    public async Task A_part_of_the_log_is_sent_again_to_its_account_and_by_the_operator_and_what_arrived_long_ago_is_deleted()
    {
        await using var receiver = new WebhookReceiver(FreePort.Next());
        await receiver.Start();
        var unseen = (await Order(_log, "acme", test: true)).Sequence; // before the webhook
        await Passed(unseen);
        var id = (await Create(new { url = receiver.Url })).GetProperty("id").GetGuid();
        var sent = new List<long>();
        for (var i = 0; i < 5; i++)
            sent.Add((await Order(_log, "acme", test: true)).Sequence);
        await Order(_log, "another", test: true);
        await Received(sent);

        // The middle ones again, under the ids that they had; then all of a time, that before the webhook too; then by the operator.
        var had = receiver.Received.ToList();
        await Post(_client, $"/api/v1/webhooks/{id}/redeliver?from={sent[1]}&to={sent[3]}");
        await Received([.. sent, .. sent[1..4]]);
        Assert.Equal(had.Count, receiver.Received.Select(m => m.Id).Distinct().Count());
        var began = (await _log.TimeOf(unseen))!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        await Post(_client, $"/api/v1/webhooks/{id}/redeliver?from={began}");
        List<long> expected = [.. sent, .. sent[1..4], unseen, .. sent];
        await Received(expected);
        using (var admin = _host.Admin())
            await Post(admin, $"/api/v1/admin/webhooks/{id}/redeliver?from={sent[4]}");
        await Received([.. expected, sent[4]]);

        foreach (var (query, status) in new[] { ("from=999999", 400), ("to=1", 400), ("from=2999-01-01T00:00:00Z", 400), ("from=now", 400), ($"from={sent[2]}&to=1", 400) })
        {
            using var refused = await _client.PostAsync(Address($"/api/v1/webhooks/{id}/redeliver?{query}"), null);
            Assert.Equal((HttpStatusCode)status, refused.StatusCode);
        }

        using (var stranger = _host.Client((await _host.IssueKey(new { label = "other", account = "other", test = true, rate_limit_per_min = 100_000 })).Key))
        using (var refused = await stranger.PostAsync(Address($"/api/v1/webhooks/{id}/redeliver?from=1"), null))
            await refused.Refused(404, "not_found");

        // Of what arrived, that which is older than it is kept goes; of a deleted webhook all.
        await Eventually.Is(async () => await Count(_client, id, "delivered") == 6);
        await using (var command = Database.DataSource.CreateCommand(
            "update faro.mt_doc_webhookdelivery set data = jsonb_set(data::jsonb, '{lastAttemptAt}', to_jsonb((now() - interval '31 days')::text)) where (data->>'place')::bigint = $1"))
        {
            command.Parameters.Add(new() { Value = sent[0] });
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await Prune();
        Assert.Equal(5, await Count(_client, id, "delivered"));
        await Post(_client, $"/api/v1/webhooks/{id}/redeliver?from={sent[0]}&to={sent[0]}"); // the fact is on the log still
        await Received([.. expected, sent[4], sent[0]]);
        (await _client.DeleteAsync(Address($"/api/v1/webhooks/{id}"))).EnsureSuccessStatusCode();
        await Prune();
        Assert.Equal(0L, await Scalar<long>("select count(*) from faro.mt_doc_webhookdelivery"));

        Task Received(IEnumerable<long> places) => Eventually.Get(
            () => Task.FromResult(string.Join(' ', receiver.Received.Select(m => Sequence(m.Json)).Order())), got => got == string.Join(' ', places.Order()));
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_nobody_else()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebhookReceiver slow = new(FreePort.Next()) { Answers = _ => released.Task }, quick = new(FreePort.Next());
        await slow.Start();
        await quick.Start();
        await Create(new { url = slow.Url });
        await Create(new { url = quick.Url });
        for (var i = 0; i < 40; i++)
            await Order(_log, "acme", test: true);
        await Eventually.Is(() => quick.Received.Count == 40);
        await Eventually.Is(() => slow.Received.Count == 4); // as many as are sent at once, all open still
        released.SetResult();
    }

    [NodeFact]
    public async Task Both_clients_verify_what_is_sent_and_nothing_else()
    {
        await using var receiver = new WebhookReceiver(FreePort.Next());
        await receiver.Start();
        var key = (await Create(new { url = receiver.Url })).GetProperty("public_key").GetString()!;
        await Order(_log, "acme", test: true);
        var real = await Eventually.Get(() => Task.FromResult(receiver.Received.FirstOrDefault()), m => m is not null);
        var cases = Tampered(real!, key).ToList();
        foreach (var (name, message, with, holds) in cases)
        {
            if (holds)
                Assert.Equal(real!.Json.ToString(), Verify(message, with).ToString());
            else
                Assert.True(Xunit.Record.Exception(() => Verify(message, with)) is System.Security.Cryptography.CryptographicException, name);
        }

        // The same by the TypeScript client, as Node runs it.
        var input = JsonSerializer.Serialize(cases.Select(c => new
        {
            headers = new Dictionary<string, string> { ["webhook-id"] = c.Message.Id, ["webhook-timestamp"] = c.Message.Timestamp, ["webhook-signature"] = c.Message.Signature },
            body = Convert.ToBase64String(c.Message.Body),
            key = c.Key,
        }));
        var script = $$"""
            import { verifyWebhook } from {{JsonSerializer.Serialize(new Uri(RepositoryRoot.File("clients", "typescript", "src", "webhooks.js")))}};
            for (const { headers, body, key } of {{input}}) {
              try { console.log(JSON.stringify(verifyWebhook(Buffer.from(body, "base64"), headers, key))); } catch (e) { console.log("refused"); }
            }
            """;
        var info = new System.Diagnostics.ProcessStartInfo(NodeFactAttribute.Path!, ["--input-type=module", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var node = System.Diagnostics.Process.Start(info)!;
        await node.StandardInput.WriteAsync(script);
        node.StandardInput.Close();
        var lines = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        Assert.Equal(cases.Count, lines.Length);
        foreach (var ((name, _, _, holds), line) in cases.Zip(lines))
            Assert.True(holds ? JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(line), real!.Json) : line == "refused", $"{name}: {line}");
    }

    private static JsonElement Verify(ReceivedMessage message, string key) =>
        Faro.Client.FaroWebhooks.Verify(message.Body, message.Id, message.Timestamp, message.Signature, key);

    private static IEnumerable<(string Name, ReceivedMessage Message, string Key, bool Holds)> Tampered(ReceivedMessage real, string key)
    {
        yield return ("as it came", real, key, true);
        yield return ("with a signature of another version before it", real with { Signature = "v1,AAAA " + real.Signature }, key, true);
        foreach (var at in new[] { 0, real.Body.Length / 2, real.Body.Length - 1 })
            yield return ($"byte {at} of the body", real with { Body = [.. real.Body.Select((b, i) => i == at ? (byte)(b ^ 1) : b)] }, key, false);
        yield return ("a byte more", real with { Body = [.. real.Body, (byte)' '] }, key, false);
        yield return ("no body", real with { Body = [] }, key, false);
        yield return ("another id", real with { Id = real.Id[..^1] + (real.Id[^1] == '0' ? '1' : '0') }, key, false);
        yield return ("no id", real with { Id = "" }, key, false);
        var seconds = long.Parse(real.Timestamp, CultureInfo.InvariantCulture);
        foreach (var off in new[] { 1, -1, 301, -301 })
            yield return ($"{off} seconds", real with { Timestamp = (seconds + off).ToString(CultureInfo.InvariantCulture) }, key, false);
        yield return ("no time", real with { Timestamp = "now" }, key, false);
        var signature = Convert.FromBase64String(real.Signature["v1a,".Length..]);
        foreach (var at in new[] { 0, 31, 32, 63 })
            yield return ($"byte {at} of the signature", real with { Signature = "v1a," + Convert.ToBase64String([.. signature.Select((b, i) => i == at ? (byte)(b ^ 1) : b)]) }, key, false);
        yield return ("a signature cut short", real with { Signature = "v1a," + Convert.ToBase64String(signature[..63]) }, key, false);
        yield return ("no signature", real with { Signature = "" }, key, false);
        yield return ("under another version", real with { Signature = real.Signature.Replace("v1a,", "v1,", StringComparison.Ordinal) }, key, false);
        using var stranger = Signing.Ed25519Key.FromPem(Signing.Ed25519Key.NewPem());
        yield return ("another's key", real, "whpk_" + Convert.ToBase64String(stranger.PublicKey.Span), false);
        yield return ("no key", real, "whsec_" + key["whpk_".Length..], false);
    }

    private async Task<JsonElement> Create(object webhook)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/webhooks", webhook);
        var created = await response.Json();
        Assert.True(response.IsSuccessStatusCode, created.ToString());
        return created;
    }

    /// <summary>The subscription has looked at a fact.</summary>
    private Task Passed(long sequence) => Eventually.Is(async () => await Scalar<long>("select last_seq_id from faro.mt_event_progression where name like 'webhooks%'") >= sequence);

    private async Task Prune()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new PruneDeliveries(DateTimeOffset.UtcNow));
    }

    private Task<long> List(MarketRef market, string title) => _log.AppendAt(market.StreamId, 0, new MarketListed(
        market.Venue, market.MarketId,
        new ListedTerms { Title = title, YesLabel = "Yes", NoLabel = "No", Description = $"{title} If so, this market resolves to Yes.", EndsAt = new DateTimeOffset(2027, 3, 3, 0, 0, 0, TimeSpan.Zero) },
        default, MarketStatus.Trading, null, ListedQuote.None, null, default));

    private Task<long> Quote(MarketRef market, long version) => _log.AppendAt(market.StreamId, version, new MarketQuoted(new ListedQuote(version, null, null, null)));

    private static long Sequence(JsonElement message) => message.GetProperty("sequence").GetInt64();

    private static string? Kind(JsonElement message) => message.GetProperty("kind").GetString();
}
