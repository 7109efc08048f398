using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Http;

/// <summary>Reads queries and bodies; any fault ends the request with <c>INVALID_REQUEST</c>.</summary>
internal static class RequestReader
{
    public const int LargestBody = 256 * 1024;

    /// <summary>Refuses query parameters that the route does not know: a mistyped filter must not mean "everything".</summary>
    public static void AllowOnly(HttpContext context, params ReadOnlySpan<string> names)
    {
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Query)
        {
            if (!names.Contains(name)) throw ClobProblem.Invalid(name, "is not a parameter of this route");
            if (values.Count != 1) throw ClobProblem.Invalid(name, "must be given once");
        }
    }

    public static long? Integer(HttpContext context, string name, long smallest = long.MinValue, long largest = long.MaxValue)
    {
        string text = context.Request.Query[name].ToString();
        if (text.Length == 0) return context.Request.Query.ContainsKey(name) ? throw ClobProblem.Invalid(name, "must be an integer") : null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= smallest && value <= largest
            ? value : throw ClobProblem.Invalid(name, smallest == long.MinValue ? "must be an integer" : $"must be an integer from {smallest} to {largest}");
    }

    public static string? Text(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values.ToString() : null;

    public static int Limit(HttpContext context) => (int)(Integer(context, "limit", 1, 100) ?? 20);

    /// <summary>The market of a route: its chain must be given, and both must match.</summary>
    public static MarketRecord Market(HttpContext context, VenueViews views)
    {
        long chain = Integer(context, "chain_id") ?? throw ClobProblem.Invalid("chain_id", "is required");
        return Hash256.TryParse(context.Request.RouteValues["condition_id"]?.ToString(), out Hash256 condition) && views.Market(condition, chain) is { } market
            ? market : throw new ClobProblem("NOT_FOUND", "There is no such market on this chain.");
    }

    /// <summary>The market filter of a query: both ids or neither. Unknown markets match nothing, so they are an error.</summary>
    public static MarketRecord? MarketFilter(HttpContext context, VenueViews views)
    {
        string? condition = Text(context, "condition_id");
        long? chain = Integer(context, "chain_id");
        if (condition is null && chain is null) return null;
        if (condition is null || chain is null) throw ClobProblem.Invalid(condition is null ? "condition_id" : "chain_id", "is needed beside the other");
        if (!Hash256.TryParse(condition, out Hash256 hash)) throw ClobProblem.Invalid("condition_id", "must be 0x and 64 hexadecimal digits");
        return views.Market(hash, chain.Value) ?? throw new ClobProblem("NOT_FOUND", "There is no such market on this chain.");
    }

    /// <summary>Position after which a page begins; cursors are opaque to clients.</summary>
    public static long? Cursor(HttpContext context)
    {
        if (Text(context, "cursor") is not { Length: > 0 } text) return null;
        Span<byte> bytes = stackalloc byte[64];
        return text.Length <= 64 && Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out int written)
            && long.TryParse(Encoding.ASCII.GetString(bytes[..written]), NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            ? position : throw ClobProblem.Invalid("cursor", "is not one of this server's");
    }

    public static string MakeCursor(long position) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(position.ToString("D12", CultureInfo.InvariantCulture))).Replace('+', '-').Replace('/', '_');

    /// <summary>The raw body, at most 256 KiB. An empty one is fine here.</summary>
    public static async Task<byte[]> Body(HttpContext context)
    {
        if (context.Request.ContentLength is > LargestBody) throw new ClobProblem("PAYLOAD_TOO_LARGE", "The body is larger than 256 KiB.");
        ArrayBufferWriter<byte> body = new((int)(context.Request.ContentLength ?? 1024) + 1);
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(body.GetMemory(1), context.RequestAborted);
            if (read == 0) break;
            body.Advance(read);
            if (body.WrittenCount > LargestBody) throw new ClobProblem("PAYLOAD_TOO_LARGE", "The body is larger than 256 KiB.");
        }

        if (body.WrittenCount > 0 && !context.Request.HasJsonContentType())
            throw new ClobProblem("UNSUPPORTED_MEDIA_TYPE", "The body must be application/json.");
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The document; every name and string of it is text, so that reading one cannot fail later.</summary>
    public static JsonDocument Parse(byte[] body)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (JsonUnicode.IsText(body)) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            throw ClobProblem.Invalid("body", "must be JSON");
        }

        throw ClobProblem.Invalid("body", "must be UTF-8 text without halves of surrogate pairs");
    }
}
