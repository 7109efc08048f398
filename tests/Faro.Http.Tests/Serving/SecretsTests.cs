using System.Net.Http.Json;

namespace Faro.Http.Tests.Serving;

/// <summary>No key and no secret reaches a log line, whatever is done with it.</summary>
public sealed class SecretsTests : ApiTest
{
    [Fact]
    public async Task No_key_and_no_secret_is_logged()
    {
        var (key, id) = await Api.IssueKey(new { label = "x", scopes = new[] { "read", "admin" } });
        var markers = new List<string> { key, ApiHost.AdminSecret, ApiHost.CronSecret, "marker-in-query-41", "marker-in-body-42", "marker-bearer-43", "marker-path-44" };
        foreach (var bearer in new[] { key, ApiHost.AdminSecret, ApiHost.CronSecret, "marker-bearer-43" })
        {
            using var client = Api.Client(bearer);
            foreach (var path in new[] { "/api/v1/events?q=marker-in-query-41", "/api/v1/events?x=marker-in-query-41", "/api/v1/admin/keys", "/api/v1/events/marker-path-44", "/marker-path-44", $"/api/v1/events?key={key}" })
                (await client.GetAsync(path)).Dispose();
            (await client.PostAsJsonAsync("/api/v1/admin/keys", new { label = "marker-in-body-42", nosuch = "marker-in-body-42" })).Dispose();
            (await client.PostAsync("/api/v1/admin/keys", new StringContent("{\"marker-in-body-42", System.Text.Encoding.UTF8, "application/json"))).Dispose();
        }

        using var admin = Api.Admin();
        (await admin.DeleteAsync(new Uri($"/api/v1/admin/keys/{id}", UriKind.Relative))).Dispose();
        await Api.DisposeAsync();
        Assert.NotEmpty(Api.Log.Lines);
        var own = Api.Log.Lines.Where(l => !IsFrameworkTrace(l)).ToList();
        Assert.Contains(own, l => l.Contains("/api/v1/admin/keys", StringComparison.Ordinal));
        Assert.All(own, line => Assert.All(markers, marker => Assert.DoesNotContain(marker, line, StringComparison.Ordinal)));
        // The framework's own lines name paths and queries; never a header or a body.
        Assert.All(Api.Log.Lines, line => Assert.All(
            markers.Where(m => m is not ("marker-in-query-41" or "marker-path-44") && m != key), marker => Assert.DoesNotContain(marker, line, StringComparison.Ordinal)));
    }

    /// <summary>Below the level at which the shipped settings let the framework speak.</summary>
    private static bool IsFrameworkTrace(string line) =>
        line.StartsWith("Trace ", StringComparison.Ordinal) || line.StartsWith("Debug ", StringComparison.Ordinal)
        || line.StartsWith("Information Microsoft.", StringComparison.Ordinal);
}
