namespace Faro.Venues.Kalshi;

/// <summary>Where Kalshi's catalog and books are read.</summary>
public enum KalshiSource
{
    /// <summary>DFlow's metadata API: the documented default; knows the outcome mints.</summary>
    DFlow,

    /// <summary>Kalshi's own public API v2: same markets, no mints, so read only.</summary>
    Kalshi,
}

/// <summary>Who builds the swap transactions of the Kalshi leg.</summary>
public enum KalshiSwapSource
{
    /// <summary>Jupiter: the documented default.</summary>
    Jupiter,

    /// <summary>DFlow's own trade API: needs a key.</summary>
    DFlow,
}

/// <summary>Addresses and limits of everything the Kalshi leg needs: DFlow, Kalshi, Jupiter, Solana.</summary>
public sealed record KalshiOptions
{
    /// <summary>Whether this venue is read and traded at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The source that is read first.</summary>
    public KalshiSource Source { get; init; } = KalshiSource.DFlow;

    /// <summary>Whether the other source is read when the first one is unavailable.</summary>
    public bool Fallback { get; init; } = true;

    /// <summary>DFlow's metadata API, without <c>/api/v1</c>.</summary>
    public Uri DFlowUrl { get; init; } = new("https://prediction-markets-api.dflow.net");

    /// <summary>DFlow's trade API.</summary>
    public Uri DFlowTradeUrl { get; init; } = new("https://quote-api.dflow.net");

    /// <summary>Key for DFlow's hosts, sent as <c>x-api-key</c>; null to go without.</summary>
    public Secret? DFlowApiKey { get; init; }

    /// <summary>Who builds the swap transactions.</summary>
    public KalshiSwapSource SwapSource { get; init; } = KalshiSwapSource.Jupiter;

    /// <summary>Kalshi's own API; without a path, <c>/trade-api/v2</c> is added.</summary>
    public Uri KalshiUrl { get; init; } = new("https://api.elections.kalshi.com/trade-api/v2");

    /// <summary>Jupiter's swap API: the part before <c>/quote</c> and <c>/swap</c>; without a path, <c>/swap/v1</c> is added.</summary>
    public Uri JupiterUrl { get; init; } = new("https://api.jup.ag/swap/v1");

    /// <summary>Key for Jupiter, sent as <c>x-api-key</c>; null to go without (then half a request a second).</summary>
    public Secret? JupiterApiKey { get; init; }

    /// <summary>A Solana JSON-RPC node.</summary>
    public Uri SolanaRpcUrl { get; init; } = new("https://api.mainnet-beta.solana.com");

    /// <summary>How long a Solana leg may be submitted: its blockhash expires after 60 to 90 seconds.</summary>
    public TimeSpan TransactionLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Blocks after its last valid one until a transaction has certainly expired.</summary>
    public int SafetyBlocks { get; init; } = 20;

    /// <summary>The slippage allowed for a swap, in basis points, if the limit price permits it.</summary>
    public int SlippageBps { get; init; } = 100;

    /// <summary>The taker rate, <c>rate × p × (1 − p)</c> per contract, if the market does not specify one.</summary>
    public decimal FeeRate { get; init; } = 0.09m;

    /// <summary>Events on a page.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>How far back a walk of recently closed events goes, in days.</summary>
    public int RecentlyClosedDays { get; init; } = 30;

    /// <summary>Own requests per catalog host and second (no budget is applied to an address of this machine).</summary>
    public double RequestsPerSecond { get; init; } = 8;

    /// <summary>Own request budget for Jupiter per second.</summary>
    public double JupiterRequestsPerSecond { get; init; } = 1;

    /// <summary>Own request budget for the Solana node per second.</summary>
    public double SolanaRequestsPerSecond { get; init; } = 8;
}
