using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.EmbeddedPostgres;

namespace Faro.Bench;

/// <summary>Measures Faro against bare code in the same run: <c>bench [NAME …] [--json] [options of the benchmark]</c>.</summary>
public static class Program
{
    /// <summary>Every benchmark by the name it is asked for; its lines begin with the same word.</summary>
    private static readonly SortedDictionary<string, Func<BenchContext, Task>> All = new(StringComparer.Ordinal)
    {
        ["clob"] = ClobBench.Run,
        ["http"] = HttpBench.Run,
        ["ingest"] = IngestBench.Run,
        ["log"] = LogBench.Run,
        ["matching"] = MatchingBench.Run,
        ["quotes"] = QuotesBench.Run,
        ["trade"] = TradeBench.Run,
    };

    /// <summary>Runs the named benchmarks, or all.</summary>
    public static async Task<int> Main(string[] args)
    {
        var json = args.Contains("--json");
        var names = args.TakeWhile(a => All.ContainsKey(a)).ToList();
        var rest = args.Skip(names.Count).Where(a => a != "--json").ToList();
        if (names.Count == 0 && rest.Count > 0)
        {
            await Console.Error.WriteLineAsync($"usage: ./faro bench [{string.Join('|', All.Keys)}] [--json] [options]");
            return 2;
        }

        foreach (var name in names.Count > 0 ? names : [.. All.Keys])
            await All[name](new BenchContext(json, rest));
        return Environment.ExitCode;
    }
}

/// <summary>One figure. <c>Ratio</c> is value over ceiling; <c>Goal</c> is what the ratio (or, without a ceiling, the value) should reach.</summary>
public sealed record BenchLine(
    string Name, decimal Value, string Unit, decimal? Ceiling, decimal? Ratio, string? Goal, int Runs, string? Note);

/// <summary>What a benchmark is given: its options, a place to print, a Postgres when it asks for one.</summary>
public sealed class BenchContext(bool json, IReadOnlyList<string> options)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Arguments after the benchmark's name.</summary>
    public IReadOnlyList<string> Options => options;

    /// <summary>The value of <c>--name VALUE</c>, if given.</summary>
    public string? Option(string name)
    {
        var at = options.ToList().IndexOf(name);
        return at >= 0 && at + 1 < options.Count ? options[at + 1] : null;
    }

    /// <summary>Prints one line: JSON for machines, a table row for people.</summary>
    public void Print(BenchLine line)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(line, Camel));
        else
            Console.WriteLine($"{line.Name,-28} {line.Value,14:0.###} {line.Unit,-12} ceiling {line.Ceiling,12:0.###} ratio {line.Ratio,6:0.00} goal {line.Goal,-10} {line.Note}");
    }

    /// <summary>Prints what is not a figure: one line, named by its <c>name</c>.</summary>
    public void PrintDetail(JsonObject line)
    {
        if (json)
            Console.WriteLine(line.ToJsonString(Camel));
        else
            Console.WriteLine($"{line["name"],-28} {string.Join(", ", line.Where(p => p.Key != "name" && p.Value is not null).Select(p => $"{p.Key} {Brief(p.Value!)}"))}");

        static string Brief(JsonNode value) => value is JsonObject share && share["hits"] is { } hits
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(double)share["value"]!:0.000} [{(double)share["low95"]!:0.000}, {(double)share["high95"]!:0.000}] ({hits}/{share["of"]})")
            : value.ToString();
    }

    /// <summary>Prints a figure against its ceiling, as medians of the same number of alternating runs.</summary>
    public void Print(string name, IReadOnlyList<double> values, string unit, IReadOnlyList<double>? ceilings = null, string? goal = null, string? note = null)
    {
        var value = Median(values);
        var ceiling = ceilings is null ? (decimal?)null : Median(ceilings);
        Print(new BenchLine(name, value, unit, ceiling, ceiling is > 0 ? decimal.Round(value / ceiling.Value, 3) : null, goal, values.Count, note));
    }

    /// <summary>A private, durable Postgres that is thrown away afterwards.</summary>
    public static async Task<PostgresServer> StartPostgres()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"faro-bench-{Guid.NewGuid():N}");
        return await PostgresServer.Start(new PostgresOptions { DataDirectory = folder, DeleteOnStop = true }, CancellationToken.None);
    }

    /// <summary>Seconds that an action takes.</summary>
    public static async Task<double> Seconds(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The middle value.</summary>
    public static decimal Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return decimal.Round((decimal)sorted[sorted.Count / 2], 3);
    }
}
