using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faro.Pipeline.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CliTests : IDisposable
{
    private readonly TempFolder _folder = new("faro-test-cli");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("up --port 65536")]
    [InlineData("up --port x")]
    [InlineData("up --catalog /no/such/folder")]
    [InlineData("keys issue")]
    [InlineData("keys issue label --scope owner")]
    [InlineData("keys issue label --test --live")]
    [InlineData("keys revoke not-an-id")]
    [InlineData("keys revoke 12")]
    [InlineData("match --as-of 3")]
    [InlineData("match --ask-model")]
    [InlineData("match --dry-run --as-of soon")]
    public async Task Wrong_use_is_2(string line)
    {
        var (exitCode, output, error) = await Run(line);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.NotEqual("", error);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("match")]
    [InlineData("status")]
    [InlineData("keys list")]
    public async Task Without_an_instance_a_command_fails_and_says_what_to_do(string line)
    {
        Directory.CreateDirectory(_folder.Path("pg", "data"));
        await File.WriteAllTextAsync(_folder.Path("pg", "data", "PG_VERSION"), "17");
        var (exitCode, _, error) = await Run(line);
        Assert.Equal(1, exitCode);
        Assert.Contains("faro up", error, StringComparison.Ordinal);

        var (_, json, quiet) = await Run(line + " --json");
        Assert.Contains("faro up", JsonNode.Parse(json)!["error"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("", quiet);
    }

    [Fact]
    public async Task A_note_of_a_process_that_is_gone_counts_for_nothing()
    {
        Instance.Write(_folder.Directory, new Uri("http://127.0.0.1:1"));
        Assert.NotNull(Instance.Find(_folder.Directory));
        var note = _folder.Path("instance.json");
        await File.WriteAllTextAsync(note, (await File.ReadAllTextAsync(note)).Replace("202", "201", StringComparison.Ordinal));
        Assert.Null(Instance.Find(_folder.Directory));
    }

    [Fact]
    public async Task Commands_call_the_instance_with_the_right_secret_and_show_its_answer()
    {
        var secrets = Secrets.ReadOrMake(_folder.Directory, "admin-secret", "cron-secret");
        await using var faro = await Serve(async http =>
        {
            var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            var call = $"{http.Request.Method} {http.Request.Path} {http.Request.Headers.Authorization} {body}";
            http.Response.ContentType = "application/json";
            (http.Response.StatusCode, var answer) = call switch
            {
                "POST /api/v1/cron/sync-events Bearer cron-secret " => (200, """{"id":"run-1","counts":{"kalshi":3}}"""),
                "POST /api/v1/admin/keys Bearer admin-secret {\"label\":\"acme\",\"scopes\":[\"read\",\"trade\"],\"test\":true,\"rate_limit_per_min\":9}" =>
                    (200, """{"key":"faro_test_x","key_id":"1"}"""),
                "POST /api/v1/admin/keys Bearer admin-secret {\"label\":\"live\",\"scopes\":[\"read\"],\"test\":false}" => (200, """{"key":"faro_live_x"}"""),
                "POST /api/v1/admin/keys Bearer admin-secret {\"label\":\"sand\",\"scopes\":[\"read\"],\"test\":true}" => (200, """{"key":"faro_test_y"}"""),
                "GET /api/v1/admin/keys Bearer admin-secret " => (200, """{"keys":[{"id":"12345678-0000-0000-0000-000000000001","label":"acme","scopes":["read","trade"]},{"id":"12345679-0000-0000-0000-000000000002","label":"b"}]}"""),
                "DELETE /api/v1/admin/keys/12345679-0000-0000-0000-000000000002 Bearer admin-secret " => (200, """{"status":"revoked"}"""),
                "DELETE /api/v1/admin/keys/00000000-0000-0000-0000-000000000001 Bearer admin-secret " =>
                    (404, """{"error":"not_found","message":"No such key."}"""),
                "GET /healthz/ready  " => (503, """{"status":"behind"}"""),
                _ => (500, """{"error":"internal","message":"unexpected call"}"""),
            };
            await http.Response.WriteAsync(answer);
        });

        Assert.Equal((0, "{\"id\":\"run-1\",\"counts\":{\"kalshi\":3}}\n", ""), await Run("sync --json"));
        Assert.Equal((0, "id      run-1\ncounts  {\"kalshi\":3}\n", ""), await Run("sync"));
        Assert.Equal((0, "key     faro_test_x\nkey id  1\n", ""), await Run("keys issue acme --scope read trade --test --rate 9"));
        Assert.Equal(2, (await Run("keys list --json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("read, trade", (await Run("keys list")).Output, StringComparison.Ordinal);
        Assert.Equal(
            (1, "", "DELETE /api/v1/admin/keys/00000000-0000-0000-0000-000000000001 answered 404: not_found: No such key.\n"),
            await Run("keys revoke 00000000-0000-0000-0000-000000000001"));
        Assert.Equal((0, "status  revoked\n", ""), await Run("keys revoke 12345679"));
        Assert.Equal((1, "", "No key's id begins with abcd: 'faro keys list' shows the ids.\n"), await Run("keys revoke abcd"));
        var (ambiguous, _, both) = await Run("keys revoke 1234567");
        Assert.Equal(2, ambiguous);
        Assert.Contains("12345678-0000-0000-0000-000000000001 (acme)", both, StringComparison.Ordinal);

        // Where nothing can reach a real venue, a key is a test key unless it is asked otherwise.
        Assert.Equal((0, "key  faro_live_x\n", ""), await Run("keys issue live"));
        Instance.Write(_folder.Directory, new Uri(faro.Urls.Single()), sandbox: true);
        Assert.Equal((0, "key  faro_test_y\n", ""), await Run("keys issue sand"));
        Assert.Equal((0, "key  faro_live_x\n", ""), await Run("keys issue live --live"));
        var (exitCode, status, _) = await Run("status --json");
        Assert.Equal(1, exitCode);
        Assert.Contains("\"ready\":false,\"status\":\"behind\"", status, StringComparison.Ordinal);
        Assert.Equal("***", secrets.ToString());
    }

    [Fact]
    public async Task Secrets_are_kept_for_the_owner_alone_and_what_is_told_wins()
    {
        var made = Secrets.ReadOrMake(_folder.Directory, null, null);
        Assert.Equal(48, made.Admin.Length);
        Assert.NotEqual(made.Admin, made.Cron);
        Assert.Equal(made, Secrets.ReadOrMake(_folder.Directory, null, null));
        Assert.Equal("told", Secrets.ReadOrMake(_folder.Directory, "told", null).Admin);
        Assert.Equal(("told", made.Cron), Secrets.Known(_folder.Directory));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Path("secrets.json")));
        await Task.CompletedTask;
    }

    private async Task<(int ExitCode, string Output, string Error)> Run(string line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] args = words.Length == 0 ? [] : [.. words, "--data", _folder.Directory];
        var exitCode = await Cli.Program.Run(args, output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    private async Task<WebApplication> Serve(RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(handle);
        await app.StartAsync();
        Instance.Write(_folder.Directory, new Uri(app.Urls.Single()));
        return app;
    }
}
