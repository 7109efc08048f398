using System.Diagnostics;
using System.Text.Json;

namespace Faro.Cli.Running;

/// <summary>The note <c>instance.json</c> by which other commands find the instance that <c>up</c> started.</summary>
internal sealed record Instance(Uri BaseUrl, int Pid, DateTime StartedAt)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Notes that this process serves at an address.</summary>
    public static void Write(string folder, Uri baseUrl)
    {
        using var self = Process.GetCurrentProcess();
        PrivateFile.Write(
            PathIn(folder), JsonSerializer.Serialize(new Instance(baseUrl, self.Id, self.StartTime.ToUniversalTime()), Names));
    }

    /// <summary>The running instance of a folder, or null: a note whose process is gone counts for nothing.</summary>
    public static Instance? Find(string folder)
    {
        if (!File.Exists(PathIn(folder))) return null;
        var instance = JsonSerializer.Deserialize<Instance>(File.ReadAllText(PathIn(folder)), Names);
        return instance is not null && instance.IsRunning() ? instance : null;
    }

    /// <summary>Takes the note back.</summary>
    public static void Forget(string folder) => File.Delete(PathIn(folder));

    private static string PathIn(string folder) => Path.Combine(folder, "instance.json");

    /// <summary>Pids are used again, so the start time must agree.</summary>
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
