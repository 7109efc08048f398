namespace Faro.Cli;

/// <summary>An expected failure of a command: its message is all the user needs, no stack is shown.</summary>
internal sealed class CliException(string message, bool wrongUse = false) : Exception(message)
{
    /// <summary>The command was called wrongly, rather than failed.</summary>
    public bool WrongUse { get; } = wrongUse;
}
