using System.Diagnostics;
using System.Text;

namespace Faro.EmbeddedPostgres;

/// <summary>Runs the programs that come with Postgres and the system, as the server's user.</summary>
internal static class Commands
{
    /// <summary>A start with a clean environment: no PG… variable and none of our secrets reach the child.</summary>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, ServerUser? user)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/", // ours may be inaccessible to the user
        };
        if (user is not null) info.UserName = user.Name;
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        info.Environment["HOME"] = "/";
        info.Environment["LC_ALL"] = "C.UTF-8";
        info.Environment["TZ"] = "UTC";
        return info;
    }

    /// <summary>Runs a program to its end and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> Run(
        string program, IEnumerable<string> arguments, ServerUser? user, CancellationToken ct, Action<ProcessStartInfo>? change = null)
    {
        var info = StartInfo(program, arguments, user);
        change?.Invoke(info);
        using var process = new Process { StartInfo = info };
        var output = new StringBuilder();
        void Keep(object _, DataReceivedEventArgs line)
        {
            lock (output)
                if (line.Data is not null && output.Length < 64_000) output.AppendLine(line.Data);
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (output) return (process.ExitCode, output.ToString().Trim());
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <exception cref="EmbeddedPostgresException">It exited with a code other than 0.</exception>
    public static async Task<string> MustRun(string program, IReadOnlyList<string> arguments, ServerUser? user, CancellationToken ct)
    {
        var (exitCode, output) = await Run(program, arguments, user, ct);
        return exitCode == 0
            ? output
            : throw new EmbeddedPostgresException($"{program} ended with {exitCode}:\n{output}");
    }

    /// <summary>The full path of a program on PATH, or null.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
