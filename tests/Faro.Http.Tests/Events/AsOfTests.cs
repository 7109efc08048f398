using System.Globalization;
using System.Net;
using System.Text.Json;
using Faro.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Events;

/// <summary><c>as_of</c> over real HTTP: what was answered before the markets were matched is answered again after it.</summary>
public sealed class AsOfTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    private static readonly string[] Questions =
    [
        "/api/v1/events?limit=7", "/api/v1/events?limit=20&q=bitcoin&status=all", "/api/v1/events?matched=true", "/api/v1/events?sort=end_time&venue=kalshi&limit=5&offset=5",
        "/api/v1/matches?limit=5", "/api/v1/matches?state=linked",
    ];

    private EventLog Log => api.Synced.Services.GetRequiredService<EventLog>();

    [Fact]
    public async Task The_answers_of_then_are_given_again()
    {
        Assert.True(await Log.WaitForViews(TimeSpan.FromSeconds(30)));
        var before = await Log.HighestSequence();
        var moment = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var answers = new List<string>();
        foreach (var question in Questions)
            answers.Add(await Body(question));
        using (var cron = api.Synced.Client(ApiHost.CronSecret))
            Assert.Equal(HttpStatusCode.OK, (await cron.PostAsync(new Uri("/api/v1/cron/match-markets", UriKind.Relative), null)).StatusCode);
        Assert.True(await Log.WaitForViews(TimeSpan.FromSeconds(30)));

        var merged = JsonDocument.Parse(await Body("/api/v1/events?matched=true&limit=1")).RootElement.GetProperty("events")[0].GetProperty("id").GetString();
        var now = JsonDocument.Parse(await Body($"/api/v1/events/{merged}")).RootElement.GetProperty("event");
        var alias = now.GetProperty("aliases")[0].GetString()!;
        foreach (var point in new[] { before.ToString(CultureInfo.InvariantCulture), moment })
        {
            for (var i = 0; i < Questions.Length; i++)
                Assert.Equal(answers[i], await Body($"{Questions[i]}&as_of={point}", before));
            // An alias of today was an event of its own then.
            var then = JsonDocument.Parse(await Body($"/api/v1/events/{alias}?as_of={point}", before)).RootElement.GetProperty("event");
            Assert.Equal(alias, then.GetProperty("id").GetString());
            Assert.Equal(JsonValueKind.Null, then.GetProperty("match").ValueKind);
            using var unknown = await api.Reader.GetAsync(new Uri($"/api/v1/matches/{now.GetProperty("match").GetProperty("id").GetString()}?as_of={point}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        var end = await Log.HighestSequence();
        Assert.Equal(await Body($"/api/v1/events/{alias}"), await Body($"/api/v1/events/{alias}?as_of={end}", end));
        var pair = now.GetProperty("match").GetProperty("id").GetString();
        Assert.Equal(await Body($"/api/v1/matches/{pair}"), await Body($"/api/v1/matches/{pair}?as_of={end}", end));
    }

    [Theory]
    [InlineData("2999-01-01T00:00:00Z", "future")]
    [InlineData("999999999999", "future")]
    [InlineData("1999-01-01T00:00:00Z", "before the start of the log")]
    [InlineData("0", "before the start of the log")]
    [InlineData("yesterday", "ISO 8601")]
    [InlineData("-1", "ISO 8601")]
    [InlineData("2026-01-01T00:00:00", "ISO 8601")]
    [InlineData("", "ISO 8601")]
    public async Task A_point_that_the_log_does_not_hold_is_refused(string point, string why)
    {
        foreach (var path in new[] { "events", "events/7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10", "matches", "matches/7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10", "orders/7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10" })
        {
            using var response = await api.Reader.GetAsync(new Uri($"/api/v1/{path}?as_of={point}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var error = await response.Json();
            Assert.Equal("bad_request", error.GetProperty("error").GetString());
            Assert.Contains(why, error.GetProperty("issues").GetProperty("fieldErrors").GetProperty("as_of")[0].GetString(), StringComparison.Ordinal);
        }
    }

    private async Task<string> Body(string path, long? asOf = null)
    {
        using var response = await api.Reader.GetAsync(new Uri(path, UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {body}");
        if (asOf is { } place)
            Assert.Equal(place.ToString(CultureInfo.InvariantCulture), response.Header("X-Log-Sequence"));
        return body;
    }
}
