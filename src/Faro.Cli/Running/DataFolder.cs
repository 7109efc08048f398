namespace Faro.Cli.Running;

/// <summary>The folder of everything that is kept between runs: the database, the secrets, the note about the running instance.</summary>
internal static class DataFolder
{
    /// <summary>Whether the folder holds a database of its own.</summary>
    public static bool HasDatabase(string folder) => File.Exists(Path.Combine(Cluster(folder), "data", "PG_VERSION"));

    /// <summary>Where the folder's private Postgres is.</summary>
    public static string Cluster(string folder) => Path.Combine(Path.GetFullPath(folder), "pg");

    /// <summary>Creates the folder when it is absent, and checks that it can be written.</summary>
    /// <exception cref="CliException">It cannot be used, with the reason.</exception>
    public static void Prepare(string folder)
    {
        if (File.Exists(folder)) throw new CliException($"{folder} is a file, and --data needs a folder: name another one.", wrongUse: true);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".write-test");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The data folder {folder} cannot be written ({e.Message.TrimEnd('.')}): name another one with --data DIR.");
        }
    }

    /// <summary>The message when a command needs a log and the folder has none.</summary>
    public static CliException NoLog(string folder) => File.Exists(folder)
        ? new($"{folder} is a file, and --data needs a folder.", wrongUse: true)
        : new($"There is no log in {folder}: create one with 'faro up', or name another folder with --data DIR.", wrongUse: true);
}
