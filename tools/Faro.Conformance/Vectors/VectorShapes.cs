using System.Text.Json;
using Faro.Conformance.Scenarios;

namespace Faro.Conformance.Vectors;

/// <summary>Test vectors of any kind: the file's shape says what it is.</summary>
internal static class VectorShapes
{
    private const long LongestFile = 256L << 20;

    /// <summary>Every shape that is known, and what recognises it.</summary>
    private static readonly (string Name, Func<JsonElement, bool> Understands, Func<JsonElement, bool, TextWriter, int> Run)[] Known =
    [
        ("EIP-712 (typed_data, keccak256, secp256k1_sign_recover, secp256k1_must_reject, eip55)", Eip712Vectors.Understands, Eip712Vectors.Run),
        ("Foresight orders (markets with valid or invalid)", ForesightVectors.Understands, ForesightVectors.Run),
        ("Polymarket orders, L1 and L2 headers, wallets; Solana transactions (cases); base58 and compact-u16 (valid, invalid)",
            VectorFiles.Understands, VectorFiles.Run),
        ("matching scenarios (scenarios; as 'clob replay')", ScenarioRunner.Understands, ScenarioRunner.Run),
        ("Wycheproof signatures on secp256k1 and Ed25519 (testGroups)", WycheproofVectors.Understands, WycheproofVectors.Run),
    ];

    /// <summary>Runs the file at <paramref name="path"/>: 0 fine, 1 some failed, 2 the file could not be used.</summary>
    public static int Run(string path, bool print, TextWriter output)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile) throw new InvalidDataException("The file is larger than 256 MiB.");
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var shape in Known)
                if (shape.Understands(file.RootElement)) return shape.Run(file.RootElement, print, output);
            throw new InvalidDataException("its shape is none of these: " + string.Join("; ", Known.Select(s => s.Name)) + ".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException
            or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            output.WriteLine($"cannot use {path}: {e.Message}");
            return 2;
        }
    }
}
