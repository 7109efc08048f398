using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faro.Log.Past;
using Faro.Proofs.Roots;
using Npgsql;

namespace Faro.Http;

/// <summary>What is wrong with an input, by field, in the API's own names.</summary>
public sealed class Issues
{
    private readonly List<string> _form = [];
    private readonly SortedDictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => Count > 0;

    /// <summary>How many faults have been reported.</summary>
    public int Count { get; private set; }

    /// <summary>Faults of the input as a whole.</summary>
    public IReadOnlyList<string> Form => _form;

    /// <summary>Faults by field, in the order of the names.</summary>
    public IReadOnlyDictionary<string, List<string>> Fields => _fields;

    /// <summary>Something about the input as a whole.</summary>
    public void Add(string text)
    {
        _form.Add(text);
        Count++;
    }

    /// <summary>Something about one field.</summary>
    public void Add(string field, string text)
    {
        if (!_fields.TryGetValue(field, out var texts))
            _fields[field] = texts = [];
        texts.Add(text);
        Count++;
    }

    /// <summary>Something about an object in the input; an empty path is the input as a whole.</summary>
    public void AddAt(string at, string text)
    {
        if (at.Length == 0)
            Add(text);
        else
            Add(at, text);
    }

    /// <summary>One fault of one field.</summary>
    public static Issues Of(string field, string text)
    {
        var issues = new Issues();
        issues.Add(field, text);
        return issues;
    }
}

/// <summary>A refusal: a stable code, a sentence for people, and the status that goes with them.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record ApiError(int Status, string Code, string Message)
{
    /// <summary>What is wrong with the input.</summary>
    public Issues? Issues { get; init; }

    /// <summary>502: whose fault it was.</summary>
    public string? Venue { get; init; }

    /// <summary>502: whether the same call may succeed later.</summary>
    public bool? Retryable { get; init; }

    /// <summary>502: the venue's own code.</summary>
    public string? VenueCode { get; init; }

    /// <summary>Whole seconds after which the same call may succeed.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The envelope <c>{error, message, issues?}</c>.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("error", Code);
            json.WriteString("message", Message);
            if (Venue is not null)
                json.WriteString("venue", Venue);
            if (Retryable is { } retryable)
                json.WriteBoolean("retryable", retryable);
            if (VenueCode is not null)
                json.WriteString("venue_code", VenueCode);
            if (Issues is { Any: true } issues)
                WriteIssues(json, issues);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteIssues(Utf8JsonWriter json, Issues issues)
    {
        json.WriteStartObject("issues");
        json.WriteStartArray("formErrors");
        foreach (var text in issues.Form)
            json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteStartObject("fieldErrors");
        foreach (var (field, texts) in issues.Fields)
        {
            json.WriteStartArray(field);
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>Every refusal of the API is created here, including those of the framework and of exceptions.</summary>
internal static class ApiErrors
{
    public static ApiError InvalidQuery(Issues issues) => new(400, "bad_request", "Invalid query parameters") { Issues = issues };

    public static ApiError InvalidBody(Issues issues) => new(400, "bad_request", "Invalid request body") { Issues = issues };

    public static ApiError BadRequest(string message) => new(400, "bad_request", message);

    public static ApiError Unauthorized(string message = "Missing, expired, or revoked API key.") => new(401, "unauthorized", message);

    public static ApiError Forbidden(string scope) => new(403, "forbidden", $"This API key lacks the scope '{scope}'.");

    public static ApiError NotFound(string message = "No such resource.") => new(404, "not_found", message);

    public static ApiError Conflict(string message) => new(409, "conflict", message);

    public static ApiError BodyTooLarge { get; } = new(413, "too_large", "The request body is larger than 1 MiB.");

    public static ApiError TargetTooLong { get; } = new(414, "too_large", "The request target is longer than 8,192 characters.");

    public static ApiError NotJson { get; } = new(415, "bad_request", "The request body must be application/json in UTF-8, not compressed.");

    public static ApiError HeadersTooLarge { get; } = new(431, "too_large", "The request has more than 64 header fields or 16 KiB of them.");

    public static ApiError BadHeader(string name) =>
        new(400, "bad_request", $"The header {name} is not valid UTF-8 text.") { Issues = Issues.Of(name, "Must be valid UTF-8 text.") };

    public static ApiError RateLimited(int retryAfterSeconds) =>
        new(429, "rate_limited", "Per-minute budget exceeded. Retry after the window.") { RetryAfterSeconds = retryAfterSeconds };

    public static ApiError Internal { get; } = new(500, "internal", "Unhandled server error.");

    public static ApiError Upstream(string venue, string message, bool retryable, string? venueCode = null) =>
        new(502, "upstream", message) { Venue = venue, Retryable = retryable, VenueCode = venueCode };

    public static ApiError Unavailable(string message) => new(503, "unavailable", message);

    public static ApiError DatabaseAway { get; } = new(503, "unavailable", "The database cannot be reached.") { RetryAfterSeconds = 1 };

    public static ApiError DiskFull { get; } = new(503, "unavailable", "The database's disk is full: nothing was written, and nothing was lost.") { RetryAfterSeconds = 5 };

    public static ApiError OfEarlierVersion { get; } =
        new(503, "unavailable", "This was stored by an earlier version of Faro and is being rebuilt.") { RetryAfterSeconds = 2 };

    /// <summary>The envelope for a status that the framework set without a body.</summary>
    public static ApiError OfStatus(int status) => status switch
    {
        401 => Unauthorized(),
        404 => NotFound("No such route."),
        405 => new(405, "bad_request", "This route does not support that method."),
        408 => new(408, "bad_request", "The request did not arrive in time."),
        413 => BodyTooLarge,
        414 => TargetTooLong,
        415 => NotJson,
        431 => HeadersTooLarge,
        505 => new(505, "bad_request", "This HTTP version is not supported: 1.0, 1.1 and 2 are."),
        503 => Unavailable("The service is currently unavailable."),
        >= 400 and < 500 => new(status, "bad_request", "The request is malformed."),
        _ => Internal with { Status = status },
    };

    /// <summary>Whether the database has no space left.</summary>
    public static bool IsDiskFull(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        AggregateException several => several.InnerExceptions.Any(IsDiskFull),
        _ => e.InnerException is { } inner && IsDiskFull(inner),
    };

    /// <summary>The refusal for an exception; null when it is a bug, which is 500 and logged.</summary>
    public static ApiError? OfException(Exception e) => e switch
    {
        _ when IsDiskFull(e) => DiskFull,
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        // Connections, resources, shutdown; a database that is closed, missing, read-only or refuses Faro's login.
        PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['2', '8', ..] or "55000" or "3D000" or "25006" } => DatabaseAway,
        PostgresException => null,
        PastNotReadyException past => Unavailable(past.Message) with { RetryAfterSeconds = 2 },
        LogAlteredException altered => Conflict(altered.Message),
        NpgsqlException or SocketException or TimeoutException => DatabaseAway,
        Marten.Exceptions.MartenCommandException { InnerException: { } cause } => OfException(cause),
        _ => null,
    };
}
