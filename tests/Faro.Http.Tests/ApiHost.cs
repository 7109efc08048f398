using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Faro.Http.Tests;

/// <summary>The whole API on a database: the composition that <c>up</c> uses too, started by Alba at the first use.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string AdminSecret = "admin-secret-8f2c61d9";
    public const string CronSecret = "cron-secret-17ab04ce";

    private readonly Lazy<Task<IAlbaHost>> _alba;
    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider? _clock;
    private WebApplication? _listening;

    public ApiHost(string connectionString, Dictionary<string, string?>? settings = null, TimeProvider? clock = null)
    {
        _clock = clock;
        _settings = new()
        {
            ["ConnectionStrings:Faro"] = connectionString,
            ["ADMIN_SECRET"] = AdminSecret,
            ["CRON_SECRET"] = CronSecret,
            ["Faro:AnonymousPerMinute"] = "100000",
            ["Faro:Sync:Enabled"] = "false",
            ["Faro:Match:Enabled"] = "false",
        };
        foreach (var (name, value) in settings ?? [])
            _settings[name] = value;
        // Off the test's own context: whoever asks first waits for the start.
        _alba = new(() => Task.Run(() => AlbaHost.For(Builder(), app => app.MapFaroHttp())));
    }

    public LogCapture Log { get; } = new();

    /// <summary>For Alba's scenarios.</summary>
    public IAlbaHost Alba => _alba.Value.GetAwaiter().GetResult();

    public IServiceProvider Services => Alba.Services;

    /// <summary>A client that presents a key or secret; null presents nothing.</summary>
    public HttpClient Client(string? bearer = null)
    {
        var client = Alba.GetTestClient();
        if (bearer is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    public HttpClient Admin() => Client(AdminSecret);

    public async Task<(string Key, Guid Id)> IssueKey(object? body = null)
    {
        using var admin = Admin();
        using var response = await admin.PostAsJsonAsync("/api/v1/admin/keys", body ?? new { label = "test", rate_limit_per_min = 100_000 });
        var json = await response.Json();
        return (json.GetProperty("key").GetString()!, json.GetProperty("key_id").GetGuid());
    }

    /// <summary>The same composition behind a real socket; its address.</summary>
    public async Task<Uri> Listen()
    {
        var builder = Builder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _listening = builder.Build().MapFaroHttp();
        await _listening.StartAsync();
        return new Uri(_listening.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        if (_alba.IsValueCreated)
            await (await _alba.Value).DisposeAsync();
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private WebApplicationBuilder Builder() => FaroHttp.CreateBuilder(["--environment=Development"], builder =>
    {
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        if (_clock is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(_clock));
    });
}

/// <summary>Everything that is logged, as it would be printed.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : "";
            lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {values} {exception}");
        }
    }
}

internal static class Answers
{
    public static async Task<JsonElement> Json(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(text.Length > 0, $"{(int)response.StatusCode} without a body");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The API's envelope and nothing else.</summary>
    public static async Task<JsonElement> Refused(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var json = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, json.GetProperty("error").GetString());
        Assert.False(string.IsNullOrWhiteSpace(json.GetProperty("message").GetString()));
        if (json.TryGetProperty("issues", out var issues))
        {
            Assert.Equal(JsonValueKind.Array, issues.GetProperty("formErrors").ValueKind);
            Assert.Equal(JsonValueKind.Object, issues.GetProperty("fieldErrors").ValueKind);
        }

        Assert.True(response.Headers.Contains("X-Request-Id"));
        return json;
    }

    public static string Header(this HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
