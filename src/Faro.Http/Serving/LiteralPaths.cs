using System.Collections.Frozen;

namespace Faro.Http.Serving;

/// <summary>
/// A path without parameters is no other route's id: <c>DELETE /orders/prepare</c> is a method that <c>/orders/prepare</c> does not
/// answer, not the order "prepare". Routing looks for the method among all routes that the path fits.
/// </summary>
internal sealed class LiteralPaths(RequestDelegate next, EndpointDataSource endpoints)
{
    private readonly Lazy<FrozenDictionary<string, string[]>> _methods = new(() => Methods(endpoints));

    public Task Invoke(HttpContext http)
    {
        if (http.Request.Path.Value is not { } path || !_methods.Value.TryGetValue(path.TrimEnd('/'), out var methods)
            || methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed; // the envelope says the rest
        http.Response.Headers.Allow = string.Join(", ", methods);
        http.SetEndpoint(null);
        return Task.CompletedTask;
    }

    /// <summary>The methods of each path without parameters; one that answers any method is not among them.</summary>
    private static FrozenDictionary<string, string[]> Methods(EndpointDataSource endpoints) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.Parameters.Count == 0)
        .GroupBy(e => $"/{e.RoutePattern.RawText?.Trim('/')}", StringComparer.OrdinalIgnoreCase)
        .Select(path => (Path: path.Key, Methods: path.Select(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).ToList()))
        .Where(path => path.Methods.TrueForAll(m => m.Count > 0))
        .ToFrozenDictionary(path => path.Path, path => path.Methods.SelectMany(m => m).Distinct().Order(StringComparer.Ordinal).ToArray(), StringComparer.OrdinalIgnoreCase);
}
