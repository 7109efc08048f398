using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task A_budget_holds_over_all_nodes_to_one_block()
    {
        const int Limit = 40;
        var shared = new Dictionary<string, string?> { ["Faro:SharedBudgets"] = "true" };
        ApiHost[] nodes = [Host(shared), Host(shared)];
        var (key, _) = await nodes[0].IssueKey(new { label = "x", scopes = new[] { "admin" }, rate_limit_per_min = Limit });
        using var one = nodes[0].Client(key);
        using var other = nodes[1].Client(key);
        var answers = new List<HttpResponseMessage>();
        for (var round = 0; round < Limit; round++)
            answers.AddRange(await Task.WhenAll(one.GetAsync(Path), other.GetAsync(Path)));
        var allowed = answers.Count(a => a.StatusCode == HttpStatusCode.OK);
        Assert.InRange(allowed, Limit - Faro.Http.Limits.SharedBudgets.BlockOf(Limit), Limit);
        var refused = answers.Last();
        await refused.Refused(429, "rate_limited");
        Assert.Equal("40", refused.Header("RateLimit-Limit"));
        Assert.InRange(int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        answers.ForEach(a => a.Dispose());

        // What was drawn a minute ago counts no longer.
        await using (var command = Database.DataSource.CreateCommand("update faro.key_budget set drawn_at = drawn_at - interval '60 seconds'"))
            await command.ExecuteNonQueryAsync();
        Assert.Equal(4, (await nodes[0].Services.GetRequiredService<Faro.Http.Limits.SharedBudgets>().Draw(Faro.Http.Keys.KeyText.IdOf(Faro.Http.Keys.KeyText.Hash(key)), Limit, default)).Calls);
    }

    [Fact]
    public async Task A_key_that_works_is_let_in_whatever_others_at_its_address_do()
    {
        var host = Host(new() { ["Faro:AnonymousPerMinute"] = "3" }, new FakeTimeProvider());
        using var nobody = host.Client();
        for (var i = 0; i < 5; i++)
            (await nobody.GetAsync("/nothing")).Dispose();
        await (await nobody.GetAsync("/nothing")).Refused(429, "rate_limited");

        // A key that this node has never seen, among guesses.
        var (key, _) = await host.IssueKey(new { label = "new", scopes = new[] { "admin" }, rate_limit_per_min = 10 });
        var guesses = Enumerable.Range(0, 20).Select(async i =>
        {
            using var guess = host.Client(Faro.Http.Keys.KeyText.Write(false, Enumerable.Repeat((byte)(i + 50), 32).ToArray()));
            return (await guess.GetAsync(Path)).StatusCode;
        }).ToList();
        using var client = host.Client(key);
        using var first = await client.GetAsync(Path);
        Assert.Equal((HttpStatusCode.OK, "10"), (first.StatusCode, first.Header("RateLimit-Limit")));
        Assert.All(await Task.WhenAll(guesses), s => Assert.Equal(HttpStatusCode.TooManyRequests, s));

        // What needs no key, or is no route, counts against the key once the address has nothing left.
        using var health = await client.GetAsync("/api/v1/health");
        Assert.Equal((HttpStatusCode.OK, "8"), (health.StatusCode, health.Header("RateLimit-Remaining")));
        await (await client.GetAsync("/nothing")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("127.0.0.0/8, ::1", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("", false)]
    public async Task Addresses_are_read_through_configured_proxies_only(string proxies, bool through)
    {
        var host = Host(new() { ["Faro:AnonymousPerMinute"] = "2", ["Faro:Proxies"] = proxies });
        var address = await host.Listen();
        using var client = new HttpClient { BaseAddress = address };
        async Task<HttpStatusCode> From(string chain)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/health");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", chain);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await From("203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await From("203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("198.51.100.1, 203.0.113.7")); // what the caller wrote itself changes nothing
        Assert.Equal(through ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, await From("203.0.113.8"));
    }

    [Fact]
    public void A_proxy_that_is_no_address_stops_the_start()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Faro"] = "Host=x",
            ["Faro:Proxies"] = "10.0.0.1, nonsense",
        }).Build();
        Assert.Contains("'nonsense'", Assert.Throws<InvalidOperationException>(() => FaroHttpOptions.From(settings)).Message, StringComparison.Ordinal);
    }

    private static (string Limit, string Remaining, string Reset) Told(HttpResponseMessage answer) =>
        (answer.Header("RateLimit-Limit"), answer.Header("RateLimit-Remaining"), answer.Header("RateLimit-Reset"));
}
