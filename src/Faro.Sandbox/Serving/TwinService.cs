using System.Globalization;
using System.Text.Json;

namespace Faro.Sandbox.Serving;

/// <summary>One host of a venue: its routes and the shape of its errors.</summary>
internal abstract class TwinService
{
    /// <summary>The venue's name in faults: <c>polymarket</c>, <c>kalshi</c>, <c>foresight</c>, or <c>sandbox</c>.</summary>
    public abstract string Venue { get; }

    /// <summary>The host's name in faults: <c>gamma</c>, <c>clob</c>, <c>dflow</c>, …</summary>
    public abstract string Name { get; }

    public abstract RouteTable Routes { get; }

    /// <summary>Writes an error in this host's own body.</summary>
    public abstract Task Error(HttpContext http, int status, string code, string message);

    /// <summary>Runs the request's route.</summary>
    public Task Handle(HttpContext http)
    {
        var handler = Routes.Find(http.Request.Method, http.Request.Path.Value ?? "/", out var id, out var known);
        if (handler is not null)
            return handler(http, id);
        return known
            ? Error(http, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method Not Allowed")
            : Error(http, StatusCodes.Status404NotFound, "not_found", "not found");
    }

    /// <summary>Reads a whole number from the query; null when absent, false in <paramref name="valid"/> when it is something else.</summary>
    protected static long? Integer(HttpContext http, string name, out bool valid)
    {
        valid = true;
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        valid = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        return valid ? value : null;
    }

    /// <summary>Reads a boolean from the query; null when absent or unreadable.</summary>
    protected static bool? Flag(HttpContext http, string name) =>
        bool.TryParse(http.Request.Query[name].ToString(), out var value) ? value : null;

    /// <summary>Reads a small JSON body; null when it is not JSON or over 1 MiB.</summary>
    protected static async Task<JsonDocument?> Body(HttpContext http)
    {
        if (http.Request.ContentLength > 1 << 20)
            return null;
        try
        {
            return await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
