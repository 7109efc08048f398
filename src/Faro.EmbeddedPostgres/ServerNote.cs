using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Faro.EmbeddedPostgres;

/// <summary>The process that serves a cluster: written at the start, so that the next start can find an orphan.</summary>
internal sealed record ServerNote(int Pid, DateTime StartedAt, int Port)
{
    public const string FileName = "server.json";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static ServerNote Of(Process server, int port) => new(server.Id, server.StartTime.ToUniversalTime(), port);

    public void Write(string path)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Stops the server that an earlier process of ours left behind; the caller holds the folder's lock.</summary>
    public static void StopOrphan(string path, Action<string> notice)
    {
        using var orphan = FindRunning(path, out _);
        if (orphan is not null)
        {
            notice($"Stopping the Postgres (pid {orphan.Id}) that an earlier run left behind.");
            Native.Signal(orphan.Id, Native.SigInt);
            if (!orphan.WaitForExit(Patience))
            {
                Native.Signal(orphan.Id, Native.SigQuit);
                if (!orphan.WaitForExit(Patience))
                    throw new EmbeddedPostgresException($"The Postgres with pid {orphan.Id} does not stop: stop it by hand.");
            }
        }

        File.Delete(path);
    }

    /// <summary>The recorded server's process, if it still runs, and its port.</summary>
    public static Process? FindRunning(string path, out int port)
    {
        var note = Read(path);
        port = note?.Port ?? 0;
        return note?.Running();
    }

    private static ServerNote? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<ServerNote>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            return null; // not ours to read: Postgres' own pid file still guards the data
        }
    }

    /// <summary>The recorded process, if it still runs: pids are reused, so the name and start time must match.</summary>
    private Process? Running()
    {
        Process process;
        try
        {
            process = Process.GetProcessById(Pid);
        }
        catch (ArgumentException)
        {
            return null;
        }

        try
        {
            if (process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)
                && (process.StartTime.ToUniversalTime() - StartedAt).Duration() < TimeSpan.FromSeconds(3))
                return process;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // it ended between two looks
        }

        process.Dispose();
        return null;
    }
}
