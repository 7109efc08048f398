using System.Globalization;

namespace Faro.EmbeddedPostgres;

/// <summary>The user that the server runs as when we are root: Postgres refuses to run as root.</summary>
internal sealed record ServerUser(string Name, uint Uid, uint Gid)
{
    /// <summary>The user to drop to, or null when we are not root and need not drop.</summary>
    public static ServerUser? Current()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows()) return null;
        var users = File.ReadLines("/etc/passwd").Select(Parse).OfType<ServerUser>().ToList();
        return users.Find(u => u.Name == "postgres") ?? users.Find(u => u.Name == "nobody")
            ?? throw new EmbeddedPostgresException(
                "Postgres refuses to run as root, and this machine has neither a user postgres nor nobody. Start Faro as an ordinary user.");
    }

    /// <summary>True when the user can reach the folder: each parent is traversable.</summary>
    /// <remarks>Missing parents are fine: we create them traversable.</remarks>
    public static bool CanReach(string path)
    {
        if (OperatingSystem.IsWindows()) return true;
        for (var up = Directory.GetParent(Path.GetFullPath(path)); up is not null; up = up.Parent)
            if (up.Exists && !up.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        return true;
    }

    private static ServerUser? Parse(string line) =>
        line.Split(':') is [var name, _, var uid, var gid, ..]
        && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var u)
        && uint.TryParse(gid, NumberStyles.None, CultureInfo.InvariantCulture, out var g)
            ? new ServerUser(name, u, g)
            : null;
}
