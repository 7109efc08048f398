using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Faro.EmbeddedPostgres;
using Faro.Testing;
using Npgsql;

namespace Faro.Http.Tests.Serving;

/// <summary>A database on a small file system of its own that fills up: writes say so, readiness says so, and both go on by themselves.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly string _mount = Path.Combine("/tmp", $"faro-small-disk-{Guid.NewGuid():N}");
    private PostgresServer? _server;
    private ApiHost? _host;

    public async Task InitializeAsync()
    {
        if (SkippableDiskFactAttribute.WhyNot is not null)
            return;

        Directory.CreateDirectory(_mount);
        Assert.True(await Run("mount", "-t", "tmpfs", "-o", "size=48m,mode=0777", "tmpfs", _mount));
        var space = Path.Combine(_mount, "space");
        Directory.CreateDirectory(space);
        _server = await TestPostgres.OfItsOwn(); // a full tablespace stops the checkpoints of the whole server
        await using var admin = NpgsqlDataSource.Create(_server.ConnectionString("postgres"));
        var owner = await Scalar(admin, "show data_directory") is { } data ? await Output("stat", "-c", "%U", data) : "root";
        await Run("chown", owner.Trim(), space);
        await Scalar(admin, $"create tablespace small location '{space}'");
        await Scalar(admin, "create database disk_full template template0 tablespace small");
        _host = new ApiHost(_server.ConnectionString("disk_full"));
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();

        if (Directory.Exists(_mount))
        {
            await Run("umount", _mount);
            Directory.Delete(_mount, recursive: true);
        }
    }

    [SkippableDiskFact]
    public async Task A_full_disk_is_503_readiness_says_so_and_writing_resumes_by_itself()
    {
        using var admin = _host!.Admin();
        var before = await _host.IssueKey(new { label = "before" });
        using (var ready = await admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative)))
            Assert.DoesNotContain("disk", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var filler = Path.Combine(_mount, "filler");
        Fill(filler);
        var label = new string('x', 100);
        HttpResponseMessage refused;
        var written = 0;
        do
        {
            refused = await admin.PostAsJsonAsync(new Uri("/api/v1/admin/keys", UriKind.Relative), new { label });
        }
        while (refused.IsSuccessStatusCode && ++written < 5_000);
        await refused.Refused(503, "unavailable");
        Assert.True(refused.Headers.RetryAfter is not null);
        using (var ready = await admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal("full", (await ready.Json()).GetProperty("checks").GetProperty("disk").GetString());
        }

        // What can be read is read, and what was written is there.
        using (var keys = await admin.GetAsync(new Uri("/api/v1/admin/keys", UriKind.Relative)))
            Assert.Equal(written + 1, (await keys.Json()).GetProperty("keys").GetArrayLength());
        File.Delete(filler);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var again = await admin.PostAsJsonAsync(new Uri("/api/v1/admin/keys", UriKind.Relative), new { label = "after" });
            if (again.IsSuccessStatusCode)
                break;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "does not resume");
        }

        while (true)
        {
            using var ready = await admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            if (!(await ready.Content.ReadAsStringAsync()).Contains("\"disk\"", StringComparison.Ordinal))
                break;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "readiness does not follow");
        }

        using var client = _host.Client(before.Key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/v1/events", UriKind.Relative))).StatusCode);
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        var block = new byte[64 * 1024];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    private static async Task<string?> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }

    private static async Task<bool> Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static async Task<string> Output(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text;
    }

    /// <summary>A fact that needs a file system of its own.</summary>
    private sealed class SkippableDiskFactAttribute : FactAttribute
    {
        public SkippableDiskFactAttribute() => Skip = WhyNot;

        /// <summary>Tried once: containers have root and may still not mount.</summary>
        public static string? WhyNot { get; } = !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess
            ? "Mounting a small file system needs Linux and root."
            : CanMount() ? null : "A small file system cannot be mounted here.";

        private static bool CanMount()
        {
            var folder = Directory.CreateTempSubdirectory("faro-mount").FullName;
            var mounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder).GetAwaiter().GetResult();
            if (mounted)
                Run("umount", folder).GetAwaiter().GetResult();
            Directory.Delete(folder);
            return mounted;
        }
    }
}
