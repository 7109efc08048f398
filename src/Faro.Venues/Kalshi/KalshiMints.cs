using Faro.Signing;

namespace Faro.Venues.Kalshi;

/// <summary>The settlement mints under which a market's outcome mints are listed.</summary>
public static class KalshiMints
{
    /// <summary>USDC, six decimals: the pair under it is the one that Faro trades.</summary>
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    /// <summary>CASH: other tokens of the same market; positions look at them too.</summary>
    public const string Cash = "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH";

    /// <summary>Decimals of the outcome tokens and of USDC: 1,000,000 atoms are one contract.</summary>
    public const int Decimals = 6;

    /// <summary>Whether the text is a Solana address: base58 of 32 bytes.</summary>
    public static bool IsAddress(string? text) => text is { Length: >= 32 } && Base58.IsAddress(text);
}
