namespace Faro.Venues;

/// <summary>A payload decoded into plain words, with the digest to compare before signing.</summary>
/// <param name="Summary">One sentence.</param>
/// <param name="Details">Further facts, one a line.</param>
/// <param name="Digest">What is signed: an EIP-712 digest in hex, or the SHA-256 of a Solana message.</param>
public sealed record Preview(string Summary, IReadOnlyList<string> Details, string Digest)
{
    internal static string Verb(Side side) => side == Side.Buy ? "Buy" : "Sell";

    internal static string Bound(Side side) => side == Side.Buy ? "at most" : "at least";
}
