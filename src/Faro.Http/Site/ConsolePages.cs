using System.Collections.Frozen;
using System.Text;
using Faro.Http.Keys;

namespace Faro.Http.Site;

/// <summary>
/// The console under <c>/console</c>: the files that its build embedded in this assembly. Every address below it that is not a file is
/// a view, which the console routes itself.
/// </summary>
internal static class ConsolePages
{
    private const string Prefix = "console/";

    private static readonly ConsoleFile NotBuilt = new("index.html", Encoding.UTF8.GetBytes("""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Faro console</title></head><body>
        <h1>The console was not built</h1>
        <p>Faro was built without it, as npm (Node.js 20 or newer) was missing or the build left it out. Install npm and build Faro again.</p>
        <p>The API serves all the same: <a href="/docs">its documentation</a>.</p>
        </body></html>
        """));

    private static readonly Lazy<FrozenDictionary<string, ConsoleFile>> Files = new(Read);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", Redirected).ExcludeFromDescription().WithMetadata(new ScopeAttribute("public"));
        app.MapGet("/console/{**path}", Serve).ExcludeFromDescription().WithMetadata(new ScopeAttribute("public"));
    }

    private static Task Redirected(HttpContext http)
    {
        http.Response.Redirect("/console");
        return Task.CompletedTask;
    }

    private static Task Serve(HttpContext http)
    {
        var path = http.Request.RouteValues["path"] as string ?? "";
        if (Files.Value.TryGetValue(path, out var file))
            return file.Send(http);
        if (path.StartsWith("assets/", StringComparison.Ordinal)) // of an earlier version: a page must not be served as a script
            return Serving.Answer.Refused(ApiErrors.NotFound("No such file.")).ExecuteAsync(http);
        return Files.Value.TryGetValue("index.html", out var index) ? index.Send(http) : NotBuilt.Send(http, StatusCodes.Status503ServiceUnavailable);
    }

    private static FrozenDictionary<string, ConsoleFile> Read()
    {
        var assembly = typeof(ConsolePages).Assembly;
        var files = new Dictionary<string, ConsoleFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            files[name[Prefix.Length..]] = new ConsoleFile(name[Prefix.Length..], copy.ToArray());
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
