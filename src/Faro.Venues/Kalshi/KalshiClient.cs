using System.Net.Http.Headers;
using Faro.Venues.Http;
using Faro.Venues.Kalshi.Solana;
using Faro.Venues.Kalshi.Swaps;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Kalshi;

/// <summary>Kalshi over HTTP: catalog and books from DFlow or Kalshi's own API, each a fallback for the other.</summary>
public sealed partial class KalshiClient : IMarketSource, IDisposable
{
    private readonly KalshiOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly VenueHttp dflow;
    private readonly VenueHttp kalshi;
    private readonly JupiterSwaps jupiterSwaps;

    /// <summary>Creates the client.</summary>
    public KalshiClient(KalshiOptions options, VenueHttpOptions http, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        dflow = new VenueHttp(Venue.Kalshi, options.DFlowUrl, options.RequestsPerSecond, http, time, logger);
        kalshi = new VenueHttp(Venue.Kalshi, WithPath(options.KalshiUrl, "trade-api/v2"), options.RequestsPerSecond, http, time, logger);
        Solana = new SolanaRpc(options.SolanaRpcUrl, options.SolanaRequestsPerSecond, http, time, logger);
        jupiterSwaps = new JupiterSwaps(options, http, time, logger);
        DFlowSwaps = new DFlowSwaps(options, http, time, logger);
    }

    /// <inheritdoc/>
    public Venue Venue => Venue.Kalshi;

    /// <summary>The Solana node that relays transactions and reports which landed.</summary>
    public SolanaRpc Solana { get; }

    /// <summary>The source of swaps that the settings pick.</summary>
    public ISwapBuilder Swaps => options.SwapSource == KalshiSwapSource.DFlow ? DFlowSwaps : jupiterSwaps;

    /// <summary>DFlow's trade API, which also knows the state of an asynchronous order.</summary>
    public DFlowSwaps DFlowSwaps { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Solana.Dispose();
        jupiterSwaps.Dispose();
        DFlowSwaps.Dispose();
        dflow.Dispose();
        kalshi.Dispose();
    }

    /// <summary>
    /// Whether the failure means that the host is gone or refuses us, so that the other source should be read; a host
    /// that is only slow or rate-limits us is not unavailable.
    /// </summary>
    internal static bool IsAway(VenueException e) =>
        e.Code is "http_401" or "http_403" or "http_404" or "http_410" or "http_451" or "blocked" or "unreachable" or "timeout"
            or "circuit_open" or "bad_answer"
        || e.Code.StartsWith("http_5", StringComparison.Ordinal);

    /// <summary>The address; one without a path (a twin's) gets the path that the venue's own address has.</summary>
    internal static Uri WithPath(Uri address, string usual) => address.AbsolutePath == "/" ? new Uri(address, usual) : address;

    private void DFlowHeaders(HttpRequestHeaders headers)
    {
        if (options.DFlowApiKey is { } key)
            headers.Add("x-api-key", key.Reveal());
    }
}
