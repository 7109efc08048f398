using System.Diagnostics;
using System.Globalization;

namespace Faro.Bench;

/// <summary>Processor time of this process and of a Postgres it started, from <c>/proc</c>: it moves far less than wall time on a shared machine.</summary>
internal sealed class CpuMeter
{
    private const double TicksPerSecond = 100; // USER_HZ, in which every Linux states /proc
    private readonly int _server;
    private readonly TimeSpan _clientBefore;
    private readonly double _serverBefore;

    /// <summary>Starts to measure.</summary>
    /// <param name="serverProcess">The process that runs Postgres, or its parent.</param>
    public CpuMeter(int serverProcess)
    {
        _server = serverProcess;
        _serverBefore = ServerSeconds();
        _clientBefore = Environment.CpuUsage.TotalTime;
    }

    /// <summary>Microseconds per item, in words for the note of a figure; empty where there is no <c>/proc</c>.</summary>
    public string Words(long items)
    {
        if (!Directory.Exists("/proc/self"))
            return "";
        var client = (Environment.CpuUsage.TotalTime - _clientBefore).TotalMicroseconds / items;
        var server = (ServerSeconds() - _serverBefore) * 1e6 / items;
        return string.Create(CultureInfo.InvariantCulture, $"processor time {client:0.0} us here and {server:0.0} us in Postgres each");
    }

    private double ServerSeconds()
    {
        if (!Directory.Exists("/proc/self"))
            return 0;
        var processes = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                // utime and stime, and those of children that have ended.
                processes[id] = (int.Parse(fields[1], CultureInfo.InvariantCulture),
                    fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It ended after it was listed; its parent has its time.
            }
        }

        return processes.Where(p => IsServer(p.Key)).Sum(p => p.Value.Ticks) / TicksPerSecond;

        bool IsServer(int id)
        {
            while (id != _server)
            {
                if (!processes.TryGetValue(id, out var process) || process.Parent == 0)
                    return false;
                id = process.Parent;
            }

            return true;
        }
    }
}
