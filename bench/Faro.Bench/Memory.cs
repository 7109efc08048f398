using System.Globalization;

namespace Faro.Bench;

/// <summary>The process's peak resident memory, as Linux keeps it; elsewhere the peak since the start.</summary>
internal static class Memory
{
    public static void Forget()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (File.Exists("/proc/self/clear_refs"))
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    public static double PeakMib()
    {
        if (!File.Exists("/proc/self/status"))
            return System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
