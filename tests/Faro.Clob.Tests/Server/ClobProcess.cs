using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Faro.Testing;

namespace Faro.Clob.Tests.Server;

/// <summary>The venue as a process of its own, to be killed without warning and started again.</summary>
internal sealed class ClobProcess : IAsyncDisposable
{
    public const string Admin = "crash-admin-marker";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private Process? _process;

    private readonly bool _cluster;

    private ClobProcess(string connectionString, int port, bool cluster)
    {
        (ConnectionString, _cluster) = (connectionString, cluster);
        Base = new Uri($"http://127.0.0.1:{port}");
        Http = new HttpClient { BaseAddress = Base, Timeout = TimeSpan.FromSeconds(20) };
    }

    public string ConnectionString { get; }

    public Uri Base { get; }

    public HttpClient Http { get; }

    public static async Task<ClobProcess> Start(string connectionString, bool cluster = false)
    {
        ClobProcess process = new(connectionString, FreePort.Next(), cluster);
        await process.Start();
        return process;
    }

    public async Task Start()
    {
        ProcessStartInfo info = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faro.Clob.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["ConnectionStrings__Faro"] = ConnectionString;
        info.Environment["CLOB_URL"] = Base.ToString().TrimEnd('/');
        info.Environment["CLOB_SANDBOX"] = "true";
        info.Environment["CLOB_CLUSTER"] = _cluster ? "true" : "false";
        info.Environment["CLOB_RATE_LIMITS"] = "off";
        info.Environment["ADMIN_SECRET"] = Admin;
        _process = Process.Start(info)!;
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        Stopwatch begun = Stopwatch.StartNew();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (!line.StartsWith("listening", StringComparison.Ordinal)) continue;
            _ = _process.StandardOutput.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException($"the venue ended before it listened, after {begun.Elapsed}: {await errors}");
    }

    /// <summary>kill -9: no chance to finish anything.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Sends the process a signal: STOP, CONT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Whether it serves the venue now.</summary>
    public async Task<bool> Serves()
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri("/v1/health", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    public async Task<JsonElement> Sandbox(HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, "/sandbox/v1/" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        request.Headers.Add("x-admin-secret", Admin);
        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null) await Kill();
    }
}
