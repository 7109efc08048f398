using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Faro.Cli.Commands;

[assembly: InternalsVisibleTo("Faro.Pipeline.Tests")]

namespace Faro.Cli;

/// <summary>The command <c>faro</c>: exit code 0 is fine, 1 failed, 2 wrong use.</summary>
public static class Program
{
    private const int Fine = 0;
    private const int Failed = 1;
    private const int WrongUse = 2;

    /// <summary>Entry point.</summary>
    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        void OnSignal(PosixSignalContext context)
        {
            if (Interlocked.Increment(ref asked) > 1) return; // asked twice: end at once, the children follow
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        return await Run(args, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>Parses and runs; everything is written to the two writers.</summary>
    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var root = new Command("faro", "Faro: one API over the prediction markets.")
        {
            CommonOptions.Json, CommonOptions.Data, new HelpOption(), new VersionOption(),
        };
        foreach (var command in All()) root.Add(command.Build((parsed, work) => Guard(parsed, work, output, error)));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync("Try: faro --help");
            return WrongUse;
        }

        // The exit of a signal is ours (above): an orderly stop of a database may take longer than the library waits.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            ct);
    }

    private static IEnumerable<ICliCommand> All() =>
    [
        new UpCommand(),
        new SyncCommand(),
        new MatchCommand(),
        new StatusCommand(),
        new KeysCommand(),
        new RebuildCommand(),
        new SkipCommand(),
        new VerifyCommand(),
        new ReplayCommand(),
        new ClobCommand(),
        new VectorsCommand(),
    ];

    private static async Task<int> Guard(ParseResult parsed, Func<Terminal, Task> work, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(output, error, parsed.GetValue(CommonOptions.Json));
        try
        {
            await work(terminal);
            return Fine;
        }
        catch (CliException e)
        {
            terminal.Problem(e.Message);
            return e.WrongUse ? WrongUse : Failed;
        }
        catch (EmbeddedPostgres.EmbeddedPostgresException e)
        {
            terminal.Problem(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            terminal.Problem("Stopped.");
            return Failed;
        }
    }
}
