using System.Diagnostics;
using Faro.EmbeddedPostgres;
using Faro.Testing;
using Npgsql;

namespace Faro.Pipeline.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new("faro-test-embedded");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Durable_data_survives_a_restart_on_the_same_folder()
    {
        await using (var first = await Start(PostgresProfile.Durable))
        {
            await first.EnsureDatabase("kept", CancellationToken.None);
            await first.EnsureDatabase("kept", CancellationToken.None); // twice is once
            await Execute(first.ConnectionString("kept"), "create table t as select 42 as answer");
        }

        await using var second = await Start(PostgresProfile.Durable);
        Assert.Equal(42, await Scalar(second.ConnectionString("kept"), "select answer from t"));
        Assert.Equal("on", await Scalar(second.ConnectionString("kept"), "show fsync"));
    }

    [Fact]
    public async Task The_durable_server_refuses_a_wrong_password_and_keeps_its_own_to_its_owner()
    {
        await using var server = await Start(PostgresProfile.Durable);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "guess" };
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Scalar(wrong.ConnectionString, "select 1"));
        Assert.Equal("28P01", refused.SqlState);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(server.DataDirectory, "password")));
        Assert.DoesNotContain(server.RecentLog, line => line.Contains("guess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_free_again_afterwards()
    {
        await using (await Start(PostgresProfile.Test))
        {
            var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Start(PostgresProfile.Test));
            Assert.Contains("Another process", refused.Message, StringComparison.Ordinal);
        }

        await using var again = await Start(PostgresProfile.Test);
        Assert.Equal(1, await Scalar(again.ConnectionString("postgres"), "select 1"));
    }

    [Fact]
    public async Task The_server_listens_on_loopback_only_and_is_tuned_by_its_profile()
    {
        await using var server = await Start(PostgresProfile.Test, new() { ["work_mem"] = "7MB" });
        var text = server.ConnectionString("postgres");
        Assert.Equal("127.0.0.1", await Scalar(text, "show listen_addresses"));
        Assert.Equal("", await Scalar(text, "show unix_socket_directories"));
        Assert.Equal("off", await Scalar(text, "show fsync"));
        Assert.Equal("on", await Scalar(text, "show autovacuum"));
        Assert.Equal("7MB", await Scalar(text, "show work_mem"));
        Assert.Equal("é", await Scalar(text, "select lower('É')"));
    }

    [Fact]
    public async Task Stopping_ends_the_process_and_deletes_what_is_to_be_deleted()
    {
        var server = await PostgresServer.Start(
            new() { DataDirectory = _folder.Path("gone"), Profile = PostgresProfile.Test, DeleteOnStop = true }, CancellationToken.None);
        var pid = server.ProcessId;
        await server.DisposeAsync();
        await server.DisposeAsync();
        Assert.False(IsRunning(pid));
        Assert.False(Directory.Exists(_folder.Path("gone")));
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        var failed = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => Start(PostgresProfile.Test, new() { ["no_such_setting"] = "1" }));
        Assert.Contains("no_such_setting", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PostgresProfile.Test)]
    [InlineData(PostgresProfile.Durable)]
    public async Task Killing_the_parent_leaves_no_orphan_and_the_data_starts_again(PostgresProfile profile)
    {
        // The parent is this assembly, started as a program of its own: see PostgresParent.
        using var parent = PostgresParent.Spawn(_folder.Path("data"), profile);
        var line = await parent.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var pid = int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsRunning(pid));

        parent.Kill();
        await parent.WaitForExitAsync();

        var begun = Stopwatch.StartNew();
        while (IsRunning(pid) && begun.Elapsed < Patience) await Task.Delay(10);
        Assert.False(IsRunning(pid), $"postgres {pid} outlived its parent by {begun.Elapsed}");
        await using var server = await Start(profile);
        Assert.Equal(1, await Scalar(server.ConnectionString("postgres"), "select 1"));
    }

    [Fact]
    public async Task An_orphan_is_stopped_by_the_next_start()
    {
        // What a machine without setpriv leaves behind: a server whose note names it and whose folder nobody holds.
        int pid;
        using (var parent = PostgresParent.Spawn(_folder.Path("data"), PostgresProfile.Test, withoutDeathSignal: true))
        {
            var line = await parent.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            pid = int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture);
            parent.Kill();
            await parent.WaitForExitAsync();
        }

        await Task.Delay(200);
        Assert.True(IsRunning(pid));
        await using var server = await Start(PostgresProfile.Test);
        Assert.False(IsRunning(pid));
        Assert.NotEqual(pid, server.ProcessId);
    }

    private Task<PostgresServer> Start(PostgresProfile profile, Dictionary<string, string>? settings = null) =>
        PostgresServer.Start(
            new() { DataDirectory = _folder.Path("data"), Profile = profile, Settings = settings ?? [], Notice = _ => { } },
            CancellationToken.None);

    private static bool IsRunning(int pid)
    {
        var stat = $"/proc/{pid}/stat";
        try
        {
            return !File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }

    private static async Task Execute(string connectionString, string sql) => await Scalar(connectionString, sql);

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
