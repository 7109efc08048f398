using System.Diagnostics;
using System.Text.Json;

namespace Faro.Cli.Running;

/// <summary>The note <c>instance.json</c> by which other commands find the instance that <c>up</c> started.</summary>
/// <param name="BaseUrl">Where the API listens.</param>
/// <param name="Pid">The process.</param>
/// <param name="StartedAt">When the process began: pids are reused.</param>
/// <param name="Sandbox">Whether all its venues are the sandbox's, so that no call can reach a real one.</param>
internal sealed record Instance(Uri BaseUrl, int Pid, DateTime StartedAt, bool Sandbox = false)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the note that this process serves at an address.</summary>
    public static void Write(string folder, Uri baseUrl, bool sandbox = false)
    {
        using var self = Process.GetCurrentProcess();
        PrivateFile.Write(
            PathIn(folder), JsonSerializer.Serialize(new Instance(baseUrl, self.Id, self.StartTime.ToUniversalTime(), sandbox), Names));
    }

    /// <summary>The running instance of a folder, or null: a note whose process is gone is ignored.</summary>
    public static Instance? Find(string folder)
    {
        if (!File.Exists(PathIn(folder))) return null;
        try
        {
            var instance = JsonSerializer.Deserialize<Instance>(File.ReadAllText(PathIn(folder)), Names);
            return instance is { BaseUrl: not null } && instance.IsRunning() ? instance : null;
        }
        catch (JsonException)
        {
            return null; // truncated by a crash: no instance uses it
        }
    }

    /// <summary>Takes the note back.</summary>
    public static void Forget(string folder) => File.Delete(PathIn(folder));

    private static string PathIn(string folder) => Path.Combine(folder, "instance.json");

    /// <summary>Pids are reused, so the start time must match.</summary>
    private bool IsRunning()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return (process.StartTime.ToUniversalTime() - StartedAt).Duration() < TimeSpan.FromSeconds(3);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
