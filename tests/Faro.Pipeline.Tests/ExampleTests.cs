using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faro.Cli.Running;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary>A real <c>faro up</c> on a free port, with its own database and the sandbox's built-in catalog.</summary>
public sealed class UpFixture : IAsyncLifetime
{
    private readonly TempFolder _folder = new("faro-test-examples");
    private Process? _up;

    public string Url { get; private set; } = "";

    public string Key { get; private set; } = "";

    /// <summary>The sandbox's controls.</summary>
    public Uri Controls { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _up = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Instance).Assembly.Location, "up", "--json", "--port", "0", "--data", _folder.Path("data")])
        {
            RedirectStandardOutput = true,
        })!;
        var ready = await _up.Ready(TimeSpan.FromSeconds(180));
        Url = ready["api"]!.ToString();
        Key = ready["key"]!.ToString();
        Controls = new Uri(ready["sandbox"]!.ToString());
    }

    public async Task DisposeAsync()
    {
        if (_up is { HasExited: false })
        {
            using (var kill = Process.Start("sh", ["-c", $"kill -INT {_up.Id}"])) await kill.WaitForExitAsync();
            await _up.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        _up?.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A fact that needs Node 20 and the npm registry and is skipped, with the reason, without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Why = new(() =>
    {
        try
        {
            var (code, version) = ExampleTests.Run(".", "node", ["--version"], [], TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
            if (code != 0 || !int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out var major) || major < 20)
                return $"Node 20 is needed, here is {version.Trim()}.";
            (code, _) = ExampleTests.Run(
                ".", "npm", ["view", "viem@2.57.20", "version", "--fetch-retries=0", "--fetch-timeout=20000"], [], TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
            return code == 0 ? null : "The npm registry cannot be reached from here.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node and npm are not installed here.";
        }
        catch (TimeoutException)
        {
            return "The npm registry does not answer here.";
        }
    });

    public NpmFactAttribute() => Skip = Why.Value;
}

/// <summary>The examples, as a customer runs them: against a Faro that was just started, with throwaway keys.</summary>
public sealed partial class ExampleTests(UpFixture up) : IClassFixture<UpFixture>
{
    [Fact]
    public async Task The_CSharp_example_trades_at_every_venue()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var example = RepositoryRoot.File("examples", "csharp", "bin", configuration, "net10.0", "Faro.Example.dll");
        var (code, output) = await Run(".", "dotnet", [example], Settings(), TimeSpan.FromSeconds(120));
        Assert.True(code == 0, output);
        Assert.EndsWith("3 trades, 1 cancelled order: all as expected.", output.TrimEnd(), StringComparison.Ordinal);

        (code, output) = await Run(".", "dotnet", [example, "first-trade"], Settings(), TimeSpan.FromSeconds(60));
        Assert.True(code == 0, output);
        Assert.Matches("Filled: [0-9.]+ shares for", output);

        (code, output) = await Run(".", "dotnet", [example, "follow"], Settings(), TimeSpan.FromSeconds(60));
        Assert.True(code == 0, output);
        Assert.EndsWith("none missing, none twice.", output.TrimEnd(), StringComparison.Ordinal);

        (code, output) = await Run(".", "dotnet", [example], Settings(key: up.Key[..^1] + "?"), TimeSpan.FromSeconds(60));
        Assert.Equal(1, code);
        Assert.Contains("answered 401", output, StringComparison.Ordinal);
    }

    [NpmFact]
    public async Task The_TypeScript_example_trades_with_the_venues_own_packages_and_fails_when_something_breaks()
    {
        // A copy, installed from the registry as the lock file says: nothing that lies about here takes part.
        using var folder = new TempFolder("faro-test-npm");
        var example = Path.Combine(folder.Directory, "examples", "typescript");
        string[] files = [".npmrc", "package.json", "package-lock.json", "tsconfig.json", .. Sources("examples")];
        Copy(folder, "examples", files);
        Copy(folder, "clients", ["package.json", .. Sources("clients")]);
        var (code, output) = await Run(example, "npm", ["ci", "--no-audit", "--no-fund"], [], TimeSpan.FromMinutes(5));
        Assert.True(code == 0, output);
        (code, output) = await Run(example, "npm", ["run", "first-trade"], Settings(), TimeSpan.FromMinutes(1));
        Assert.True(code == 0, output);
        Assert.Matches("filled: [0-9.]+ shares for", output);
        (code, output) = await Run(example, "npm", ["run", "follow"], Settings(), TimeSpan.FromMinutes(1));
        Assert.True(code == 0, output);
        Assert.EndsWith("none missing, none twice.", output.TrimEnd(), StringComparison.Ordinal);
        (code, output) = await Run(example, "npm", ["start"], Settings(), TimeSpan.FromMinutes(4));
        Assert.True(code == 0, output);
        var summary = Summary().Match(output.TrimEnd());
        Assert.True(summary.Success && int.Parse(summary.Groups[1].Value) >= 170, output);

        // What really breaks must end it: a key that is none, and a venue that refuses an order in a friendly tone.
        (code, output) = await Run(example, "node", ["dist/main.js"], Settings(key: up.Key[..^1] + "?"), TimeSpan.FromSeconds(60));
        Assert.Equal(1, code);
        Assert.Contains("answered 401", output, StringComparison.Ordinal);
        using var http = new HttpClient();
        using var armed = await http.PostAsJsonAsync(new Uri(up.Controls, "/sandbox/faults"), new { venue = "polymarket", fault = "soft_reject", count = 1 });
        Assert.True(armed.IsSuccessStatusCode);
        (code, output) = await Run(example, "node", ["dist/main.js"], Settings(), TimeSpan.FromSeconds(60));
        Assert.Equal(1, code);
        Assert.Contains("FAIL polymarket took the leg", output, StringComparison.Ordinal);
        Assert.Contains("insufficient_balance", output, StringComparison.Ordinal);
    }

    /// <summary>Runs to the end: exit code, and both outputs as one.</summary>
    internal static async Task<(int Code, string Output)> Run(
        string folder, string command, string[] arguments, Dictionary<string, string> environment, TimeSpan patience)
    {
        var info = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        using var process = Process.Start(info)!;
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(patience);
            await process.WaitForExitAsync();
            return (process.ExitCode, texts[1] + texts[0]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Dictionary<string, string> Settings(string? key = null) => new() { ["FARO_URL"] = up.Url, ["FARO_KEY"] = key ?? up.Key };

    private static void Copy(TempFolder folder, string of, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var target = folder.Path(Path.Combine(of, "typescript", file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(RepositoryRoot.File(of, "typescript", file), target);
        }
    }

    private static IEnumerable<string> Sources(string of) => Directory.EnumerateFiles(RepositoryRoot.File(of, "typescript", "src")).Select(p => Path.Combine("src", Path.GetFileName(p)));

    [GeneratedRegex(@"(\d+) checks passed, 0 failed$")]
    private static partial Regex Summary();
}
