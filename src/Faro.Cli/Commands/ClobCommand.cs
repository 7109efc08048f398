using System.CommandLine;
using Faro.Clob.Scenarios;
using Faro.Clob.Vectors;

namespace Faro.Cli.Commands;

/// <summary><c>clob replay FILE</c>: matching scenarios through the engine, judged or printed.</summary>
internal sealed class ClobCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded) => new("clob", "The order book behind the Foresight twin.")
    {
        CaseCommand.Build(guarded, "replay", "Run matching scenarios; ends with 'N passed, N failed'.", ScenarioRunner.Run),
    };
}

/// <summary><c>vectors FILE</c>: signed orders with their hashes, signers and verdicts, judged or printed.</summary>
internal sealed class VectorsCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded) =>
        CaseCommand.Build(guarded, "vectors", "Check vectors of Foresight orders; ends with 'N passed, N failed'.", OrderVectorRunner.Run);
}
