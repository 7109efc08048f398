using System.CommandLine;

namespace Faro.Cli.Commands;

/// <summary>The shape of every command that runs a file of cases: <c>NAME FILE [--print]</c>.</summary>
internal static class CaseCommand
{
    /// <summary>A command that judges the cases of a file, or prints what was computed.</summary>
    public static Command Build(Guarded guarded, string name, string description, Terminal.CaseRunner runner)
    {
        var file = new Argument<FileInfo>("file") { Description = "A JSON file of cases." };
        file.AcceptExistingOnly();
        var print = new Option<bool>("--print") { Description = "Show what was computed, a JSON line a case, instead of judging." };
        var command = new Command(name, description) { file, print };
        command.SetAction((parsed, _) => guarded(parsed, terminal =>
        {
            terminal.Cases(runner, parsed.GetRequiredValue(file).FullName, parsed.GetValue(print));
            return Task.CompletedTask;
        }));
        return command;
    }
}
