using System.Security.Cryptography;

namespace Faro.EmbeddedPostgres;

/// <summary>A folder with a cluster in it: <c>data/</c>, <c>password</c>, <c>lock</c>, <c>server.json</c>.</summary>
internal sealed class Cluster : IDisposable
{
    public const string User = "faro";
    private readonly FileStream _lock;

    private Cluster(string folder, FileStream @lock, string? password)
    {
        Folder = folder;
        _lock = @lock;
        Password = password;
    }

    public string Folder { get; }

    /// <summary>Null where loopback is trusted.</summary>
    public string? Password { get; }

    public string Data => Path.Combine(Folder, "data");

    public string NotePath => Path.Combine(Folder, ServerNote.FileName);

    /// <summary>Locks the folder for this process; the cluster in it is created when absent.</summary>
    public static async Task<Cluster> Open(PostgresOptions options, string binaries, ServerUser? user, CancellationToken ct)
    {
        var folder = MakeFolder(Path.GetFullPath(options.DataDirectory), user, options.Notice);
        var @lock = Lock(folder);
        try
        {
            ServerNote.StopOrphan(Path.Combine(folder, ServerNote.FileName), options.Notice);
            var password = options.Profile == PostgresProfile.Durable ? ReadOrMakePassword(folder, user) : null;
            var cluster = new Cluster(folder, @lock, password);
            if (!File.Exists(Path.Combine(cluster.Data, "PG_VERSION"))) await cluster.Initialize(binaries, user, ct);
            return cluster;
        }
        catch (Exception)
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>The stored password; null if loopback is trusted.</summary>
    public static string? ReadPassword(string folder) =>
        File.Exists(PasswordPath(folder)) ? File.ReadAllText(PasswordPath(folder)).Trim() : null;

    public void Dispose() => _lock.Dispose();

    /// <summary>True while some process holds the folder.</summary>
    public static bool IsLocked(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            // An advisory lock of the system: released when its process ends.
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new EmbeddedPostgresException($"Another process runs the Postgres in {folder}: stop it, or use another folder.", e);
        }
    }

    private static string MakeFolder(string wanted, ServerUser? user, Action<string> notice)
    {
        var entry = new DirectoryInfo(wanted);
        var folder = entry.LinkTarget is null ? wanted : entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (user is not null && !ServerUser.CanReach(folder))
        {
            // Root's home is not accessible to the server's user: store the data elsewhere, with a link here.
            folder = Path.Combine("/var/lib/faro", "pg-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            notice($"{wanted} is not accessible to the user {user.Name}: the data is kept in {folder} (linked).");
            Directory.CreateDirectory(Path.GetDirectoryName(wanted)!);
            Directory.CreateDirectory(folder);
            Directory.CreateSymbolicLink(wanted, folder);
        }

        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (user is not null) Native.GiveTo(folder, user);
        return folder;
    }

    private static string PasswordPath(string folder) => Path.Combine(folder, "password");

    private static string ReadOrMakePassword(string folder, ServerUser? user)
    {
        var path = PasswordPath(folder);
        if (ReadPassword(folder) is { } kept) return kept;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        using (var file = new StreamWriter(path, options)) file.WriteLine(password);
        if (user is not null) Native.GiveTo(path, user);
        return password;
    }

    /// <summary>Creates the cluster under another name first: a crash leaves nothing half-made.</summary>
    private async Task Initialize(string binaries, ServerUser? user, CancellationToken ct)
    {
        var making = Path.Combine(Folder, "data.making");
        if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        if (Password is null)
        {
            var template = await Template(binaries, user, ct);
            await Commands.MustRun("cp", ["-a", "--reflink=auto", template, making], user, ct);
        }
        else
        {
            await InitDb(binaries, making, user, ["-A", "scram-sha-256", "--pwfile", PasswordPath(Folder)], ct);
        }

        Directory.Move(making, Data);
    }

    private static Task<string> InitDb(string binaries, string data, ServerUser? user, string[] more, CancellationToken ct) =>
        Commands.MustRun(
            Path.Combine(binaries, "initdb"), ["-D", data, "-U", User, "-E", "UTF8", "--locale=C.UTF-8", .. more], user, ct);

    /// <summary>A template cluster: copying it takes a tenth of initdb's time.</summary>
    private static async Task<string> Template(string binaries, ServerUser? user, CancellationToken ct)
    {
        var version = await Commands.MustRun(Path.Combine(binaries, "postgres"), ["--version"], user, ct);
        var name = string.Concat(version.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' ? c : '-'));
        var root = user is not null
            ? "/var/cache/faro" // owned by root: nobody else can have created a cluster there
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                    ? cache
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "faro");
        var template = Path.Combine(root, name + (user is null ? "" : "-" + user.Name));
        if (Directory.Exists(template)) return template;

        var making = Path.Combine(root, $"making-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(making);
        try
        {
            if (user is not null) Native.GiveTo(making, user);
            await InitDb(binaries, Path.Combine(making, "data"), user, ["-A", "trust", "--no-sync"], ct);
            Directory.Move(Path.Combine(making, "data"), template);
        }
        catch (IOException) when (Directory.Exists(template))
        {
            // another process was faster: use its template
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }

        return template;
    }
}
