using Faro.Venues;

namespace Faro.Http.Sandbox;

/// <summary>The addresses of a test key's venues. Only the sandbox's: addresses of live venues may contain an operator's own node key.</summary>
public sealed record SandboxAnswer
{
    /// <summary>Each venue; null when it has no twin here.</summary>
    public required SandboxVenuesAnswer Venues { get; init; }

    /// <summary>Where throwaway wallets log in to Foresight and get play money.</summary>
    public required Uri? ControlsUrl { get; init; }

    internal static SandboxAnswer Of(VenueSetOptions sandbox, Uri? controls) => new()
    {
        Venues = new SandboxVenuesAnswer
        {
            Polymarket = sandbox.Polymarket.Enabled ? new SandboxPolymarketAnswer { ClobUrl = sandbox.Polymarket.ClobUrl, ChainId = sandbox.Polymarket.OrderChainId } : null,
            Kalshi = sandbox.Kalshi.Enabled ? new SandboxKalshiAnswer { SolanaRpcUrl = WithoutKey(sandbox.Kalshi.SolanaRpcUrl) } : null,
            Foresight = sandbox.Foresight.Enabled ? new SandboxForesightAnswer { Url = sandbox.Foresight.Url, ChainId = sandbox.Foresight.ChainId } : null,
        },
        ControlsUrl = controls,
    };

    // A node's address may contain its key in the query.
    private static Uri WithoutKey(Uri node) => new(node.GetLeftPart(UriPartial.Path));
}

/// <summary>The twins of the venues.</summary>
public sealed record SandboxVenuesAnswer
{
    /// <summary>The twin of Polymarket.</summary>
    public required SandboxPolymarketAnswer? Polymarket { get; init; }

    /// <summary>The twin of Kalshi.</summary>
    public required SandboxKalshiAnswer? Kalshi { get; init; }

    /// <summary>The twin of Foresight.</summary>
    public required SandboxForesightAnswer? Foresight { get; init; }
}

/// <summary>The twin of Polymarket.</summary>
public sealed record SandboxPolymarketAnswer
{
    /// <summary>The address of its order book server.</summary>
    public required Uri ClobUrl { get; init; }

    /// <summary>The chain that its orders are signed for.</summary>
    public required long ChainId { get; init; }
}

/// <summary>The twin of Kalshi.</summary>
public sealed record SandboxKalshiAnswer
{
    /// <summary>Its Solana node.</summary>
    public required Uri SolanaRpcUrl { get; init; }
}

/// <summary>The twin of Foresight.</summary>
public sealed record SandboxForesightAnswer
{
    /// <summary>The address of its API.</summary>
    public required Uri Url { get; init; }

    /// <summary>The chain that its orders are signed for.</summary>
    public required long ChainId { get; init; }
}
