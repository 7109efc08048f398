using System.Text;
using Faro.Http.Hosting;
using Faro.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Faro.Http.Tests.OpenApi;

public sealed class OpenApiTests : ApiTest
{
    private const string Regenerate = "FARO_WRITE_OPENAPI";

    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        var served = await Served();
        var path = RepositoryRoot.File("docs", "openapi.v1.json");
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, served + "\n");
        }

        Assert.True(File.Exists(path), $"Run the tests with {Regenerate}=1 to write {path}.");
        Assert.True(served == (await File.ReadAllTextAsync(path)).TrimEnd('\n'), $"The routes have changed: run the tests with {Regenerate}=1 and commit docs/openapi.v1.json.");
    }

    [Fact]
    public async Task It_is_a_valid_OpenAPI_3_1_document()
    {
        var read = OpenApiDocument.Parse(await Served(), "json");
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Equal([], read.Diagnostic.Errors.Select(e => $"{e.Pointer} {e.Message}"));
        Assert.Equal([], read.Diagnostic.Warnings.Select(e => $"{e.Pointer} {e.Message}"));
    }

    [Fact]
    public async Task Every_route_of_the_API_stands_in_it_and_every_reference_leads_somewhere()
    {
        var text = await Served();
        var document = OpenApiDocument.Parse(text, "json").Document!;
        var mapped = Api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!).Where(p => p.StartsWith("/api/", StringComparison.Ordinal)).Distinct().Order();
        Assert.Equal(mapped, document.Paths.Keys.Where(p => p.StartsWith("/api/", StringComparison.Ordinal)).Order());
        var ids = document.Paths.SelectMany(p => p.Value.Operations!.Values).Select(o => o.OperationId).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var json = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text);
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(text, "\"\\$ref\": \"#/([^\"]+)\""))
        {
            var at = json;
            foreach (var part in match.Groups[1].Value.Split('/'))
                Assert.True(at.TryGetProperty(part, out at), match.Value);
        }
    }

    [Theory]
    [InlineData("/console", "text/html")]
    [InlineData("/console/events/3e96a3f9", "text/html")]
    [InlineData("/console/assets/of-another-version.js", "application/json")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/openapi/v1.json", "application/json")]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/guide.css", "text/css")]
    [InlineData("/docs/guide.js", "text/javascript")]
    [InlineData("/llms.txt", "text/plain")]
    [InlineData("/docs/reference/index.html", "text/html")]
    [InlineData("/docs/reference/swagger-ui-bundle.js", "text/javascript")]
    public async Task The_pages_come_from_here_and_name_no_other_place(string path, string type)
    {
        using var client = Api.Client();
        using var page = await client.GetAsync(path);
        Assert.Equal(type, page.Content.Headers.ContentType?.MediaType);
        if (path.StartsWith("/console", StringComparison.Ordinal) && type == "text/html")
        {
            Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("://", Encoding.UTF8.GetString(await page.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        }

        if (page.Headers.ETag is not { } etag)
            return;
        client.DefaultRequestHeaders.IfNoneMatch.Add(etag);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, (await client.GetAsync(path)).StatusCode);
    }

    private async Task<string> Served()
    {
        using var client = Api.Client();
        return await client.GetStringAsync("/openapi/v1.json");
    }
}
