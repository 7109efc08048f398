using System.Diagnostics;
using Faro.EmbeddedPostgres;

namespace Faro.Pipeline.Tests;

/// <summary>This assembly as a program: a node that kills itself, or a server that prints its pid and waits to be killed.</summary>
public static class PostgresParent
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["faro-node", .. var settings]) return await Crash.CrashNode.Run(settings);
        if (args is not ["postgres-parent", var folder, var profile]) return 2;
        await using var server = await PostgresServer.Start(
            new() { DataDirectory = folder, Profile = Enum.Parse<PostgresProfile>(profile) }, CancellationToken.None);
        Console.WriteLine(server.ProcessId);
        await Task.Delay(TimeSpan.FromMinutes(2)); // longer than any test waits, never for ever
        return 0;
    }

    internal static Process Spawn(string folder, PostgresProfile profile, bool withoutDeathSignal = false)
    {
        var info = new ProcessStartInfo("dotnet", [typeof(PostgresParent).Assembly.Location, "postgres-parent", folder, profile.ToString()])
        {
            RedirectStandardOutput = true,
        };
        if (withoutDeathSignal)
        {
            // A PATH with nothing but cp: no setpriv to be found.
            var bin = Directory.CreateDirectory(folder + "-bin");
            File.CreateSymbolicLink(Path.Combine(bin.FullName, "cp"), "/bin/cp");
            info.Environment["FARO_POSTGRES_BIN"] = PostgresBinaries.Find(CancellationToken.None).GetAwaiter().GetResult();
            info.Environment["PATH"] = bin.FullName;
        }

        return Process.Start(info)!;
    }
}
