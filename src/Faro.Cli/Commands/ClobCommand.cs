using System.CommandLine;
using Faro.Clob.Scenarios;

namespace Faro.Cli.Commands;

/// <summary><c>clob replay FILE</c>: matching scenarios through the engine, judged or printed.</summary>
internal sealed class ClobCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded) => new("clob", "The order book behind the Foresight twin.") { Replay(guarded) };

    private static Command Replay(Guarded guarded)
    {
        var file = new Argument<FileInfo>("file") { Description = "A JSON file of scenarios." };
        file.AcceptExistingOnly();
        var print = new Option<bool>("--print") { Description = "Show what was computed, a JSON line a scenario, instead of judging." };
        var command = new Command("replay", "Run matching scenarios; ends with 'N passed, N failed'.") { file, print };
        command.SetAction((parsed, _) => guarded(parsed, terminal =>
        {
            terminal.Cases(ScenarioRunner.Run, parsed.GetRequiredValue(file).FullName, parsed.GetValue(print));
            return Task.CompletedTask;
        }));
        return command;
    }
}
