using System.CommandLine;
using System.Text.Json;
using Faro.Clob.Vectors;
using Faro.Orders.Vectors;

namespace Faro.Cli.Commands;

/// <summary><c>vectors FILE</c>: signing vectors of any venue, judged or printed. The file's shape says what it is.</summary>
internal sealed class VectorsCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded) => CaseCommand.Build(
        guarded, "vectors", "Check vectors of Polymarket, Solana, Foresight, base58, compact-u16; ends with 'N passed, N failed'.", Run);

    private static int Run(string path, bool print, TextWriter output) =>
        IsForesight(path) ? OrderVectorRunner.Run(path, print, output) : VectorFiles.Run(path, print, output);

    // What cannot be read is left to the runner, which says so.
    private static bool IsForesight(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            return OrderVectorRunner.Understands(file.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }
}
