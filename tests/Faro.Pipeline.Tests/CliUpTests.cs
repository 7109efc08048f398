using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faro.Cli.Running;
using Faro.EmbeddedPostgres;
using Faro.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Faro.Pipeline.Tests;

/// <summary><c>faro up</c> as a new user meets it: what it prints can be copied and works, and a second start goes on where the first one stopped.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class CliUpTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);
    private readonly TempFolder _folder = new("faro-test-up");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_starts_on_one_folder()
    {
        string key;
        using (var first = Start("--port", "0"))
        {
            var printed = await Printed(first);
            key = Key().Match(printed).Value;
            Assert.Matches("(?m)^match +[1-9][0-9]* pairs linked, [1-9][0-9]* new", printed);
            Assert.Contains(_folder.Path("data", "secrets.json"), printed, StringComparison.Ordinal);

            // The two lines, copied as they are.
            var copied = string.Join('\n', printed.Split('\n').Where(l => l.StartsWith("  export ", StringComparison.Ordinal) || l.StartsWith("  curl ", StringComparison.Ordinal)));
            var (code, answer) = await ExampleTests.Run(".", "bash", ["-c", copied.Replace("curl ", "curl -sS ", StringComparison.Ordinal)], [], TimeSpan.FromSeconds(60));
            Assert.True(code == 0, answer);
            Assert.NotEmpty(JsonNode.Parse(answer)!["events"]!.AsArray());

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Path("data", "test-key.json")));
            await Foresight_is_alone();
            await The_operators_commands_tell_what_is_there();
            Assert.Equal(0, await Stop(first));
        }

        Assert.Null(PostgresServer.FindRunning(_folder.Path("data", "pg"), "faro"));
        Assert.False(File.Exists(_folder.Path("data", "pg", "data", "postmaster.pid")), "the server was not stopped in an orderly way");

        using var second = Start("--port", "0", "--json");
        var ready = await second.Ready(Patience, output.WriteLine);
        Assert.Equal(key, ready["key"]!.ToString());
        Assert.Matches("^[1-9][0-9]* pairs linked, 0 new", ready["match"]!.ToString());
        Assert.StartsWith("127.0.0.1:", ready["postgres"]!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", ready["sandbox"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal($"{ready["url"]}/api/v1", ready["api"]!.ToString());

        // A revoked key is not printed again, nor is it kept.
        var id = JsonNode.Parse(await File.ReadAllTextAsync(_folder.Path("data", "test-key.json")))!["Id"]!.ToString();
        var (revoked, words) = await Cli("keys", "revoke", id[..8]);
        Assert.True(revoked == 0, words);
        Assert.Equal(0, await Stop(second));

        await Stopped_while_it_starts_it_ends_quietly();
        using var third = Start("--port", "0", "--json");
        var now = (await third.Ready(Patience))["key"]!.ToString();
        Assert.StartsWith("faro_test_", now, StringComparison.Ordinal);
        Assert.NotEqual(key, now);
        Assert.Equal(0, await Stop(third));
        await The_plaintext_is_in_no_database(now);
    }

    [Fact]
    public async Task A_catalog_of_odd_records_starts_and_what_is_in_no_list_is_explained()
    {
        var catalog = Directory.CreateDirectory(_folder.Path("catalog")).FullName;
        await File.WriteAllTextAsync(Path.Combine(catalog, "dflow-events-x.jsonl"), """
            {"ticker":"KXDODD","seriesTicker":"KXDODD","title":"T","markets":[{"ticker":"KXDODD-1","eventTicker":"KXDODD","title":"A in 2026?","status":"active","closeTime":1863615600,"rulesPrimary":"R","accounts":null}]}
            {"ticker":"KXDODE","seriesTicker":"KXDODE","title":"T","markets":[{"ticker":"KXDODE-1","eventTicker":"KXDODE","title":"B in 2026?","status":"active","closeTime":1863615600,"rulesPrimary":"R","accounts":[]},{"ticker":"KXDODE-2","eventTicker":"KXDODE","title":"C in 2026?","status":"finalized","closeTime":1863615600,"rulesPrimary":"R"}]}
            """);
        await File.WriteAllTextAsync(Path.Combine(catalog, "polymarket-gamma-markets-x.jsonl"), """
            {"id":"9700001","question":"ODE happens in 2026?","conditionId":"0x0000000000000000000000000000000000000000000000000000000abcde0001","slug":"ode","endDate":"2026-12-31T12:00:00Z","outcomes":"[\"Yes\", \"No\"]","clobTokenIds":"[\"10000000000000000000000000000000000000000000000000000000000000000000010\", \"10000000000000000000000000000000000000000000000000000000000000000000011\"]","active":true,"closed":false,"enableOrderBook":true,"acceptingOrders":true,"events":[{"slug":"x","title":"x"}]}
            {"id":"9700002","question":"Long over?","conditionId":"0x0000000000000000000000000000000000000000000000000000000abcde0002","slug":"over","endDate":"2025-01-31T12:00:00Z","active":true,"closed":true,"events":[{"id":"1","slug":"y","title":"y","closed":true,"endDate":"2025-01-31T12:00:00Z"}]}
            {"question":"no id"}
            """);
        using var up = Start("--port", "0", "--catalog", catalog);
        var error = up.StandardError.ReadToEndAsync();
        var printed = await Printed(up);
        Assert.Equal(0, await Stop(up));
        var notes = await error;
        output.WriteLine(notes);
        Assert.Contains("dflow-events-x.jsonl: 2 records, all used", notes, StringComparison.Ordinal);
        Assert.Contains("polymarket-gamma-markets-x.jsonl: 2 records used, 1 not (1 without id or question)", notes, StringComparison.Ordinal);
        Assert.Contains("2 of the catalog's 5 markets are not open", notes, StringComparison.Ordinal);
        Assert.Contains("dflow-events-x.jsonl: 2 of 3 open; 1 closed or settled when recorded", notes, StringComparison.Ordinal);
        Assert.Contains("polymarket-gamma-markets-x.jsonl: 1 of 2 open; 1 over for too long to be synced", notes, StringComparison.Ordinal);
        Assert.Contains("kalshi 3 markets; polymarket 1 markets", printed, StringComparison.Ordinal);
    }

    private async Task Stopped_while_it_starts_it_ends_quietly()
    {
        using var starting = Start(true, "--port", "0");
        var notes = new List<string>();
        while (notes.Count == 0 || !notes[^1].StartsWith("The catalog is ", StringComparison.Ordinal))
            notes.Add(await starting.StandardError.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("'up' ended: " + string.Join('\n', notes)));
        await Task.Delay(500); // in the middle of the API's start
        Assert.Equal(0, await Stop(starting));
        Assert.Equal("Stopping.", (await starting.StandardError.ReadToEndAsync()).Trim());
        Assert.Equal("", await starting.StandardOutput.ReadToEndAsync());
        Assert.Null(PostgresServer.FindRunning(_folder.Path("data", "pg"), "faro"));
    }

    private async Task The_operators_commands_tell_what_is_there()
    {
        var (code, status, error) = await Run("status");
        Assert.True(code == 0, status + error);
        Assert.Contains("is ready.", status, StringComparison.Ordinal);
        Assert.Matches("(?m)^UnifiedEventView  0 +running +node 1 +-$", status);
        Assert.Matches("(?m)^sync +[0-9: Z-]+ +cron +[0-9.]+ s +completed: foresight [0-9,]+, kalshi [0-9,]+, polymarket [0-9,]+$", status);
        Assert.Matches("(?m)^kalshi +[1-9][0-9,]* +[1-9][0-9,]* +.* +-$", status);
        Assert.Matches("(?m)^Scheduled: the next sync is due .*; the next match is due ", status);
        var told = JsonNode.Parse((await Run("status --json")).Output)!;
        Assert.True((bool)told["ready"]!);
        Assert.NotEmpty(told["projections"]!.AsArray());
        Assert.NotEmpty(told["runs"]!.AsArray());
        Assert.Equal("single", told["system"]!["mode"]!.ToString());

        (code, var verified, error) = await Run("verify");
        Assert.True(code == 0, verified + error);
        Assert.Matches("(?m)^MatchView +equal +[1-9][0-9,]* +[1-9][0-9,]* +-$", verified);
        Assert.Matches("(?m)^The log is intact: .* facts are unchanged since they were sealed, .* All [0-9]+ views match the log\\.$", verified);

        // A pair by the beginning of its id: the facts by whom, then the state; and the state before it was judged.
        var pair = await Query<string>(PostgresServer.FindRunning(_folder.Path("data", "pg"), "faro")!, "select id from faro.match_view where state = 'linked' order by id limit 1");
        (code, var replayed, error) = await Run($"replay pair {pair[..13]}");
        Assert.True(code == 0, replayed + error);
        Assert.StartsWith($"pair/{pair}: ", replayed, StringComparison.Ordinal);
        var proposed = Regex.Match(replayed, "(?m)^[0-9-]+ [0-9:.]+Z  #([0-9]+)  pair_proposed  by match$").Groups[1].Value;
        Assert.Matches("(?m)^ {4}judge rules · ", replayed);
        Assert.Matches("(?ms)^State now:$.*^  state +linked$", replayed);
        Assert.Matches($"(?ms)^State after #{proposed}:$.*^  state +proposed$", (await Run($"replay pair {pair[..13]} --as-of {proposed}")).Output);
        Assert.Equal("linked", JsonNode.Parse((await Run($"replay pair {pair} --json")).Output.TrimEnd().Split('\n')[^1])!["state"]!["state"]!.ToString());

        (code, _, error) = await Run("replay market kalshi/kx");
        Assert.Equal(2, code);
        Assert.Matches("^More than 5 ids of the kind market begin with kalshi/kx: .*, …\\. Give more of its characters\\.\n$", error);
        (code, _, error) = await Run("replay order ffff");
        Assert.Equal((1, "The log has no order whose id is or begins with ffff.\n"), (code, error));
    }

    private async Task<(int Code, string Output, string Error)> Run(string line)
    {
        using var said = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await Faro.Cli.Program.Run([.. line.Split(' '), "--data", _folder.Path("data")], said, error, CancellationToken.None);
        return (code, said.ToString(), error.ToString());
    }

    private async Task Foresight_is_alone()
    {
        var faro = PostgresServer.FindRunning(_folder.Path("data", "pg"), "faro")!;
        Assert.True(await Query<bool>(faro, "select to_regclass('clob.journal') is null"), "Faro's database holds the venue's journal");
        var foresight = PostgresServer.FindRunning(_folder.Path("data", "pg"), "faro_foresight")!;
        Assert.True(await Query<bool>(foresight, "select exists (select from clob.journal)"));
    }

    private async Task The_plaintext_is_in_no_database(string key)
    {
        var files = Directory.EnumerateFiles(_folder.Path("data"), "*", SearchOption.AllDirectories);
        var body = key["faro_test_XXXX".Length..];
        foreach (var file in files.Where(f => Path.GetFileName(f) != "test-key.json"))
            Assert.False((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(body)) >= 0, file);
    }

    private Process Start(params string[] arguments) => Start(arguments.Contains("--catalog"), arguments);

    private Process Start(bool withNotes, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [typeof(Instance).Assembly.Location, "up", "--data", _folder.Path("data"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = withNotes,
        };
        return Process.Start(info)!;
    }

    private async Task<(int Code, string Output)> Cli(params string[] arguments) => await ExampleTests.Run(
        ".", "dotnet", [typeof(Instance).Assembly.Location, .. arguments, "--data", _folder.Path("data")], [], TimeSpan.FromSeconds(60));

    private async Task<string> Printed(Process up)
    {
        var lines = new List<string>();
        while (lines.Count == 0 || !lines[^1].StartsWith("Ctrl-C", StringComparison.Ordinal))
            lines.Add(await up.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("'up' ended: " + string.Join('\n', lines)));
        var printed = string.Join('\n', lines);
        output.WriteLine(printed);
        return printed;
    }

    private static async Task<int> Stop(Process up)
    {
        using (var kill = Process.Start("sh", ["-c", $"kill -INT {up.Id}"])) await kill.WaitForExitAsync();
        await up.WaitForExitAsync().WaitAsync(Patience);
        return up.ExitCode;
    }

    private static async Task<T> Query<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    [GeneratedRegex("faro_test_[0-9A-Za-z]{49}")]
    private static partial Regex Key();
}
