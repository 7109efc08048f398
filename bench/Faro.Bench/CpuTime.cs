using System.Diagnostics;
using System.Globalization;

namespace Faro.Bench;

/// <summary>
/// Processor seconds of this process and of a Postgres server with all its sessions, from <c>/proc</c> (zero elsewhere): a
/// figure that other programs on the machine disturb far less than the clock on the wall.
/// </summary>
internal readonly record struct CpuTime(double Ours, double Server)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    /// <summary>What was used up to now.</summary>
    public static CpuTime Now(int postmaster)
    {
        using var self = Process.GetCurrentProcess();
        return new CpuTime(self.TotalProcessorTime.TotalSeconds, OperatingSystem.IsLinux() ? Tree(postmaster) : 0);
    }

    public static CpuTime operator -(CpuTime to, CpuTime from) => new(to.Ours - from.Ours, to.Server - from.Server);

    /// <summary>Microseconds for each of so many.</summary>
    public CpuTime Per(int count) => new(Ours * 1e6 / count, Server * 1e6 / count);

    /// <summary>The postmaster, the sessions that live, and those that it has seen ending.</summary>
    private static double Tree(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[6])))
        {
            if (Stat(folder) is not { } fields)
                continue;
            var isPostmaster = int.Parse(folder.AsSpan(6), CultureInfo.InvariantCulture) == postmaster;
            if (isPostmaster || long.Parse(fields[1], CultureInfo.InvariantCulture) == postmaster)
                ticks += fields.Skip(11).Take(isPostmaster ? 4 : 2).Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
        }

        return ticks / TicksPerSecond;
    }

    /// <summary>The fields of <c>/proc/N/stat</c> from the state on; null when the process has ended meanwhile.</summary>
    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
