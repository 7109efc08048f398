using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Input;
using Faro.Http.Serving;

namespace Faro.Http.OpenApi;

/// <summary>
/// The OpenAPI 3.1 document, made of the same routes and parameters that read the requests, so that it cannot promise
/// other bounds than those that hold. Schemas of bodies stand in <c>components.json</c>.
/// </summary>
internal static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "bad_request: malformed input, unknown or repeated parameter, unknown field.",
        [401] = "unauthorized: missing, expired, or revoked API key.",
        [403] = "forbidden: the API key lacks the required scope.",
        [404] = "not_found: the resource does not exist or is not visible to your key.",
        [409] = "conflict: it stands differently on the log.",
        [413] = "too_large: the body is larger than 1 MiB.",
        [415] = "bad_request: the body is not application/json in UTF-8.",
        [429] = "rate_limited: budget of the last 60 seconds exceeded; Retry-After tells when the next call is let in.",
        [500] = "internal: unhandled server error.",
        [502] = "upstream: a venue returned an error.",
        [503] = "unavailable: the database is away, or the secret of these routes is not set.",
    };

    /// <summary>The document as UTF-8 JSON.</summary>
    public static byte[] Write(IEnumerable<ApiRoute> routes) => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(Build(routes), Indented);

    private static JsonObject Build(IEnumerable<ApiRoute> routes)
    {
        var paths = new JsonObject();
        foreach (var route in routes.Where(r => r.Docs is not null))
        {
            if (paths[route.Pattern] is not JsonObject path)
                paths[route.Pattern] = path = [];
            foreach (var method in route.Methods)
                path[method.ToLowerInvariant()] = Operation(route, method);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Faro",
                ["version"] = "v1",
                ["description"] = "Unifies prediction markets across Polymarket, Kalshi (via DFlow) and Foresight into a single read and trade surface. "
                    + "Never custody: clients sign their own orders.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = Tags(routes),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["apiKey"] = Bearer("A key issued by Faro: faro_live_… or faro_test_…"),
                    ["adminSecret"] = Bearer("The ADMIN_SECRET of this installation, or a key with the scope admin."),
                    ["cronSecret"] = Bearer("The CRON_SECRET of this installation."),
                },
                ["headers"] = Headers(),
                ["schemas"] = Schemas(),
            },
        };
    }

    private static JsonObject Operation(ApiRoute route, string method)
    {
        var docs = route.Docs!;
        var operation = new JsonObject
        {
            ["operationId"] = route.Methods.Length == 1 ? docs.OperationId : docs.OperationId + method[..1] + method[1..].ToLowerInvariant(),
            ["tags"] = new JsonArray(docs.Tag),
            ["summary"] = docs.Summary,
        };
        if (docs.Description is not null)
            operation["description"] = docs.Description;
        operation["security"] = route.Access switch
        {
            Access.Public or Access.Probe => new JsonArray(),
            Access.Admin => Security("adminSecret"),
            Access.Cron => Security("cronSecret"),
            _ => Security("apiKey"),
        };
        if (route.Access is Access.Read or Access.Trade)
            operation["x-faro-scope"] = route.Access == Access.Read ? "read" : "trade";
        if (route.Parameters.Count > 0)
            operation["parameters"] = new JsonArray([.. route.Parameters.Select(Describe)]);
        if (docs.Body is not null)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = Json(docs.Body),
            };
        }

        operation["responses"] = Responses(route);
        return operation;
    }

    private static JsonObject Responses(ApiRoute route)
    {
        var ok = new JsonObject { ["description"] = route.Docs!.Status == 202 ? "Accepted" : "OK", ["headers"] = HeaderRefs(route.Access), ["content"] = Json(route.Docs.Answer) };
        if (route.Parameters.Contains(AsOf.Parameter))
            ok["headers"]![AsOf.Header] = new JsonObject { ["$ref"] = $"#/components/headers/{AsOf.Header}" };
        var responses = new JsonObject { [route.Docs.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = ok };
        foreach (var status in Statuses(route).Distinct().Order())
        {
            var ready = status == 503 && route.Access == Access.Probe;
            responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = ready ? "Not ready; checks tell why." : Meanings[status],
                ["headers"] = HeaderRefs(route.Access, status == 429),
                ["content"] = Json(ready ? route.Docs.Answer : "Error"),
            };
        }

        return responses;
    }

    private static IEnumerable<int> Statuses(ApiRoute route)
    {
        IEnumerable<int> statuses = [400, 500, .. route.Docs!.Also];
        if (route.Access != Access.Probe)
            statuses = statuses.Append(429);
        if (route.Access is not (Access.Public or Access.Probe))
            statuses = [.. statuses, 401, 403, 503];
        return route.Docs.Body is null ? statuses : [.. statuses, 413, 415];
    }

    private static JsonObject Describe(Parameter parameter)
    {
        var described = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.Place == ParameterPlace.Path ? "path" : "query",
            ["required"] = parameter.Required,
            ["description"] = parameter.Description,
            ["schema"] = parameter.Schema.DeepClone(),
        };
        if (parameter.Example is not null)
            described["example"] = parameter.Example;
        return described;
    }

    private static JsonArray Tags(IEnumerable<ApiRoute> routes) =>
        [.. routes.Where(r => r.Docs is not null).Select(r => r.Docs!.Tag).Distinct().Select(tag => new JsonObject { ["name"] = tag })];

    private static JsonObject Json(string schema) => new()
    {
        ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } },
    };

    private static JsonArray Security(string scheme) => [new JsonObject { [scheme] = new JsonArray() }];

    private static JsonObject Bearer(string description) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };

    private static JsonObject HeaderRefs(Access access, bool limited = false)
    {
        List<string> names = ["X-Request-Id"];
        if (access != Access.Probe)
            names.AddRange([RateHeaders.Limit, RateHeaders.Remaining, RateHeaders.Reset]);
        if (limited)
            names.Add("Retry-After");
        return new JsonObject(names.Select(n => KeyValuePair.Create(n, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/headers/{n}" })));
    }

    private static JsonObject Headers()
    {
        return new JsonObject
        {
            ["X-Request-Id"] = Header("string", "The request's id: the caller's own (8 to 64 letters, digits, '-', '_', '.'), else a new one. It stands on the events that the request wrote."),
            [RateHeaders.Limit] = Header("integer", "Calls in 60 seconds."),
            [RateHeaders.Remaining] = Header("integer", "Calls left now."),
            [RateHeaders.Reset] = Header("integer", "Whole seconds until the oldest call leaves the window, so that one more is allowed."),
            ["Retry-After"] = Header("integer", "Whole seconds to wait."),
            [AsOf.Header] = Header("integer", "With as_of: the place in the log that the answer stands for. Asked for by this number, it is the same for good."),
        };

        static JsonObject Header(string type, string description) =>
            new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = type } };
    }

    private static JsonNode Schemas()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("Faro.Http.OpenApi.components.json")!;
        return JsonNode.Parse(stream)!;
    }
}
