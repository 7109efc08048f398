using System.Security.Cryptography;
using Faro.Http.Serving;

namespace Faro.Http.Site;

/// <summary>The landing page with its small console, out of the assembly; no request leaves for anywhere else.</summary>
internal static class SiteRoutes
{
    private static readonly (string Path, string Resource, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/console.css", "console.css", "text/css; charset=utf-8"),
        ("/console.js", "console.js", "text/javascript; charset=utf-8"),
        ("/favicon.svg", "favicon.svg", "image/svg+xml"),
    ];

    public static IEnumerable<ApiRoute> Create() => Files.Select(f => Serve(f.Path, f.Type, Read(f.Resource), f.Type.StartsWith("text/html", StringComparison.Ordinal)));

    /// <summary>The OpenAPI document, written once.</summary>
    public static ApiRoute Document(byte[] document) => Serve("/openapi/v1.json", "application/json; charset=utf-8", document, false);

    private static ApiRoute Serve(string path, string type, byte[] bytes, bool page)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        return ApiRoute.Get(path, Access.Public, call =>
        {
            if (page)
            {
                // Its own scripts and styles only, and nobody may frame it: a pasted key lives here.
                call.Http.Response.Headers.ContentSecurityPolicy =
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                call.Http.Response.Headers["Referrer-Policy"] = "no-referrer";
            }

            return Task.FromResult(Answer.File(bytes, type, etag));
        });
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(SiteRoutes).Assembly.GetManifestResourceStream($"Faro.Http.Site.{name}")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
