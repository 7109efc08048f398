using System.CommandLine;
using System.Text.Json;
using Faro.Cli.Vectors;
using Faro.Clob.Scenarios;
using Faro.Clob.Vectors;
using Faro.Orders.Vectors;

namespace Faro.Cli.Commands;

/// <summary><c>vectors FILE</c>: test vectors of any kind, judged or printed. The file's shape says what it is.</summary>
internal sealed class VectorsCommand : ICliCommand
{
    private const long LongestFile = 256L << 20;

    /// <summary>Every shape that is known, and what recognises it.</summary>
    private static readonly (string Name, Func<JsonElement, bool> Understands, Func<JsonElement, bool, TextWriter, int> Run)[] Shapes =
    [
        ("EIP-712 (typed_data, keccak256, secp256k1_sign_recover, secp256k1_must_reject, eip55)", Eip712Vectors.Understands, Eip712Vectors.Run),
        ("Foresight orders (markets with valid or invalid)", OrderVectorRunner.Understands, OrderVectorRunner.Run),
        ("Polymarket orders, L1 and L2 headers, wallets; Solana transactions (cases); base58 and compact-u16 (valid, invalid)",
            VectorFiles.Understands, VectorFiles.Run),
        ("matching scenarios (scenarios; as 'clob replay')", ScenarioRunner.Understands, ScenarioRunner.Run),
        ("Wycheproof signatures on secp256k1 and Ed25519 (testGroups)", WycheproofVectors.Understands, WycheproofVectors.Run),
    ];

    /// <inheritdoc/>
    public Command Build(Guarded guarded) => CaseCommand.Build(
        guarded, "vectors",
        "Check vectors: EIP-712, Polymarket, Solana, Foresight, base58, compact-u16, Wycheproof, matching scenarios; ends with 'N passed, N failed'.",
        Run);

    private static int Run(string path, bool print, TextWriter output)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile) throw new InvalidDataException("The file is larger than 256 MiB.");
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var shape in Shapes)
                if (shape.Understands(file.RootElement)) return shape.Run(file.RootElement, print, output);
            throw new InvalidDataException("its shape is none of these: " + string.Join("; ", Shapes.Select(s => s.Name)) + ".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException
            or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            output.WriteLine($"cannot use {path}: {e.Message}");
            return 2;
        }
    }
}
