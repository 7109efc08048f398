using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary>What a user meets who is new or mistaken: one sentence that says what is wrong and what to do, never a trace, and nothing made or started.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CliMistakesTests : IDisposable
{
    private readonly TempFolder _folder = new("faro-test-mistakes");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("verify")]
    [InlineData("rebuild all")]
    [InlineData("status")]
    [InlineData("replay order 1")]
    [InlineData("keys list")]
    [InlineData("keys issue a")]
    [InlineData("sync")]
    [InlineData("match")]
    [InlineData("match --dry-run")]
    [InlineData("log-key")]
    [InlineData("prove order 1")]
    public async Task A_folder_without_a_log_is_said_at_once_and_left_alone(string line)
    {
        var folder = _folder.Path("none");
        var (exitCode, output, error) = await Run($"{line} --data {folder}").WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal($"There is no log in {folder}: create one with 'faro up', or name another folder with --data DIR.\n", error);
        Assert.False(Directory.Exists(folder));

        await File.WriteAllTextAsync(_folder.Path("file"), "");
        (exitCode, _, error) = await Run($"{line} --data {_folder.Path("file")}");
        Assert.Equal(2, exitCode);
        Assert.Contains("is a file", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sttaus", "There is no command 'sttaus'. Did you mean 'status'?")]
    [InlineData("stat", "There is no command 'stat'. Did you mean 'status'?")]
    [InlineData("UP", "There is no command 'UP'. Did you mean 'up'?")]
    [InlineData("nonsense", "There is no command 'nonsense'.")]
    [InlineData("keys isue a", "There is no command 'isue' of 'keys'. Did you mean 'issue'?")]
    [InlineData("keys", "'keys' needs a command: issue, list, rotate, revoke.")]
    [InlineData("up --prot 1", "There is no option '--prot' of 'up'. Did you mean '--port'?")]
    [InlineData("sync --jsno", "There is no option '--jsno' of 'sync'. Did you mean '--json'?")]
    [InlineData("up now", "'now' is one argument too many of 'up'.")]
    [InlineData("keys issue a --rate x", "'x' is no value for --rate: it takes a whole number.")]
    [InlineData("replay ordr 1", "'ordr' is none of order, pair, market, key, run, event, projection. Did you mean 'order'?")]
    [InlineData("prove", "'prove' needs match|order ID.")]
    [InlineData("rebuild", "'rebuild' needs NAME.")]
    [InlineData("keys issue", "'issue' needs LABEL.")]
    [InlineData("keys issue a --scope all", "'all' is none of read, trade, admin.")]
    [InlineData("check-proof /nowhere", "There is no file /nowhere.")]
    [InlineData("test", "'test' is run by the script at the top of the repository: ./faro test")]
    [InlineData("bench clob --json", "'bench' is run by the script at the top of the repository: ./faro bench")]
    public async Task A_mistyped_line_says_what_was_perhaps_meant(string line, string sentence)
    {
        var (exitCode, output, error) = await Run(line);
        Assert.Equal(2, exitCode);
        if (line.Contains("--json", StringComparison.Ordinal))
            Assert.Equal(sentence, JsonNode.Parse(output)!["error"]!.ToString());
        else
            Assert.Equal(sentence, error.Split('\n')[0]);
    }

    [Fact]
    public async Task For_machines_a_mistake_is_one_object()
    {
        var (exitCode, output, error) = await Run("sttaus --json");
        Assert.Equal((2, ""), (exitCode, error));
        Assert.Equal("There is no command 'sttaus'. Did you mean 'status'?", JsonNode.Parse(output)!["error"]!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    public async Task Help_lists_every_command_the_scripts_own_too(string line)
    {
        var (exitCode, output, error) = await Run(line);
        Assert.Equal((0, ""), (exitCode, error));
        foreach (var command in (string[])["up", "sync", "match", "status", "keys", "rebuild", "verify", "replay", "clob", "vectors", "test", "bench"])
            Assert.Matches($"(?m)^  {command}\\b", output);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=faro;Username=u;Password=hidden", 1, "The database at 127.0.0.1:1 does not answer")]
    [InlineData("nonsense", 2, "ConnectionStrings__Faro is not a connection string.")]
    [InlineData("{postgres};Database=nowhere_to_be_found", 1, "There is no database \"nowhere_to_be_found\"")]
    [InlineData("{postgres};Username=nobody_at_all", 1, "refused the user \"nobody_at_all\"")]
    [InlineData("{postgres}", 2, "has no log")]
    public async Task A_database_that_cannot_be_used_is_one_sentence(string connection, int expected, string sentence)
    {
        var named = connection.Replace("{postgres}", (await TestPostgres.Shared).ConnectionString("postgres"), StringComparison.Ordinal);
        var (exitCode, output, error) = await Process("verify", named);
        Assert.Equal((expected, ""), (exitCode, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up --port {port}")]
    [InlineData("clob up --port {port}")]
    public async Task A_taken_port_is_said_before_anything_is_started(string line)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, output, error) = await Run($"{line.Replace("{port}", port.ToString(null, null), StringComparison.Ordinal)} --data {_folder.Path("data")}");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal($"Port {port} is in use by another process: stop it, or choose another port with --port N (0 picks a free one).\n", error);
        Assert.False(Directory.Exists(_folder.Path("data")));
    }

    [Fact]
    public async Task Folders_that_are_files_or_cannot_be_written_are_one_sentence()
    {
        var file = _folder.Path("file");
        await File.WriteAllTextAsync(file, "");
        Assert.Equal((2, "", $"{file} is a file, and --data needs a folder: name another one.\n"), await Run($"up --port 0 --data {file}"));
        Assert.Equal(
            (2, "", $"{file} is a file, and --catalog needs a folder: give the one that contains it.\n"), await Run($"up --port 0 --catalog {file} --data {_folder.Path("data")}"));
        var (exitCode, _, error) = await Run("up --port 0 --data /proc/faro");
        Assert.Equal(1, exitCode);
        Assert.Matches("^The data folder /proc/faro cannot be written \\(.*\\): name another one with --data DIR\\.\n$", error);
    }

    [Fact]
    public async Task Damaged_notes_and_secrets_are_no_trace()
    {
        Directory.CreateDirectory(_folder.Path("pg", "data"));
        await File.WriteAllTextAsync(_folder.Path("pg", "data", "PG_VERSION"), "17");
        await File.WriteAllTextAsync(_folder.Path("instance.json"), "{\"base_url\":");
        Assert.Contains("No instance", (await Run($"status --data {_folder.Directory}")).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.Path("secrets.json"), "{");
        var (exitCode, _, error) = await Run($"up --port 0 --data {_folder.Directory}");
        Assert.Equal(1, exitCode);
        Assert.Contains("secrets.json is damaged", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(string line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Cli.Program.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>In a process of its own: the database is named in the environment.</summary>
    private async Task<(int ExitCode, string Output, string Error)> Process(string command, string connectionString)
    {
        var info = new System.Diagnostics.ProcessStartInfo("dotnet", [typeof(Cli.Program).Assembly.Location, command, "--data", _folder.Path("data")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["ConnectionStrings__Faro"] = connectionString;
        using var process = System.Diagnostics.Process.Start(info)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }
}
