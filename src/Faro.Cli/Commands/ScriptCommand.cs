using System.CommandLine;

namespace Faro.Cli.Commands;

/// <summary>A command that the script <c>./faro</c> runs itself, from the sources; it is declared here so that the help lists it.</summary>
internal sealed class ScriptCommand(string name, string description) : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, _) => guarded(parsed, _ =>
            throw new CliException($"'{name}' is run by the script at the top of the repository: ./faro {name}", wrongUse: true)));
        return command;
    }
}
