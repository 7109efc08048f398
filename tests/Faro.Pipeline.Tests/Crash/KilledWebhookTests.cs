using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Signing;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>A node that dies by SIGKILL when a receiver has taken a message and nobody has noted it.</summary>
[Trait(Kills.Category, Kills.Name)]
public sealed class KilledWebhookTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<(string Id, string Body)> _received = new();
    private readonly TempFolder _folder = new("faro-test-killed-webhook");
    private TestDatabase _database = null!;
    private WebApplication _receiver = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("killedhook");
        await File.WriteAllTextAsync(_folder.Path("log-key.pem"), Ed25519Key.NewPem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.MapPost("/hook", async (HttpContext http) =>
        {
            using var body = new StreamReader(http.Request.Body);
            _received.Enqueue((http.Request.Headers["webhook-id"].ToString(), await body.ReadToEndAsync()));
            http.Response.StatusCode = 204;
        });
        await _receiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_message_that_was_taken_and_not_noted_comes_again_under_its_id()
    {
        Guid webhook;
        string key;
        await using (var dying = Start())
        {
            using (var admin = await dying.Client("admin"))
                key = (await Json(await admin.PostAsJsonAsync("/api/v1/admin/keys", new { label = "app", test = true }))).GetProperty("key").GetString()!;
            using var client = await dying.Client(key);
            webhook = (await Json(await client.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Urls.Single()}/hook" }))).GetProperty("id").GetGuid();
            await dying.Arm("delivered", 1);
            (await client.PostAsync(Address($"/api/v1/webhooks/{webhook}/test"), null)).Dispose();
            await dying.Died();
        }

        var first = Assert.Single(_received);
        Assert.Equal(1L, await Scalar("select count(*) from faro.mt_doc_webhookdelivery where data->>'state' = 'pending' and (data->>'attempts')::int = 0"));

        await using var next = Start();
        using var again = await next.Client(key);
        await Eventually.Is(() => _received.Count > 1);
        await Eventually.Is(async () => (await Json(await again.GetAsync(Address($"/api/v1/webhooks/{webhook}/deliveries?state=delivered")))).GetProperty("deliveries").GetArrayLength() == 1);
        Assert.Equal([first, first], _received); // dropping a known id leaves one
    }

    private NodeProcess Start() => NodeProcess.Start(
        new Dictionary<string, string>
        {
            ["ConnectionStrings:Faro"] = _database.ConnectionString,
            ["ADMIN_SECRET"] = "admin",
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:Match:Enabled"] = "false",
            ["Faro:Proofs:KeyFile"] = _folder.Path("log-key.pem"),
            ["Faro:Webhooks:AllowLoopback"] = "true",
            ["Logging:LogLevel:Default"] = "Warning",
        },
        _lines);

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private async Task<long> Scalar(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }
}
