using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Faro.Http.Input;

/// <summary>Reads a request body as one JSON object, within the bounds of the API.</summary>
internal static class JsonBody
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>The document, or why it is refused.</summary>
    public static async Task<(JsonDocument? Document, ApiError? Refused)> Read(HttpRequest request, CancellationToken cancel)
    {
        if (!IsJson(request))
            return (null, ApiErrors.NotJson);
        if (request.ContentLength > MaxBytes)
            return (null, ApiErrors.BodyTooLarge);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.Buffer.Length > MaxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return (null, ApiErrors.BodyTooLarge);
            }

            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            // Copied out: the document may outlive the reader's buffer.
            var bytes = read.Buffer.ToArray();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return Parse(bytes);
        }
    }

    internal static (JsonDocument? Document, ApiError? Refused) Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return (document, null);
            document.Dispose();
            return (null, Refusal("Expected a JSON object."));
        }
        catch (InvalidOperationException)
        {
            // What the parser throws when it compares names with an unpaired surrogate.
            return (null, Refusal("A field name is not valid text."));
        }
        catch (JsonException e)
        {
            // The parser's own sentence may quote the body, which may contain a secret: only the position is reported.
            return (null, Refusal($"Not valid JSON at line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine ?? 0} (no duplicate names, at most 32 levels deep)."));
        }
    }

    private static ApiError Refusal(string text)
    {
        var issues = new Issues();
        issues.Add(text);
        return ApiErrors.InvalidBody(issues);
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.Headers.ContentType is [{ Length: < 200 } text]
        && MediaTypeHeaderValue.TryParse(text, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
