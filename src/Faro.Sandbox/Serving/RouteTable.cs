namespace Faro.Sandbox.Serving;

/// <summary>Handles one request of a twin; <paramref name="id"/> is the path's variable part.</summary>
internal delegate Task RouteHandler(HttpContext http, string id);

/// <summary>A handful of routes with at most one variable segment each. Every listener has its own table, and its
/// own words for what is not found, which ASP.NET's one routing table for all listeners cannot give.</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<string, List<(string Method, RouteHandler Handler)>> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Method, string Prefix, string Suffix, RouteHandler Handler)> _patterns = [];

    public RouteTable Get(string pattern, RouteHandler handler) => Add("GET", pattern, handler);

    public RouteTable Post(string pattern, RouteHandler handler) => Add("POST", pattern, handler);

    public RouteTable Delete(string pattern, RouteHandler handler) => Add("DELETE", pattern, handler);

    public RouteTable Add(string method, string pattern, RouteHandler handler)
    {
        var brace = pattern.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0)
        {
            if (!_exact.TryGetValue(pattern, out var methods))
                _exact[pattern] = methods = [];
            methods.Add((method, handler));
        }
        else
        {
            _patterns.Add((method, pattern[..brace], pattern[(pattern.IndexOf('}', StringComparison.Ordinal) + 1)..], handler));
        }

        return this;
    }

    /// <summary>Finds the handler of a path. <paramref name="pathKnown"/> distinguishes 405 from 404.</summary>
    public RouteHandler? Find(string method, string path, out string id, out bool pathKnown)
    {
        id = "";
        pathKnown = false;
        if (path.Length > 1 && path[^1] == '/')
            path = path[..^1];
        if (_exact.TryGetValue(path, out var methods))
        {
            pathKnown = true;
            foreach (var (m, handler) in methods)
            {
                if (m == method)
                    return handler;
            }

            return null;
        }

        RouteHandler? found = null;
        var longest = -1;
        foreach (var (m, prefix, suffix, handler) in _patterns)
        {
            if (path.Length <= prefix.Length + suffix.Length
                || !path.StartsWith(prefix, StringComparison.Ordinal)
                || !path.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            var middle = path[prefix.Length..^suffix.Length];
            if (middle.Contains('/', StringComparison.Ordinal))
                continue;
            pathKnown = true;
            if (m != method || prefix.Length + suffix.Length <= longest)
                continue;
            longest = prefix.Length + suffix.Length;
            found = handler;
            id = middle;
        }

        return found;
    }
}
