using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Faro.Http.Hosting;
using Faro.Http.Keys;
using Faro.Ingest;
using Faro.Log;
using Faro.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using EventLog = Faro.Log.EventLog;

namespace Faro.Http.Tests.Serving;

public sealed class DatabaseAwayTests : ApiTest
{
    [Fact]
    public async Task Reads_are_503_at_once_and_health_stays_200()
    {
        // Nobody listens there.
        var away = Host(database: $"Host=127.0.0.1;Port={FreePort.Next()};Username=x;Database=x");
        using var client = away.Client(KeyText.Write(false, new byte[32]));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/health")).StatusCode);
        var clock = Stopwatch.StartNew();
        await (await client.GetAsync("/api/v1/events")).Refused(503, "unavailable");
        await (await client.GetAsync("/api/v1/events/00000000-0000-0000-0000-000000000000")).Refused(503, "unavailable");
        using var admin = away.Admin();
        await (await admin.GetAsync("/api/v1/admin/keys")).Refused(503, "unavailable");
        using var content = new StringContent("{\"label\":\"x\"}", System.Text.Encoding.UTF8, "application/json");
        await (await admin.PostAsync("/api/v1/admin/keys", content)).Refused(503, "unavailable");
        Assert.True(clock.ElapsedMilliseconds < 3_000, $"{clock.ElapsedMilliseconds} ms");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz/live")).StatusCode);
        await (await client.GetAsync("/healthz/ready")).Refused(503, "unavailable");
    }

    [Fact]
    public async Task A_database_that_goes_and_comes_back_is_found_again()
    {
        var (key, _) = await Api.IssueKey();
        using var client = Api.Client(key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/events")).StatusCode);
        await Administer($"alter database \"{Database.Name}\" allow_connections false");
        await Administer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Database.Name}'");
        await Task.Delay(KeyRing.TrustFor); // a key that cannot be asked about is trusted no longer
        await (await client.GetAsync("/api/v1/events")).Refused(503, "unavailable");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/health")).StatusCode);
        var document = await (await client.GetAsync("/openapi/v1.json")).Json();
        var example = document.GetProperty("paths").GetProperty("/healthz/ready").GetProperty("get").GetProperty("responses").GetProperty("503")
            .GetProperty("content").GetProperty("application/json").GetProperty("example");
        var ready = await (await client.GetAsync("/healthz/ready")).Json();
        Assert.True(JsonElement.DeepEquals(example, ready), ready.GetRawText());
        await Administer($"alter database \"{Database.Name}\" allow_connections true");
        var clock = Stopwatch.StartNew();
        while ((await client.GetAsync("/api/v1/events")).StatusCode != HttpStatusCode.OK)
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "does not come back");
        await ViewsFollow(Api);
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_is_taken_up_when_it_comes()
    {
        await Administer($"alter database \"{Database.Name}\" allow_connections false");
        var early = Host();
        using var client = early.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/health")).StatusCode);
        await (await client.GetAsync("/healthz/ready")).Refused(503, "unavailable");
        await Administer($"alter database \"{Database.Name}\" allow_connections true");
        await ViewsFollow(early);
        await Eventually.Get(async () => (await client.GetAsync("/healthz/ready")).StatusCode, status => status == HttpStatusCode.OK);
    }

    /// <summary>Views are written by what runs by itself: it runs again.</summary>
    private static async Task ViewsFollow(ApiHost api)
    {
        var log = api.Services.GetRequiredService<EventLog>();
        await api.Services.GetRequiredService<LogStart>().Ready.WaitAsync(TimeSpan.FromSeconds(20));
        await log.AppendAt($"run/test/{Guid.NewGuid()}", 0, new RunStarted("test", "test", "test", null));
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(30)), "the views do not follow");
    }

    private static async Task Administer(string sql)
    {
        await using var source = NpgsqlDataSource.Create((await TestPostgres.Shared).ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
