using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Cli.Running;

namespace Faro.Cli.Talking;

/// <summary>Calls a running instance: the one of the data folder, or the one that FARO_URL names.</summary>
internal sealed class FaroClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly (string? Admin, string? Cron) _secrets;

    private FaroClient(Uri baseUrl, (string? Admin, string? Cron) secrets)
    {
        _http = new HttpClient { BaseAddress = baseUrl, Timeout = Timeout.InfiniteTimeSpan }; // a run may take minutes: Ctrl-C ends it
        _secrets = secrets;
    }

    /// <summary>Where the instance listens.</summary>
    public Uri BaseUrl => _http.BaseAddress!;

    /// <summary>Whose word a call goes by.</summary>
    public enum By
    {
        /// <summary>No credential.</summary>
        Nobody,

        /// <summary>The admin secret.</summary>
        Admin,

        /// <summary>The cron secret.</summary>
        Cron,

        /// <summary>The test key that <c>up</c> prints.</summary>
        Key,
    }

    /// <summary>The API key of calls by <see cref="By.Key"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Whether this credential is available here.</summary>
    public bool Knows(By by) => SecretOrNull(by) is not null;

    /// <summary>Whether the instance is known to use the sandbox's venues only.</summary>
    public bool IsSandbox { get; private init; }

    /// <summary>Finds the instance.</summary>
    /// <exception cref="CliException">No instance runs here.</exception>
    public static FaroClient Find(string folder)
    {
        var here = Instance.Find(folder);
        if (Environment.GetEnvironmentVariable("FARO_URL") is { Length: > 0 } named)
        {
            if (!Uri.TryCreate(named, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new CliException($"FARO_URL is '{named}', which is not an http or https address.", wrongUse: true);
            return new(uri, Secrets.Known(folder)) { IsSandbox = here is { Sandbox: true } && Uri.Compare(here.BaseUrl, uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0 };
        }

        if (here is not null) return new(here.BaseUrl, Secrets.Known(folder)) { IsSandbox = here.Sandbox };
        throw DataFolder.HasDatabase(folder)
            ? new CliException($"No instance of {folder} runs: start it with 'faro up', or name one that runs elsewhere in FARO_URL.")
            : DataFolder.NoLog(folder);
    }

    /// <summary>The instance that this process is starting.</summary>
    public static FaroClient At(Uri baseUrl, Secrets secrets, string? key = null) => new(baseUrl, (secrets.Admin, secrets.Cron)) { Key = key };

    /// <summary>One call; the answer's object.</summary>
    /// <exception cref="CliException">The instance does not answer or refused, with its message.</exception>
    public async Task<JsonObject> Call(HttpMethod method, string path, By by, CancellationToken ct, JsonObject? body = null)
    {
        var (status, answer) = await Try(method, path, by, ct, body);
        if (status is >= 200 and < 300) return answer;
        var words = $"{answer["error"]}: {answer["message"]}";
        if (answer["issues"] is { } issues) words += $" {issues.ToJsonString()}";
        throw new CliException($"{method} {path} answered {status}: {words}");
    }

    /// <summary>One call whatever its status.</summary>
    public async Task<(int Status, JsonObject Answer)> Try(HttpMethod method, string path, By by, CancellationToken ct, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (by != By.Nobody) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret(by));
        if (body is not null) request.Content = JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return ((int)response.StatusCode, Parse(text));
        }
        catch (HttpRequestException e)
        {
            throw new CliException($"The instance at {BaseUrl} does not answer ({e.Message.TrimEnd('.')}): start it with 'faro up', or correct FARO_URL.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["message"] = text };
        }
        catch (JsonException)
        {
            return new JsonObject { ["message"] = text };
        }
    }

    private string? SecretOrNull(By by) => by switch
    {
        By.Admin => _secrets.Admin,
        By.Cron => _secrets.Cron,
        By.Key => Key,
        _ => null,
    };

    private string Secret(By by) => SecretOrNull(by)
        ?? throw new CliException($"The {by.ToString().ToLowerInvariant()} secret is not known here: set {by.ToString().ToUpperInvariant()}_SECRET.");
}
