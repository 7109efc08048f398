using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Faro.Http.Tests.Serving;

/// <summary>What HTTP clients expect of reads: compression, validators, the place in the log, and pages of other origins.</summary>
public sealed class ReadHeadersTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task An_answer_is_compressed_when_asked(string encoding)
    {
        var plain = await (await api.Reader.GetAsync(new Uri("/api/v1/events?limit=50", UriKind.Relative))).Content.ReadAsByteArrayAsync();
        using var response = await Ask("/api/v1/events?limit=50", ("Accept-Encoding", encoding));
        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        var packed = await response.Content.ReadAsByteArrayAsync();
        Assert.True(packed.Length < plain.Length / 2, $"{packed.Length} of {plain.Length}");
        using var unpacked = new MemoryStream();
        await using Stream stream = encoding == "gzip" ? new GZipStream(new MemoryStream(packed), CompressionMode.Decompress) : new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        await stream.CopyToAsync(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
    }

    [Theory]
    [InlineData("/api/v1/events?limit=5")]
    [InlineData("/api/v1/markets?venue=kalshi&limit=5")]
    [InlineData("/api/v1/categories")]
    public async Task What_a_client_holds_is_not_sent_again(string path)
    {
        using var first = await Ask(path);
        var tag = first.Headers.ETag!.ToString();
        using var again = await Ask(path, ("If-None-Match", $"\"other\", {tag}"), ("Accept-Encoding", "gzip"));
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag!.ToString()));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        using var other = await Ask(path, ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_read_names_the_place_in_the_log_that_its_view_has_come_to()
    {
        var id = JsonSerializer.Deserialize<JsonElement>(await (await Ask("/api/v1/events?limit=1")).Content.ReadAsStringAsync()).GetProperty("events")[0].GetProperty("id").GetString();
        using var admin = api.Synced.Admin();
        foreach (var path in new[]
        {
            "/api/v1/events?limit=1", "/api/v1/markets?venue=kalshi&limit=1", $"/api/v1/events/{id}", $"/api/v1/events/{id}/history", "/api/v1/categories", "/api/v1/venues",
            "/api/v1/orders",
            "/api/v1/admin/keys", "/api/v1/admin/runs",
        })
        {
            using var response = path.Contains("/admin/", StringComparison.Ordinal) ? await admin.GetAsync(new Uri(path, UriKind.Relative)) : await Ask(path);
            Assert.True(long.Parse(response.Header("X-Log-Sequence"), System.Globalization.CultureInfo.InvariantCulture) > 600, path);
        }
    }

    [Fact]
    public async Task Pages_of_other_origins_are_let_in_by_name_only()
    {
        using (var off = await Ask("/api/v1/health", ("Origin", "https://app.example")))
            Assert.False(off.Headers.Contains("Access-Control-Allow-Origin"));
        var host = api.Beside(new() { ["Faro:CorsOrigins"] = "https://app.example, http://localhost:5173" });
        using var client = host.Client();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/events");
        preflight.Headers.Add("Origin", "http://localhost:5173");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var allowed = await client.SendAsync(preflight);
        Assert.Equal((HttpStatusCode.NoContent, "http://localhost:5173"), (allowed.StatusCode, allowed.Header("Access-Control-Allow-Origin")));
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/health");
        asked.Headers.Add("Origin", "https://app.example");
        using var answered = await client.SendAsync(asked);
        Assert.Equal("https://app.example", answered.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", answered.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        using var stranger = new HttpRequestMessage(HttpMethod.Get, "/api/v1/health");
        stranger.Headers.Add("Origin", "https://evil.example");
        using var silent = await client.SendAsync(stranger);
        Assert.False(silent.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://app.example/path")]
    [InlineData("*")]
    [InlineData("app.example")]
    public void What_is_no_origin_stops_the_start(string origin)
    {
        var error = Assert.Throws<InvalidOperationException>(() => FaroHttpOptions.From(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Faro"] = "Host=x", ["Faro:CorsOrigins"] = origin }).Build()));
        Assert.Contains(origin, error.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Ask(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await api.Reader.SendAsync(request);
    }
}
