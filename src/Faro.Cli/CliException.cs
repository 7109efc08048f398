namespace Faro.Cli;

/// <summary>An expected failure of a command: its message is all the user needs, no stack is shown.</summary>
internal sealed class CliException(string message, bool wrongUse = false) : Exception(message)
{
    /// <summary>The command line was wrong; the command did not run.</summary>
    public bool WrongUse { get; } = wrongUse;
}
