using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Faro.Log;
using Faro.Proofs.Roots;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Faro.Http.Tests.Webhooks;

/// <summary>Webhooks over real sockets and a real database: what a receiver holds in the end is what the feed says.</summary>
public sealed class WebhookTests : WebhookTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receiver_that_was_down_misses_nothing_and_has_nothing_twice_after_dropping_known_ids(bool restart)
    {
        await using var receiver = new WebhookReceiver(FreePort.Next());
        var publicKey = "";
        string key;
        var before = NewHost(string.Join(',', Enumerable.Repeat("00:00:00.3", 60)));
        {
            key = (await before.IssueKey(new { label = "app", account = "acme", test = true, rate_limit_per_min = 100_000 })).Key;
            using var client = before.Client(key);
            var created = await (await client.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url, kinds = new[] { "order", "match" } })).Json();
            publicKey = created.GetProperty("public_key").GetString()!;
            var id = created.GetProperty("id").GetGuid();

            await Record(before, 6); // nobody listens at the port
            await Eventually.Is(async () => await Tried(client, id, "connection") >= 6);
            receiver.Answers = WebhookReceiver.Status(500);
            await receiver.Start();
            await Eventually.Is(async () => await Tried(client, id, "status_500") > 0);
            receiver.Answers = WebhookReceiver.Hang;
            await Eventually.Is(async () => await Tried(client, id, "timeout") > 0);
        }

        // The host ends in the middle and another one goes on. The receiver takes messages, but its answers are lost: they come again.
        if (restart)
            await before.DisposeAsync();
        await using var after = restart ? NewHost(string.Join(',', Enumerable.Repeat("00:00:00.3", 60))) : before;
        receiver.Answers = WebhookReceiver.HangUp;
        await Record(after, 6);
        await Eventually.Is(() => receiver.Received.GroupBy(m => m.Id).Count(g => g.Count() > 1) > 3);
        receiver.Answers = WebhookReceiver.Status(204);

        using var reader = after.Client(key);
        var expected = await Feed(reader, "order", 12) is var orders && await Feed(reader, "match", 4) is var matches ? orders.Concat(matches).ToDictionary() : [];
        var webhook = await Only(reader);
        await Eventually.Get(
            async () => string.Join('\n', (await Get(reader, $"/api/v1/webhooks/{webhook}/deliveries?limit=200")).GetProperty("deliveries").EnumerateArray().Select(d => $"{d.GetProperty("place")} {d.GetProperty("state")} {d.GetProperty("attempts")} {d.GetProperty("last_error")} {d.GetProperty("next_attempt_at")}")),
            all => all.Split('\n') is var lines && lines.Length == expected.Count && lines.All(l => l.Contains(" delivered ", StringComparison.Ordinal)));
        var first = receiver.Received.DistinctBy(m => m.Id).ToDictionary(m => m.Json.GetProperty("sequence").GetInt64(), m => Encoding.UTF8.GetString(m.Body));
        Assert.Equal(expected.OrderBy(e => e.Key), first.OrderBy(e => e.Key));
        Assert.All(receiver.Received.GroupBy(m => m.Id), g => Assert.Single(g.Select(m => Convert.ToHexString(m.Body)).Distinct()));
        Assert.All(receiver.Received, m => Assert.True(m.IsSignedBy(publicKey), m.Id));
    }

    [Fact]
    public async Task What_is_given_up_waits_for_an_operator_and_what_nobody_may_have_is_not_sent()
    {
        await using var receiver = new WebhookReceiver(FreePort.Next()) { Answers = WebhookReceiver.Status(500) };
        await receiver.Start();
        await using var host = NewHost("00:00:00.1");
        var (key, keyId) = await host.IssueKey(new { label = "app", account = "acme", test = true, rate_limit_per_min = 100_000 });
        using var client = host.Client(key);
        using var stranger = host.Client((await host.IssueKey(new { label = "other", account = "other", test = true, rate_limit_per_min = 100_000 })).Key);
        using var admin = host.Admin();
        var created = await (await client.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url, kinds = new[] { "root" } })).Json();
        var (id, publicKey) = (created.GetProperty("id").GetGuid(), created.GetProperty("public_key").GetString()!);

        // A test that fails as often as it is tried is a dead letter, and the webhook is disabled.
        await Post(client, $"/api/v1/webhooks/{id}/test");
        await Eventually.Is(async () => await Count(client, id, "dead") == 1);
        await Eventually.Is(async () => await Scalar<long>("select count(*) from faro_wolverine.wolverine_dead_letters") == 1);
        await Eventually.Is(async () => (await Webhook(client)).GetProperty("status").GetString() == "disabled");
        using (var refused = await client.PostAsync(Address($"/api/v1/webhooks/{id}/test"), null))
            await refused.Refused(409, "conflict");
        Assert.Equal(1, (await Get(admin, "/api/v1/admin/webhooks")).GetProperty("webhooks")[0].GetProperty("dead").GetInt32());
        receiver.Answers = WebhookReceiver.Status(200);
        await Post(admin, $"/api/v1/admin/webhooks/{id}/redeliver");
        await Eventually.Is(async () => await Count(client, id, "delivered") == 1);
        Assert.Single(receiver.Received.Select(m => m.Id).Distinct());

        // A delivery that arrived is sent again under the same id when its account asks.
        var delivery = (await Get(client, $"/api/v1/webhooks/{id}/deliveries")).GetProperty("deliveries")[0].GetProperty("id").GetGuid();
        var had = receiver.Received.Count;
        await Post(client, $"/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver");
        await Eventually.Is(() => receiver.Received.Count > had);
        Assert.Single(receiver.Received.Select(m => m.Id).Distinct());
        foreach (var path in new[] { $"{id}/test", $"{id}/resume", $"{id}/deliveries/{delivery}/redeliver" })
        {
            using var refused = await stranger.PostAsync(Address($"/api/v1/webhooks/{path}"), null);
            await refused.Refused(404, "not_found");
        }

        // A signed root is sent once, with the note that anybody can check.
        var roots = host.Services.GetRequiredService<LogRoots>();
        await Eventually.Is(async () => await roots.Sign(CancellationToken.None) is not null);
        await using var scope = host.Services.CreateAsyncScope();
        for (var i = 0; i < 2; i++)
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new Faro.Http.Webhooks.SendRoots(DateTimeOffset.UtcNow));
        var message = await Eventually.Get(() => Task.FromResult(receiver.Received.LastOrDefault(m => m.Json.GetProperty("kind").GetString() == "root")), m => m is not null);
        Assert.True(message!.IsSignedBy(publicKey));
        Assert.True(SignedRoot.TryRead(message.Json.GetProperty("note").GetString()!, out var root));
        Assert.True(root.IsSignedBy(roots.Key!));

        // 410 ends it; a revoked key too. Both leave what was due where it is.
        receiver.Answers = WebhookReceiver.Status(410);
        await Post(client, $"/api/v1/webhooks/{id}/test");
        await Eventually.Is(async () => (await Webhook(client)).GetProperty("reason").ValueKind == JsonValueKind.String);
        Assert.Contains("410", (await Webhook(client)).GetProperty("reason").GetString(), StringComparison.Ordinal);
        receiver.Answers = WebhookReceiver.Status(200);
        await Post(client, $"/api/v1/webhooks/{id}/resume");
        await Eventually.Is(async () => await Count(client, id, "pending") == 0);
        had = receiver.Received.Count;
        (await admin.DeleteAsync(Address($"/api/v1/admin/keys/{keyId}"))).EnsureSuccessStatusCode();
        await host.Services.GetRequiredService<EventLog>().Append($"webhook/{id}", new Faro.Http.Webhooks.WebhookTestRequested());
        await Eventually.Is(async () => (await Get(admin, "/api/v1/admin/webhooks")).GetProperty("webhooks")[0].GetProperty("status").GetString() == "disabled");
        Assert.Equal(had, receiver.Received.Count);
        Assert.DoesNotContain(host.Log.Lines, l => l.Contains("v1a,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Private_addresses_are_refused_and_so_is_a_17th_webhook()
    {
        await using var host = NewHost("00:00:00.1");
        using var live = host.Client((await host.IssueKey(new { label = "live", rate_limit_per_min = 100_000 })).Key);
        foreach (var url in new[] { "http://127.0.0.1:9/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x", "https://[::1]/x", "https://u:p@example.com/x", "https://example.com/x?token=1", "https://1.1.1.1:5432/x", "no url" })
        {
            using var response = await live.PostAsJsonAsync("/api/v1/webhooks", new { url });
            var refused = await response.Refused(400, "bad_request");
            Assert.True(refused.GetProperty("issues").GetProperty("fieldErrors").TryGetProperty("url", out _), url);
        }

        using var test = host.Client((await host.IssueKey(new { label = "test", test = true, rate_limit_per_min = 100_000 })).Key);
        for (var i = 0; i < 16; i++)
            (await test.PostAsJsonAsync("/api/v1/webhooks", new { url = $"http://127.0.0.1:9/{i}" })).EnsureSuccessStatusCode();
        using var last = await test.PostAsJsonAsync("/api/v1/webhooks", new { url = "http://127.0.0.1:9/17" });
        await last.Refused(409, "conflict");
        var first = (await Get(test, "/api/v1/webhooks")).GetProperty("webhooks")[0].GetProperty("id").GetGuid();
        (await test.DeleteAsync(Address($"/api/v1/webhooks/{first}"))).EnsureSuccessStatusCode();
        Assert.Equal(15, (await Get(test, "/api/v1/webhooks")).GetProperty("webhooks").GetArrayLength());
        Assert.Equal(0, (await Get(live, "/api/v1/webhooks")).GetProperty("webhooks").GetArrayLength());
    }
}
