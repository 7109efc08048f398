using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Signing;

namespace Faro.Cli.Running;

/// <summary>The key that signs the log's roots, and the published roots, in a data folder.</summary>
internal static class LogKey
{
    /// <summary>The private key, which only its owner may read.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "log-key.pem");

    /// <summary>The signed roots, in the order of their signing.</summary>
    public static string RootsIn(string folder) => Path.Combine(folder, "log-roots.txt");

    /// <summary>Makes a key where there is none.</summary>
    public static void Make(string folder)
    {
        if (!File.Exists(PathIn(folder))) PrivateFile.Write(PathIn(folder), Ed25519Key.NewPem());
    }

    /// <summary>Keys that the operator names: files or texts, each a private key in PEM or a public one in the form of signed notes.</summary>
    /// <exception cref="CliException">One of them is not a key.</exception>
    public static IReadOnlyList<NoteKey> Read(IEnumerable<string> named, string origin) => [.. named.Select(text => Read(text, origin))];

    /// <summary>The roots of a file.</summary>
    /// <exception cref="CliException">The file cannot be read, or contains anything else.</exception>
    public static IReadOnlyList<SignedRoot> Roots(string path)
    {
        var (roots, unreadable) = RootPublisher.ReadFile(Text(path));
        return unreadable == 0 ? roots : throw new CliException($"{path} contains {unreadable} passages that are not signed roots.");
    }

    /// <summary>A file of a proof.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static ProofFile Proof(string path)
    {
        try
        {
            return ProofFile.Read(System.Text.Encoding.UTF8.GetBytes(Text(path)));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new CliException($"{path} is not a proof: {e.Message}");
        }
    }

    private static NoteKey Read(string named, string origin)
    {
        var text = File.Exists(named) ? Text(named) : named;
        if (NoteKey.TryParse(text, out var key)) return key;
        if (!text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new CliException("--key takes a public key (NAME+HASH+KEY, as 'faro log-key' prints it) or a file that contains one.", wrongUse: true);
        try
        {
            using var signer = Ed25519Key.FromPem(text);
            return new NoteKey(origin, signer.PublicKey);
        }
        catch (FormatException e)
        {
            throw new CliException($"{named} is not a key: {e.Message}");
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(path) || Directory.Exists(path)
                ? new CliException($"{path} cannot be read: {e.Message}")
                : new CliException($"There is no file {path}.", wrongUse: true);
        }
    }
}
