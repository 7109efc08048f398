namespace Faro.Sandbox.Mirroring;

/// <summary>The live venues whose markets the twins mirror: each opens at its first use, with the live book as the house's resting orders.</summary>
public sealed record MirrorOptions
{
    /// <summary>Polymarket's catalog.</summary>
    public required Uri GammaUrl { get; init; }

    /// <summary>Polymarket's books.</summary>
    public required Uri ClobUrl { get; init; }

    /// <summary>DFlow's metadata and books.</summary>
    public required Uri DFlowUrl { get; init; }

    /// <summary>The key for <see cref="DFlowUrl"/>, sent as <c>x-api-key</c>; null if none is needed. Never logged.</summary>
    public string? DFlowApiKey { get; init; }

    /// <summary>Foresight.</summary>
    public required Uri ForesightUrl { get; init; }

    /// <summary>How old a book may get before it is read again. A book that somebody has traded in is the twin's own from then on.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most markets that are opened.</summary>
    public int MaxMarkets { get; init; } = 10_000;

    /// <summary>How long one call to a live venue may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);
}
