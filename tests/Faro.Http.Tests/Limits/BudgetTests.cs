using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Faro.Http.Tests.Limits;

/// <summary>Budgets as callers see them, on a clock that stands still until it is told.</summary>
public sealed class BudgetTests : ApiTest
{
    private const string Path = "/api/v1/admin/keys";

    [Fact]
    public async Task A_key_has_its_budget_and_is_told_how_it_stands()
    {
        var clock = new FakeTimeProvider();
        var host = Host(clock: clock);
        var (key, _) = await host.IssueKey(new { label = "x", scopes = new[] { "admin" }, rate_limit_per_min = 3 });
        var (other, _) = await host.IssueKey(new { label = "y", scopes = new[] { "admin" }, rate_limit_per_min = 3 });
        using var client = host.Client(key);
        for (var left = 2; left >= 0; left--)
        {
            using var answer = await client.GetAsync(Path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("3", $"{left}", $"{60 - ((2 - left) * 10)}"), Told(answer));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        using var refused = await client.GetAsync(Path);
        await refused.Refused(429, "rate_limited");
        Assert.Equal(("3", "0", "30"), Told(refused));
        Assert.Equal("30", refused.Header("Retry-After"));
        using var others = host.Client(other);
        Assert.Equal(HttpStatusCode.OK, (await others.GetAsync(Path)).StatusCode); // a budget is one key's own

        clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.GetAsync(Path)).StatusCode);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.GetAsync(Path)).StatusCode);
    }

    [Fact]
    public async Task Calls_without_a_key_have_the_budget_of_their_address()
    {
        var clock = new FakeTimeProvider();
        var host = Host(new() { ["Faro:AnonymousPerMinute"] = "4" }, clock);
        using var client = host.Client();
        Assert.Equal(("4", "3", "60"), Told(await client.GetAsync("/api/v1/health")));
        Assert.Equal(("4", "2", "60"), Told(await client.GetAsync("/nothing")));
        Assert.Equal(("4", "1", "60"), Told(await client.GetAsync(Path)));
        using var wrong = host.Client("faro_live_wrong");
        Assert.Equal(("4", "0", "60"), Told(await wrong.GetAsync(Path)));
        await (await client.GetAsync("/api/v1/health")).Refused(429, "rate_limited");
        await (await client.GetAsync("/nothing")).Refused(429, "rate_limited");
        await (await client.GetAsync("/docs/reference/index.html")).Refused(429, "rate_limited");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz/live")).StatusCode); // probes are not counted
        using var admin = host.Admin();
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(Path)).StatusCode); // who is known is not anonymous
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/health")).StatusCode);
    }

    [Fact]
    public async Task Guessing_keys_spends_the_budget_of_the_address_and_not_the_database()
    {
        var host = Host(new() { ["Faro:AnonymousPerMinute"] = "3" }, new FakeTimeProvider());
        for (var i = 0; i < 6; i++)
        {
            using var client = host.Client(Faro.Http.Keys.KeyText.Write(false, Enumerable.Repeat((byte)i, 32).ToArray()));
            Assert.Equal(i < 3 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, (await client.GetAsync(Path)).StatusCode);
        }
    }

    private static (string Limit, string Remaining, string Reset) Told(HttpResponseMessage answer) =>
        (answer.Header("RateLimit-Limit"), answer.Header("RateLimit-Remaining"), answer.Header("RateLimit-Reset"));
}
