using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Faro.Cli.Commands;

[assembly: InternalsVisibleTo("Faro.Pipeline.Tests")]

namespace Faro.Cli;

/// <summary>The command <c>faro</c>: exit code 0 is success, 1 failure, 2 wrong usage.</summary>
public static class Program
{
    private const int Fine = 0;
    private const int Failed = 1;
    private const int WrongUse = 2;
    private const int Interrupted = 130; // 128 + SIGINT, as shells tell it

    /// <summary>Entry point.</summary>
    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref asked) > 1) Environment.Exit(Interrupted); // second signal: exit at once, the children follow
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        return await Run(args, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>Parses and runs; everything is written to the two writers.</summary>
    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var root = new Command("faro", "One API over the prediction markets. Start with 'faro up': it starts everything and prints what to do next.")
        {
            CommonOptions.Json, CommonOptions.Data, new HelpOption(), new VersionOption(),
        };
        foreach (var command in All()) root.Add(command.Build((parsed, work) => Guard(parsed, work, output, error)));
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            var terminal = new Terminal(output, error, args.Contains("--json"));
            foreach (var problem in Mistakes.Of(parsed)) terminal.Problem(problem);
            terminal.Note(Mistakes.Help(parsed));
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
        new ProveCommand(),
        new CheckProofCommand(),
        new LogKeyCommand(),
        new ReplayCommand(),
        new ClobCommand(),
        new MartenCommand(),
        new ScriptCommand("vectors", "Check a file of vectors: EIP-712, Polymarket, Solana, Foresight, base58, compact-u16, Wycheproof."),
        new ScriptCommand("test", "Run all tests; ends with 'N passed, N failed'."),
        new ScriptCommand("bench", "Run the benchmarks, each next to a bare implementation in the same run."),
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
        catch (Exception e) when (Environment.GetEnvironmentVariable("FARO_TRACE") is not { Length: > 0 })
        {
            terminal.Problem(Unexpected(e));
            return Failed;
        }
    }

    /// <summary>An unexpected error, in a sentence: the trace is only shown on request.</summary>
    private static string Unexpected(Exception e)
    {
        var cause = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e;
        var what = cause switch
        {
            Npgsql.NpgsqlException => "The database failed",
            IOException or UnauthorizedAccessException => "A file or a connection failed",
            _ => "An error that should not happen",
        };
        return $"{what}: {cause.Message.TrimEnd('.')} ({cause.GetType().Name}). With FARO_TRACE=1 the command shows where.";
    }
}
