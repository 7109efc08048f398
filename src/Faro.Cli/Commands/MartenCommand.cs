using System.CommandLine;
using Faro.Cli.Running;
using Faro.Http.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Faro.Cli.Commands;

/// <summary><c>marten …</c>: passes the rest of the line to Marten's and Wolverine's own commands, on the host that <c>up</c> starts.</summary>
internal sealed class MartenCommand : ICliCommand
{
    /// <summary>These look at the program alone.</summary>
    private static readonly string[] WithoutDatabase = ["help", "codegen"];

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command("marten", "Marten's and Wolverine's own command line: describe, check-env, storage, …; 'faro marten help' lists it.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, ct) => guarded(parsed, terminal => Run([.. parsed.UnmatchedTokens], parsed.GetValue(CommonOptions.Data)!.FullName, terminal, ct)));
        return command;
    }

    private static async Task Run(string[] args, string folder, Terminal terminal, CancellationToken ct)
    {
        if (args.Length == 0)
            args = ["help"];
        await using var database = WithoutDatabase.Contains(args[0], StringComparer.Ordinal) ? null : await Database.Open(folder, terminal, ct);
        var code = await HostCommands.Run(args, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Faro"] = database?.ConnectionString ?? "Host=none" });
        });
        if (code != 0 && args[0] != "help") // a command's help returns 1
            throw new CliException($"'marten {args[0]}' failed.");
    }
}
