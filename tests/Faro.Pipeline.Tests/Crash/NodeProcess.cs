using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>A node in a process of its own, as its killer holds it.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;
    private bool _ended;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, ConcurrentQueue<string> lines)
    {
        _process = process;
        _lines = lines;
    }

    /// <summary>The process, for signals.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a node; what it prints goes to <paramref name="lines"/>.</summary>
    public static NodeProcess Start(IReadOnlyDictionary<string, string> settings, ConcurrentQueue<string> lines, string? timeZone = null)
    {
        var info = new ProcessStartInfo(
            Environment.ProcessPath!, ["exec", typeof(NodeProcess).Assembly.Location, "faro-node", .. settings.Select(s => $"--{s.Key}={s.Value}")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_TieredPGO"] = "0"; // it does not live long enough to gain by it
        info.Environment["DOTNET_ENVIRONMENT"] = "Production";
        if (timeZone is not null) info.Environment["TZ"] = timeZone;
        var node = new NodeProcess(Process.Start(info)!, lines);
        node._process.OutputDataReceived += (_, e) => node.Hear(e.Data);
        node._process.ErrorDataReceived += (_, e) => node.Hear(e.Data);
        node._process.EnableRaisingEvents = true;
        node._process.Exited += (_, _) => node.End();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>A client with a key, once the node answers.</summary>
    public async Task<HttpClient> Client(string key)
    {
        var client = new HttpClient { BaseAddress = await _address.Task.WaitAsync(Patience), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Tells it where to die.</summary>
    public async Task Arm(string step, int count)
    {
        _armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _process.StandardInput.WriteLineAsync($"{step} {count}");
        await _process.StandardInput.FlushAsync();
        await _armed.Task.WaitAsync(Patience);
    }

    /// <summary>Waits until it has come to the step that it dies at.</summary>
    public Task Died() => _process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>SIGKILL, if it has not died already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        if (!line.StartsWith(CrashNode.Mark, StringComparison.Ordinal)) _lines.Enqueue(line);
        else if (line.EndsWith("armed", StringComparison.Ordinal)) _armed.TrySetResult();
        else _address.TrySetResult(new Uri(line[CrashNode.Mark.Length..]));
    }

    private void End() => _address.TrySetException(new InvalidOperationException("The node ended before it answered: " + string.Join('\n', _lines.TakeLast(5))));
}
