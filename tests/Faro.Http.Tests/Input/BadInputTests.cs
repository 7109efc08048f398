using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Faro.Http.Tests.Input;

/// <summary>
/// Every route of the OpenAPI document, with every parameter made wrong in every way: the documented refusal, never a 500.
/// The routes come from the document, so a new route is in here the day it is mapped.
/// </summary>
public sealed class BadInputTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    private static readonly string[] WrongIntegers = ["abc", "", "1.5", "%205", "+5", "-1", "0x10", "1e2", "99999999999999999999", "%EF%BC%95", "%00", "5%00", "null"];
    private static readonly string[] WrongTimes =
    [
        "yesterday", "", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+02:00", "20260101",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ", "0000-01-01", "10000-01-01T00:00:00Z", "1767225600", "%00", "2026-01-01T00:00:00%2B25:00",
    ];

    private static readonly string[] WrongWords = ["", "ACTIVE", "active%20", "x", "active,settled", "%00", "%F0%9F%98%80"];
    private static readonly string[] WrongIds = ["abc", "123", "7c6a0f2e5f435c1b9d0e3b2f6a4c8d10", "%7B7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d10%7D", "7c6a0f2e-5f43-5c1b-9d0e-3b2f6a4c8d1g", "%2e%2e", "'%20or%201=1", "%F0%9F%98%80"];

    [Fact]
    public async Task Unknown_repeated_and_broken_parameters_are_refused_on_every_route()
    {
        foreach (var (method, path, operation) in await Operations())
        {
            foreach (var query in new[]
            {
                "nosuch=1", "LIMIT=5", "limit%5B%5D=5", "%zz=1", "a=%ff", "a=%", "a=%2", "%00=1", "a=%ED%A0%80", "=", "=1", "&&x&&", "%22%3Cscript%3E=1",
                string.Join('&', Enumerable.Range(0, 500).Select(i => $"p{i}=1")),
            })
            {
                await Refused(method, $"{path}?{query}", 400, "bad_request");
            }

            foreach (var (name, value, _) in Parameters(operation, "query"))
                await Refused(method, $"{path}?{name}={value}&{name}={value}", 400, "bad_request", name);
        }
    }

    [Fact]
    public async Task Every_parameter_refuses_what_it_is_not()
    {
        var tried = 0;
        foreach (var (method, path, operation) in await Operations())
        {
            foreach (var (name, _, schema) in Parameters(operation, "query"))
            {
                foreach (var wrong in Wrong(schema))
                {
                    await Refused(method, $"{path}?{name}={wrong}", 400, "bad_request", name);
                    tried++;
                }
            }
        }

        Assert.True(tried > 100, $"only {tried}");
    }

    [Fact]
    public async Task Every_id_in_a_path_must_be_a_uuid()
    {
        foreach (var (method, path, operation) in await Operations(filled: false))
        {
            foreach (var name in Parameters(operation, "path").Select(p => p.Name))
            {
                foreach (var wrong in WrongIds)
                {
                    using var response = await Send(method, path.Replace($"{{{name}}}", wrong, StringComparison.Ordinal));
                    // ".." leads elsewhere, where nothing is or something else answers; anything but a server error.
                    Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound || wrong == "%2e%2e", $"{path} {wrong}: {(int)response.StatusCode}");
                    Assert.True((int)response.StatusCode < 500);
                }
            }
        }
    }

    [Fact]
    public async Task The_documented_bounds_are_the_bounds()
    {
        foreach (var (method, path, operation) in (await Operations()).Where(o => o.Method == "GET" && !o.Path.Contains("cron", StringComparison.Ordinal)))
        {
            var all = Parameters(operation, "query").ToList();
            foreach (var (name, _, parameter) in all)
            {
                var required = string.Concat(all.Where(p => p.Name != name && p.Schema.TryGetProperty("required", out var needed) && needed.GetBoolean()).Select(p => $"&{p.Name}={p.Value}"));
                var schema = parameter.GetProperty("schema");
                foreach (var bound in new[] { "minimum", "maximum" })
                {
                    if (!schema.TryGetProperty(bound, out var value))
                        continue;
                    using var response = await Send(method, $"{path}?{name}={value.GetInt64()}{required}");
                    Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{path} {name}={value}: {(int)response.StatusCode}");
                    if (value.GetInt64() == int.MaxValue)
                        continue;
                    await Refused(method, $"{path}?{name}={value.GetInt64() + (bound == "minimum" ? -1 : 1)}{required}", 400, "bad_request", name);
                }

                if (schema.TryGetProperty("enum", out var words))
                {
                    foreach (var word in words.EnumerateArray())
                    {
                        using var response = await Send(method, $"{path}?{name}={word.GetString()}{required}");
                        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{path} {name}={word}");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_key_every_route_but_the_public_ones_is_401()
    {
        using var client = api.Synced.Client();
        foreach (var (method, path, operation) in await Operations())
        {
            using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            if (!operation.TryGetProperty("security", out var schemes) || schemes.GetArrayLength() == 0)
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            else
                await response.Refused(401, "unauthorized");
        }
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_405_and_names_those_that_are()
    {
        using var client = api.Synced.Client();
        foreach (var group in (await Operations()).GroupBy(o => o.Path))
        {
            foreach (var method in new[] { "PATCH", "PUT", "TRACE", "OPTIONS", "BREW" })
            {
                using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), group.Key));
                await response.Refused(405, "bad_request");
                Assert.Equal(group.Select(o => o.Method).Concat(group.Any(o => o.Method == "GET") ? ["HEAD"] : []).Order(), response.Content.Headers.Allow.Order());
            }
        }
    }

    /// <summary>A path without parameters fits another route's id ("prepare") too.</summary>
    [Theory]
    [InlineData("GET", "/api/v1/orders/prepare", "POST")]
    [InlineData("DELETE", "/api/v1/orders/prepare", "POST")]
    [InlineData("DELETE", "/API/v1/orders/Submit/", "POST")]
    [InlineData("HEAD", "/api/v1/orders/submit", "POST")]
    public async Task A_path_of_its_own_is_no_other_routes_id(string method, string path, string allowed)
    {
        using var client = api.Synced.Client();
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal([allowed], response.Content.Headers.Allow);
        if (method != "HEAD")
            await response.Refused(405, "bad_request");
    }

    [Fact]
    public async Task An_idempotency_key_is_heeded_or_refused_and_nowhere_passed_over()
    {
        var refused = 0;
        foreach (var (method, path, operation) in (await Operations()).Where(o => o.Method != "GET" || o.Path.Contains("/cron/", StringComparison.Ordinal)))
        {
            if (Parameters(operation, "header").Any(p => p.Name == "Idempotency-Key"))
                continue;
            using var response = await Send(method, path, ("Idempotency-Key", "once-1"));
            var envelope = await response.Refused(400, "bad_request");
            Assert.True(envelope.GetProperty("issues").GetProperty("fieldErrors").TryGetProperty("Idempotency-Key", out _), $"{method} {path}: {envelope}");
            refused++;
        }

        Assert.True(refused > 8, $"only {refused}");
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/event")]
    [InlineData("/api/v2/events")]
    [InlineData("/api/v1/events/a/b/c")]
    [InlineData("//api/v1/events")]
    [InlineData("/%ff%fe")]
    [InlineData("/index.php")]
    public async Task An_unknown_path_is_404_in_the_envelope(string path)
    {
        using var client = api.Synced.Client();
        var response = await (await client.GetAsync(path)).Refused(404, "not_found");
        Assert.Equal("No such route.", response.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"x\"", 400)]
    [InlineData("{}", 400)]
    [InlineData("{\"label\":\"a\",\"nosuch\":1}", 400)]
    [InlineData("{\"label\":\"a\",\"label\":\"b\"}", 400)]
    [InlineData("{\"label\":\"a\",\"l\\u0061bel\":\"b\"}", 400)]
    [InlineData("{\"label\":\"a\",}", 400)]
    [InlineData("{\"label\":\"a\"} x", 400)]
    [InlineData("{\"label\":/**/\"a\"}", 400)]
    [InlineData("{\"label\":\"\"}", 400)]
    [InlineData("{\"label\":\"   \"}", 400)]
    [InlineData("{\"label\":null}", 400)]
    [InlineData("{\"label\":1}", 400)]
    [InlineData("{\"label\":\"a\\u0000b\"}", 400)]
    [InlineData("{\"label\":\"a\\ud800b\"}", 400)]
    [InlineData("{\"label\":\"a\\udc00\"}", 400)]
    [InlineData("{\"label\":\"a\",\"\\ud800\":1}", 400)]
    [InlineData("{\"label\":\"a\",\"x\\u0000\":1}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":[]}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"root\"]}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":\"read\"}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"read\",1]}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":null}", 400)]
    [InlineData("{\"label\":\"a\",\"scopes\":[\"\\ud800\"]}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":0}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":100001}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":1.5}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":\"60\"}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":1e999}", 400)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":NaN}", 400)]
    [InlineData("{\"label\":\"a\",\"test\":\"yes\"}", 400)]
    [InlineData("{\"label\":\"a\",\"test\":1}", 400)]
    [InlineData("{\"label\":\"😀 ok ✓\",\"rate_limit_per_min\":1e2,\"scopes\":[\"read\",\"read\"]}", 200)]
    [InlineData("{\"label\":\"a\",\"rate_limit_per_min\":100000,\"test\":true}", 200)]
    public async Task A_body_is_read_strictly(string body, int status)
    {
        using var response = await PostKey(new StringContent(body, Encoding.UTF8, "application/json"));
        if (status == 200)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else
            Assert.Equal("Invalid request body", (await response.Refused(400, "bad_request")).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_fault_of_a_body_is_told_at_once()
    {
        using var response = await PostKey(new StringContent("{\"scopes\":[],\"rate_limit_per_min\":0,\"x\":1}", Encoding.UTF8, "application/json"));
        var issues = (await response.Refused(400, "bad_request")).GetProperty("issues");
        Assert.Equal(["label", "rate_limit_per_min", "scopes"], issues.GetProperty("fieldErrors").EnumerateObject().Select(f => f.Name));
        Assert.Equal("Unknown field 'x'. Known: label, scopes, rate_limit_per_min, account, test.", issues.GetProperty("formErrors")[0].GetString());
    }

    [Theory]
    [InlineData("lable", "label")]
    [InlineData("Rate-Limit_per_minute", "rate_limit_per_min")]
    [InlineData("scope", "scopes")]
    public async Task A_field_that_is_nearly_right_is_told_what_it_may_be(string given, string meant)
    {
        using var response = await PostKey(new StringContent($"{{\"label\":\"a\",\"{given}\":1}}", Encoding.UTF8, "application/json"));
        var issues = (await response.Refused(400, "bad_request")).GetProperty("issues");
        Assert.StartsWith($"Unknown field '{given}'. Did you mean '{meant}'? Known: ", issues.GetProperty("formErrors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_has_one_to_a_hundred_characters()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostKey(Json(new string('x', 100)))).StatusCode);
        await (await PostKey(Json(new string('x', 101)))).Refused(400, "bad_request");

        static StringContent Json(string label) => new(JsonSerializer.Serialize(new { label }), Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task Deep_json_and_bytes_that_are_not_utf8_are_refused()
    {
        var deep = "{\"label\":" + string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000)) + "}";
        await (await PostKey(new StringContent(deep, Encoding.UTF8, "application/json"))).Refused(400, "bad_request");
        await (await PostKey(Bytes([0x7B, 0x22, 0x6C, 0x22, 0x3A, 0x22, 0xFF, 0xFE, 0x22, 0x7D]))).Refused(400, "bad_request");
        await (await PostKey(Bytes(Encoding.Unicode.GetBytes("{\"label\":\"a\"}")))).Refused(400, "bad_request");

        static ByteArrayContent Bytes(byte[] bytes)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        }
    }

    [Fact]
    public async Task A_body_over_one_mebibyte_is_413()
    {
        await (await PostKey(new StringContent(new string(' ', (1 << 20) + 1), Encoding.UTF8, "application/json"))).Refused(413, "too_large");
        // At the bound it is read, and found wanting.
        await (await PostKey(new StringContent(new string(' ', 1 << 20), Encoding.UTF8, "application/json"))).Refused(400, "bad_request");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonx")]
    [InlineData("")]
    public async Task A_body_of_another_type_is_415(string type)
    {
        var content = new ByteArrayContent("{\"label\":\"a\"}"u8.ToArray());
        if (type.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        await (await PostKey(content)).Refused(415, "bad_request");
        var packed = new StringContent("{\"label\":\"a\"}", Encoding.UTF8, "application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        await (await PostKey(packed)).Refused(415, "bad_request");
    }

    private static IEnumerable<string> Wrong(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        if (schema.TryGetProperty("anyOf", out _))
            return WrongTimes.Except(["1767225600", "20260101"]);
        if (schema.TryGetProperty("enum", out _))
            return WrongWords;
        return (schema.GetProperty("type").GetString(), schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            ("integer", _) => WrongIntegers,
            ("number", _) => ["", "abc", "1.5", "-0.1", "1e0", "0,5", "0x1", "%20", "0.5.1"],
            ("boolean", _) => ["", "yes", "1", "TRUE", "true,false"],
            ("string", "date-time") => WrongTimes,
            ("string", "uuid") => WrongIds,
            _ => ["", "%20", "%00", "a%00b", new string('x', schema.GetProperty("maxLength").GetInt32() + 1)],
        };
    }

    private static IEnumerable<(string Name, string Value, JsonElement Schema)> Parameters(JsonElement operation, string place)
    {
        if (!operation.TryGetProperty("parameters", out var parameters))
            yield break;
        foreach (var parameter in parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == place))
        {
            var schema = parameter.GetProperty("schema");
            var value = schema.TryGetProperty("enum", out var words) ? words[0].GetString()!
                : schema.TryGetProperty("minimum", out var least) ? least.GetRawText()
                : parameter.TryGetProperty("example", out var example) ? example.GetString()!
                : schema.TryGetProperty("type", out var type) && type.GetString() == "boolean" ? "true"
                : "x";
            yield return (parameter.GetProperty("name").GetString()!, value, parameter);
        }
    }

    private async Task<List<(string Method, string Path, JsonElement Operation)>> Operations(bool filled = true)
    {
        using var client = api.Synced.Client();
        var document = await (await client.GetAsync("/openapi/v1.json")).Json();
        var all = new List<(string, string, JsonElement)>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var text = path.Name;
                foreach (var (name, value, _) in filled ? Parameters(operation.Value, "path") : [])
                    text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                all.Add((operation.Name.ToUpperInvariant(), text, operation.Value));
            }
        }

        Assert.True(all.Count >= 12);
        return all;
    }

    private async Task<HttpResponseMessage> PostKey(HttpContent content)
    {
        using var admin = api.Synced.Admin();
        return await admin.PostAsync(new Uri("/api/v1/admin/keys", UriKind.Relative), content);
    }

    private async Task Refused(string method, string path, int status, string code, string? field = null)
    {
        using var response = await Send(method, path);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode}");
        var error = await response.Refused(status, code);
        if (field is not null)
            Assert.True(error.GetProperty("issues").GetProperty("fieldErrors").TryGetProperty(field, out _), $"{path}: {error}");
    }

    /// <summary>With whatever opens the route.</summary>
    private async Task<HttpResponseMessage> Send(string method, string path, (string Name, string Value)? header = null)
    {
        var bearer = path.Contains("/admin/", StringComparison.Ordinal) ? ApiHost.AdminSecret
            : path.Contains("/cron/", StringComparison.Ordinal) ? ApiHost.CronSecret
            : api.Reader.DefaultRequestHeaders.Authorization!.Parameter;
        using var client = api.Synced.Client(bearer);
        using var message = new HttpRequestMessage(new HttpMethod(method), path);
        if (header is { } more)
            message.Headers.Add(more.Name, more.Value);
        var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream") // a stream has no end
            await response.Content.LoadIntoBufferAsync();
        return response;
    }
}
