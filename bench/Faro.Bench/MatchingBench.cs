using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Conformance.Evaluation;
using Faro.Matching.Judging;
using Faro.Testing;
using Microsoft.Extensions.Configuration;

namespace Faro.Bench;

/// <summary>
/// Scores a judge (the built-in one, or the model that the settings <c>Faro:Judge</c> in the environment name) on labelled pairs: <c>bench matching [FILE]</c>, any JSON lines of <c>{polymarket, kalshi, label}</c>.
/// Then blocking over two venues of <c>--blocking N</c> markets each (30,000; 0 leaves it out).
/// </summary>
internal static class MatchingBench
{
    private const int DefaultMarkets = 30_000;

    private static readonly string[] Catalogs =
    [
        "kalshi-v2-markets-2026-02-22.jsonl.gz", "kalshi-v2-events-2026-02-22.jsonl.gz",
        "polymarket-gamma-markets-2026-01-31-to-02-13.jsonl.gz", "polymarket-clob-sampling-markets-2026-02.jsonl.gz",
    ];

    // Printed as figures of their own; what else the report says follows as it is.
    private static readonly HashSet<string> Figures = new(StringComparer.Ordinal)
    {
        "matching.precision", "matching.recall", "matching.f1", "matching.near_vetoed", "matching.same_vetoed", "matching.blocking_recall",
    };

    public static async Task Run(BenchContext bench)
    {
        if (File(bench) is not { } file)
            return;
        var catalogs = SharedData.Directory is { } shared ? [.. Catalogs.Select(c => Path.Combine(shared, "data", c)).Where(System.IO.File.Exists)] : Array.Empty<string>();
        var judge = Judge();
        var report = await MatchingEvaluation.Run(file, judge, catalogs);
        if (judge is IAsyncDisposable held)
            await held.DisposeAsync();
        if (report.Pairs.Count == 0)
        {
            await Console.Error.WriteLineAsync($"matching: no pair could be read in {file}. {string.Join("; ", report.Errors.Take(3))}");
            Environment.ExitCode = 1;
            return;
        }

        foreach (var line in report.JsonLines().Select(l => JsonNode.Parse(l)!.AsObject()))
        {
            if (Figures.Contains((string)line["name"]!))
                bench.Print(Figure(line));
            else
                bench.PrintDetail(line);
        }

        var markets = bench.Option("--blocking") is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : DefaultMarkets;
        if (markets > 0)
            BlockingBench.Run(bench, [.. report.Pairs.SelectMany(p => new[] { p.Pair.Left, p.Pair.Right }), .. RecordedMarkets.Read(catalogs).Markets], markets);
    }

    private static IJudge Judge()
    {
        var options = new LlmJudgeOptions();
        new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Faro:Judge").Bind(options);
        return options.Enabled ? new LlmJudge(new JudgeModel(options, TimeProvider.System), options, TimeProvider.System) : new RulesJudge();
    }

    private static string? File(BenchContext bench)
    {
        if (bench.Options.Count > 0 && !bench.Options[0].StartsWith("--", StringComparison.Ordinal))
        {
            if (System.IO.File.Exists(bench.Options[0]))
                return bench.Options[0];
            Console.Error.WriteLine($"matching: there is no file {bench.Options[0]}.");
            Environment.ExitCode = 2;
            return null;
        }

        if (SharedData.Directory is { } shared && Path.Combine(shared, "data", "pairs-dev.jsonl") is var file && System.IO.File.Exists(file))
            return file;
        Console.Error.WriteLine("matching: no labelled pairs here. Name a file of JSON lines {polymarket, kalshi, label}: ./faro bench matching FILE, "
            + "or set FARO_SHARED to a folder with data/pairs-dev.jsonl.");
        return null;
    }

    private static BenchLine Figure(JsonObject line)
    {
        var count = line["of"] is { } of ? $" ({line["hits"]}/{of})" : "";
        var interval = string.Create(CultureInfo.InvariantCulture, $"95% [{(double)line["low95"]!:0.000}, {(double)line["high95"]!:0.000}]{count}");
        var note = line["note"] is { } n ? $"{interval} {n}" : interval;
        var goal = line["goal"] is { } g ? $">= {g}" : null;
        return new BenchLine((string)line["name"]!, (decimal)(double)line["value"]!, (string)line["unit"]!, null, null, goal, 1, note);
    }
}
