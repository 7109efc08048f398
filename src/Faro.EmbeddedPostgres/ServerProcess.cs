using System.Diagnostics;

namespace Faro.EmbeddedPostgres;

/// <summary>The child process <c>postgres</c> itself, not pg_ctl: its pid is the server's, its standard error the log.</summary>
internal sealed class ServerProcess
{
    private const int KeptLines = 200;
    private readonly Queue<string> _log = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => Process = process;

    public Process Process { get; }

    public int Id { get; private set; }

    public Task Exited => _exited.Task;

    public IReadOnlyList<string> RecentLog
    {
        get
        {
            lock (_log) return [.. _log];
        }
    }

    public static async Task<ServerProcess> Start(
        string binaries, string data, Dictionary<string, string> settings, ServerUser? user, PostgresProfile profile)
    {
        List<string> command =
        [
            .. Wrappers(profile),
            Path.Combine(binaries, "postgres"), "-D", data, .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" }),
        ];
        var server = new ServerProcess(new Process { StartInfo = Commands.StartInfo(command[0], command.Skip(1), user) });
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The death signal fires when the thread that started the child ends, so this one lives as long as the child.
        new Thread(() => server.RunToItsEnd(started)) { IsBackground = true, Name = "parent of postgres" }.Start();
        await started.Task;
        return server;
    }

    /// <summary>Sends a signal and waits; a server that does not react is killed.</summary>
    public async Task Stop(int signal, TimeSpan patience)
    {
        if (Exited.IsCompleted) return;
        Native.Signal(Id, signal);
        if (await Task.WhenAny(Exited, Task.Delay(patience)) == Exited) return;
        Native.Signal(Id, Native.SigQuit);
        if (await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(10))) == Exited) return;
        Process.Kill();
        await Exited;
    }

    /// <summary>
    /// setsid keeps the terminal's Ctrl-C from the server (we stop it, after our own work has ended); setpriv makes the
    /// system signal it when we die, even by SIGKILL. Both become the server by exec, so the pid stays the same.
    /// </summary>
    private static IEnumerable<string> Wrappers(PostgresProfile profile)
    {
        if (Commands.OnPath("setsid") is { } setsid) yield return setsid;
        if (Commands.OnPath("setpriv") is not { } setpriv) yield break; // then the next start stops the orphan
        yield return setpriv;
        yield return "--pdeathsig";
        yield return profile == PostgresProfile.Durable ? "INT" : "QUIT";
    }

    private void RunToItsEnd(TaskCompletionSource started)
    {
        try
        {
            Process.OutputDataReceived += (_, line) => Keep(line.Data);
            Process.ErrorDataReceived += (_, line) => Keep(line.Data);
            Process.Start();
            Id = Process.Id;
            Process.StandardInput.Close();
            Process.BeginOutputReadLine();
            Process.BeginErrorReadLine();
        }
        catch (Exception e)
        {
            _exited.SetResult();
            started.SetException(new EmbeddedPostgresException("The server's process did not start.", e));
            return;
        }

        started.SetResult();
        Process.WaitForExit();
        _exited.SetResult();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_log)
        {
            if (_log.Count == KeptLines) _log.Dequeue();
            _log.Enqueue(line);
        }
    }
}
