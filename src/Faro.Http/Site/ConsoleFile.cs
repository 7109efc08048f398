using System.IO.Compression;
using System.Security.Cryptography;

namespace Faro.Http.Site;

/// <summary>A file of the console: compressed once, cached by browsers for as long as its name guarantees its content.</summary>
internal sealed class ConsoleFile
{
    /// <summary>
    /// What the page may do: its own scripts, styles, fonts and calls, nothing inline, nothing from elsewhere, no frame around it,
    /// and no text of a venue ever becomes markup (Trusted Types without a policy refuse every such assignment).
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private readonly byte[] _bytes;
    private readonly byte[]? _compressed;
    private readonly string _type;
    private readonly string _etag;
    private readonly bool _named;

    /// <param name="path">Its place below <c>/console</c>.</param>
    /// <param name="bytes">Its content.</param>
    public ConsoleFile(string path, byte[] bytes)
    {
        _bytes = bytes;
        _type = Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        _compressed = _type.StartsWith("font/", StringComparison.Ordinal) ? null : Compressed(bytes);
        _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        _named = path.StartsWith("assets/", StringComparison.Ordinal); // a hash of the content is part of these names
    }

    /// <summary>Sends it.</summary>
    public Task Send(HttpContext http, int status = 200)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ETag = _etag;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = _named ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch == _etag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = _type;
        var gzip = _compressed is not null && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (gzip)
            headers.ContentEncoding = "gzip";
        var body = gzip ? _compressed! : _bytes;
        headers.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, 0, body.Length);
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
