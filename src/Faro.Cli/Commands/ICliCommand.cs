using System.CommandLine;

namespace Faro.Cli.Commands;

/// <summary>Runs a command and converts exceptions to a message and an exit code.</summary>
internal delegate Task<int> Guarded(ParseResult parsed, Func<Terminal, Task> work);

/// <summary>One command: its syntax, and its action.</summary>
internal interface ICliCommand
{
    /// <summary>The command with its options; its action runs inside <paramref name="guarded"/>.</summary>
    Command Build(Guarded guarded);
}
