using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Faro.Http.Keys;

namespace Faro.Http.Tests.Keys;

public sealed partial class KeyTests : ApiTest
{
    [Fact]
    public async Task A_key_is_issued_shown_once_listed_and_revoked()
    {
        using var admin = Api.Admin();
        using var issued = await admin.PostAsJsonAsync("/api/v1/admin/keys", new { label = "acme-corp", scopes = new[] { "trade", "read" }, rate_limit_per_min = 120 });
        Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
        var key = await issued.Json();
        Assert.Equal(
            ["key", "key_id", "key_prefix", "label", "scopes", "rate_limit_per_min", "created_at", "note", "account"],
            key.EnumerateObject().Select(p => p.Name));
        var plaintext = key.GetProperty("key").GetString()!;
        Assert.Matches(LiveKey(), plaintext);
        Assert.Equal(plaintext[..14], key.GetProperty("key_prefix").GetString());
        Assert.Equal(["read", "trade"], key.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()!));
        Assert.Equal(120, key.GetProperty("rate_limit_per_min").GetInt32());
        Assert.Equal("The plaintext key above is shown ONCE. Store it now; it is unrecoverable.", key.GetProperty("note").GetString());

        var id = key.GetProperty("key_id").GetGuid();
        var listed = await Listed(admin, id);
        Assert.Equal("active", listed.GetProperty("status").GetString());
        Assert.Equal(key.GetProperty("created_at").GetString(), listed.GetProperty("created_at").GetString());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("last_used_at").ValueKind);
        Assert.DoesNotContain(plaintext, listed.GetRawText(), StringComparison.Ordinal);

        using var revoked = await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative));
        Assert.Equal($"{{\"id\":\"{id}\",\"status\":\"revoked\"}}", await revoked.Content.ReadAsStringAsync());
        Assert.Equal("revoked", (await Listed(admin, id)).GetProperty("status").GetString());

        // Again: the same answer, and nothing more on the log.
        using var again = await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(2L, await Scalar<long>($"select count(*) from faro.mt_events where stream_id = 'key/{id}'"));

        using var unknown = await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{Guid.NewGuid()}", UriKind.Relative));
        await unknown.Refused(404, "not_found");
    }

    [Fact]
    public async Task A_rotated_key_works_until_its_overlap_ends_and_the_new_one_at_once()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var host = Host(clock: clock);
        using var admin = host.Admin();
        var (old, id) = await host.IssueKey(new { label = "acme", scopes = new[] { "read" }, rate_limit_per_min = 50, account = "acme-1" });
        using var issued = await admin.PostAsJsonAsync(new Uri($"/api/v1/admin/keys/{id}/rotate", UriKind.Relative), new { overlap_s = 60 });
        var rotated = await issued.Json();
        Assert.True(issued.IsSuccessStatusCode, rotated.ToString());
        Assert.Equal(("acme", "acme-1", 50), (rotated.GetProperty("label").GetString(), rotated.GetProperty("account").GetString(), rotated.GetProperty("rate_limit_per_min").GetInt32()));
        var key = rotated.GetProperty("key").GetString()!;
        Assert.NotEqual(old, key);
        async Task<HttpStatusCode> With(string bearer)
        {
            using var client = host.Client(bearer);
            using var answer = await client.GetAsync(new Uri("/api/v1/orders", UriKind.Relative));
            return answer.StatusCode;
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await With(old), await With(key)));
        using (var again = await admin.PostAsJsonAsync(new Uri($"/api/v1/admin/keys/{id}/rotate", UriKind.Relative), new { }))
            await again.Refused(409, "conflict");
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.OK, await With(old));
        Assert.Equal("active", (await Listed(admin, id)).GetProperty("status").GetString());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await With(old), await With(key)));
        Assert.Equal("revoked", (await Listed(admin, id)).GetProperty("status").GetString());

        // Every history has one shape; who did it stands in it, the key's hash does not.
        var history = (await (await admin.GetAsync(new Uri($"/api/v1/admin/keys/{id}/history", UriKind.Relative))).Json()).GetProperty("history");
        Assert.Equal(["key_issued", "key_rotated"], history.EnumerateArray().Select(h => h.GetProperty("name").GetString()));
        Assert.All(history.EnumerateArray(), h => Assert.Equal("admin", h.GetProperty("by").GetString()));
        Assert.Equal("acme-1", history[0].GetProperty("data").GetProperty("account").GetString());
        Assert.False(history[0].GetProperty("data").TryGetProperty("sha256", out _));
        Assert.Matches("^....-..-..T..:..:..\\....Z$", history[1].GetProperty("data").GetProperty("ends_at").GetString());
        using var unknown = await admin.PostAsJsonAsync(new Uri($"/api/v1/admin/keys/{Guid.NewGuid()}/rotate", UriKind.Relative), new { overlap_s = 0 });
        await unknown.Refused(404, "not_found");
    }

    [Fact]
    public async Task Only_the_hash_of_a_key_is_stored()
    {
        var (key, id) = await Api.IssueKey();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
        Assert.Equal(hash, await Scalar<string>($"select data->>'sha256' from faro.mt_events where stream_id = 'key/{id}'"));
        Assert.Equal(0L, await Scalar<long>($"select count(*) from faro.mt_events where data::text like '%{key[14..]}%'"));
        Assert.Equal(0L, await Scalar<long>($"select count(*) from faro.mt_doc_keyview where data::text like '%{key[14..]}%'"));
    }

    [Fact]
    public async Task The_request_id_stands_in_the_answer_and_on_the_event()
    {
        using var admin = Api.Admin();
        admin.DefaultRequestHeaders.Add("X-Request-Id", "caller-chosen-17");
        using var issued = await admin.PostAsJsonAsync("/api/v1/admin/keys", new { label = "x" });
        Assert.Equal("caller-chosen-17", issued.Header("X-Request-Id"));
        var id = (await issued.Json()).GetProperty("key_id").GetGuid();
        Assert.Equal("caller-chosen-17", await Scalar<string>($"select correlation_id from faro.mt_events where stream_id = 'key/{id}'"));
        Assert.Equal("admin", await Scalar<string>($"select user_name from faro.mt_events where stream_id = 'key/{id}'"));
        Assert.Contains(Api.Log.Lines, l => l.Contains("caller-chosen-17", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_revoked_on_one_node_stops_on_another_within_a_second()
    {
        var (key, id) = await Api.IssueKey(new { label = "x", scopes = new[] { "admin" }, rate_limit_per_min = 100_000 });
        var other = Host();
        using var here = Api.Client(key);
        using var there = other.Client(key);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/v1/admin/projections")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/api/v1/admin/projections")).StatusCode);
        }

        using var admin = Api.Admin();
        using var _ = await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative));
        var revoked = System.Diagnostics.Stopwatch.StartNew();
        await (await here.GetAsync("/api/v1/admin/projections")).Refused(401, "unauthorized");
        var sent = revoked.ElapsedMilliseconds; // a busy machine may answer late: what counts is when the call was made
        while ((await there.GetAsync("/api/v1/admin/projections")).StatusCode == HttpStatusCode.OK)
        {
            Assert.True(sent < 1_000, "still works a second after it was revoked");
            sent = revoked.ElapsedMilliseconds;
        }
    }

    [Fact]
    public async Task Last_use_is_told_at_once_here_and_written_in_batches()
    {
        var (key, id) = await Api.IssueKey();
        using var client = Api.Client(key);
        using var admin = Api.Admin();
        var before = DateTimeOffset.UtcNow;
        (await client.GetAsync("/api/v1/admin/projections")).Dispose(); // 403, and used all the same
        var used = DateTimeOffset.Parse((await Listed(admin, id)).GetProperty("last_used_at").GetString()!, CultureInfo.InvariantCulture);
        Assert.InRange(used, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(0L, await Scalar<long>($"select count(*) from faro.key_last_use where key_id = '{id}'"));
        await Api.DisposeAsync(); // an orderly stop writes what is left
        Assert.Equal(1L, await Scalar<long>($"select count(*) from faro.key_last_use where key_id = '{id}'"));
    }

    [Theory]
    [InlineData("read", "GET", "/api/v1/admin/keys", 403)]
    [InlineData("trade", "GET", "/api/v1/admin/keys", 403)]
    [InlineData("admin", "GET", "/api/v1/admin/keys", 200)]
    [InlineData("read", "GET", "/api/v1/events", 200)]
    [InlineData("trade", "GET", "/api/v1/events", 200)]
    [InlineData("admin", "GET", "/api/v1/events", 403)]
    [InlineData("admin", "POST", "/api/v1/cron/sync-events", 403)]
    [InlineData("read", "GET", "/api/v1/health", 200)]
    public async Task Scopes_open_what_they_say(string scope, string method, string path, int status)
    {
        var (key, _) = await Api.IssueKey(new { label = "x", scopes = new[] { scope } });
        using var client = Api.Client(key);
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403)
            await response.Refused(403, "forbidden");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("faro_live_")]
    [InlineData("faro_live_0000000000000000000000000000000000000000000000000")]
    public async Task Anything_but_a_key_is_401(string? bearer)
    {
        using var client = Api.Client(bearer);
        using var response = await client.GetAsync("/api/v1/admin/keys");
        await response.Refused(401, "unauthorized");
        Assert.Contains("Bearer", response.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_well_formed_key_that_was_never_issued_is_401()
    {
        using var client = Api.Client(KeyText.Write(false, RandomNumberGenerator.GetBytes(32)));
        await (await client.GetAsync("/api/v1/admin/keys")).Refused(401, "unauthorized");
    }

    [Theory]
    [InlineData("ADMIN_SECRET", "GET", "/api/v1/admin/keys")]
    [InlineData("ADMIN_SECRET", "POST", "/api/v1/admin/keys")]
    [InlineData("CRON_SECRET", "GET", "/api/v1/cron/sync-events")]
    [InlineData("CRON_SECRET", "POST", "/api/v1/cron/match-markets")]
    public async Task Routes_without_their_secret_are_closed(string secret, string method, string path)
    {
        foreach (var value in new[] { "", "   " })
        {
            var host = Host(new() { [secret] = value });
            foreach (var bearer in new[] { null, "", ApiHost.AdminSecret, "   " })
            {
                using var client = host.Client(bearer is "" or "   " ? null : bearer);
                if (bearer is "" or "   ")
                    client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
                using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                var error = await response.Refused(503, "unavailable");
                Assert.Contains(secret, error.GetProperty("message").GetString(), StringComparison.Ordinal);
            }
        }
    }

    private static async Task<JsonElement> Listed(HttpClient admin, Guid id) =>
        (await (await admin.GetAsync("/api/v1/admin/keys")).Json()).GetProperty("keys").EnumerateArray().Single(k => k.GetProperty("id").GetGuid() == id);

    [GeneratedRegex("^faro_live_[0-9A-Za-z]{49}$")]
    private static partial Regex LiveKey();
}
