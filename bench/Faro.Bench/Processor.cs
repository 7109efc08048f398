using System.Diagnostics;
using System.Globalization;

namespace Faro.Bench;

/// <summary>
/// Processor time of this process and of a Postgres with all its backends, those that have ended too: what other programs on the
/// machine do shows in it far less than in the time on the wall. Linux only; elsewhere the process's own alone.
/// </summary>
internal sealed class Processor(int postmaster)
{
    private const double TicksPerSecond = 100; // of /proc, on every Linux

    /// <summary>Seconds so far: this process's, and the database's.</summary>
    public (double Faro, double Database) Seconds()
    {
        using var self = Process.GetCurrentProcess();
        return (self.TotalProcessorTime.TotalSeconds, Database());
    }

    /// <summary>Seconds that an action takes of the two.</summary>
    public async Task<(double Faro, double Database)> Of(Func<Task> action)
    {
        var before = Seconds();
        await action();
        var after = Seconds();
        return (after.Faro - before.Faro, after.Database - before.Database);
    }

    private double Database()
    {
        if (!File.Exists("/proc/self/stat"))
            return 0;
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) || Fields(folder) is not { } f)
                continue;
            if (id == postmaster)
                ticks += f.Skip(11).Take(4).Sum(t => long.Parse(t, CultureInfo.InvariantCulture)); // and of the children that it has buried
            else if (f[1] == postmaster.ToString(CultureInfo.InvariantCulture))
                ticks += f.Skip(11).Take(2).Sum(t => long.Parse(t, CultureInfo.InvariantCulture));
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>The fields behind the program's name, which may hold anything: state, parent, and from the twelfth on the times.</summary>
    private static string[]? Fields(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}
