using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Conformance.Scenarios;
using Faro.Conformance.Vectors;

namespace Faro.Conformance;

/// <summary>
/// Judges files of test vectors and matching scenarios against the product: <c>./faro vectors FILE</c> and
/// <c>./faro clob replay FILE</c>. Exit code 0 is fine, 1 a case failed, 2 wrong use.
/// </summary>
internal static class Program
{
    private const int WrongUse = 2;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs a file of cases: 0 fine, 1 some failed, 2 the file cannot be used.</summary>
    private delegate int CaseRunner(string path, bool print, TextWriter output);

    public static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Parses and runs; everything is written to the two writers.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var root = new Command("faro", "Checks of files: test vectors and matching scenarios.")
        {
            new HelpOption(),
            Cases(
                "vectors",
                "Check vectors: EIP-712, Polymarket, Solana, Foresight, base58, compact-u16, Wycheproof, matching scenarios; ends with 'N passed, N failed'.",
                VectorShapes.Run, output),
            new Command("clob", "The order book behind the Foresight twin.")
            {
                Cases("replay", "Run matching scenarios; ends with 'N passed, N failed'.", ScenarioRunner.Run, output),
            },
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        foreach (var problem in parsed.Errors) error.WriteLine(problem.Message);
        error.WriteLine("Try: faro vectors --help");
        return WrongUse;
    }

    /// <summary>The shape of every command that runs a file of cases: <c>NAME FILE [--print] [--json]</c>.</summary>
    private static Command Cases(string name, string description, CaseRunner runner, TextWriter output)
    {
        var file = new Argument<FileInfo>("file") { Description = "A JSON file of cases." };
        file.AcceptExistingOnly();
        var print = new Option<bool>("--print") { Description = "Show what was computed, a JSON line a case, instead of judging." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, for machines." };
        var command = new Command(name, description) { file, print, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file).FullName;
            return parsed.GetValue(json) && !parsed.GetValue(print) ? ForMachines(runner, path, output) : runner(path, parsed.GetValue(print), output);
        });
        return command;
    }

    /// <summary>Each failure, and the counts at the end, as an object a line.</summary>
    private static int ForMachines(CaseRunner runner, string path, TextWriter output)
    {
        using var said = new StringWriter { NewLine = "\n" };
        var exitCode = runner(path, false, said);
        foreach (var line in said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            output.WriteLine(Line(line).ToJsonString(Compact));
        return exitCode;
    }

    private static JsonObject Line(string line) =>
        line.Split(' ') is [var passed, "passed,", var failed, "failed"]
            ? new() { ["passed"] = long.Parse(passed, CultureInfo.InvariantCulture), ["failed"] = long.Parse(failed, CultureInfo.InvariantCulture) }
            : new() { ["failure"] = line };
}
