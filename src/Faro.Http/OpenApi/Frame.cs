using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>What all operations share: title, security schemes, headers, and the meaning of each status.</summary>
internal static class Frame
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [200] = "OK",
        [202] = "Accepted",
        [400] = "bad_request: malformed input, unknown or repeated parameter, unknown field.",
        [401] = "unauthorized: missing, expired, or revoked API key.",
        [403] = "forbidden: the API key lacks the required scope.",
        [404] = "not_found: the resource does not exist or is not visible to your key.",
        [405] = "bad_request: the route does not support that method.",
        [409] = "conflict: the current state on the log does not allow this.",
        [413] = "too_large: the body is larger than 1 MiB.",
        [414] = "too_large: the request target is longer than 8,192 characters.",
        [415] = "bad_request: the body is not application/json in UTF-8.",
        [431] = "too_large: more than 64 header fields, or 16 KiB of them.",
        [429] = "rate_limited: budget of the last 60 seconds exceeded; Retry-After says how long to wait before the next call.",
        [500] = "internal: unhandled server error.",
        [502] = "upstream: a venue returned an error.",
        [503] = "unavailable: the database cannot be reached, or the secret of these routes is not set.",
    };

    public static string MeaningOf(int status, Access access) => status == 503 && access == Access.Probe ? "Not ready; checks says why." : Meanings[status];

    public static IEnumerable<string> HeadersOf(Access access, bool limited, bool asOf)
    {
        IEnumerable<string> names = [RequestIds.Header];
        if (access != Access.Probe)
            names = [.. names, RateHeaders.Limit, RateHeaders.Remaining, RateHeaders.Reset];
        if (limited)
            names = names.Append("Retry-After");
        return asOf ? names.Append(AsOf.Header) : names;
    }

    public static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Faro",
            Version = ApiDocument.Name,
            Description = "Unifies prediction markets across Polymarket, Kalshi (via DFlow) and Foresight into a single read and trade surface. "
                + "Never custody: clients sign their own orders.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Tags = document.Paths.SelectMany(p => p.Value.Operations!.Values).SelectMany(o => o.Tags!).Select(t => t.Name!).Distinct()
            .Select(name => new OpenApiTag { Name = name }).ToHashSet();
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["apiKey"] = Bearer("A key issued by Faro: faro_live_… or faro_test_…"),
            ["adminSecret"] = Bearer("The ADMIN_SECRET of this installation, or a key with the scope admin."),
            ["cronSecret"] = Bearer("The CRON_SECRET of this installation."),
        };
        document.Components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [RequestIds.Header] = Header(JsonSchemaType.String, "The request's id: the caller's own (8 to 64 letters, digits, '-', '_', '.'), else a new one. It is stored with the events that the request wrote."),
            [RateHeaders.Limit] = Header(JsonSchemaType.Integer, "Calls in 60 seconds."),
            [RateHeaders.Remaining] = Header(JsonSchemaType.Integer, "Calls left now."),
            [RateHeaders.Reset] = Header(JsonSchemaType.Integer, "Whole seconds until the oldest call leaves the window and another one is allowed."),
            ["Retry-After"] = Header(JsonSchemaType.Integer, "Whole seconds to wait."),
            [AsOf.Header] = Header(JsonSchemaType.Integer, "The sequence number of the log that the answer reflects. With as_of, asking again with this number returns the same answer; without, the view had processed at least this much."),
        };
        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Bearer(string description) => new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };

    private static OpenApiHeader Header(JsonSchemaType type, string description) => new() { Description = description, Schema = new OpenApiSchema { Type = type } };
}
