using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.Extensions.Options;

namespace Faro.Venues;

/// <summary>Settings of all venues, section <c>Venues</c>: two sets of addresses, and which one the catalog is read from.</summary>
public sealed record VenuesOptions
{
    /// <summary>The addresses that live keys trade at.</summary>
    public VenueSetOptions Live { get; init; } = new();

    /// <summary>The addresses that test keys trade at; null when there is no sandbox.</summary>
    public VenueSetOptions? Sandbox { get; init; }

    /// <summary>Where test keys log in to Foresight and get play money; null when the sandbox has no such controls.</summary>
    public Uri? SandboxControlsUrl { get; init; }

    /// <summary>Which set the catalog is read from.</summary>
    public VenueSetName Catalog { get; init; } = VenueSetName.Live;
}

/// <summary>The name of a set of venue addresses.</summary>
public enum VenueSetName
{
    /// <summary>The venues that live keys trade at.</summary>
    Live,

    /// <summary>The venue twins.</summary>
    Sandbox,
}

/// <summary>One set of venue addresses.</summary>
public sealed record VenueSetOptions
{
    /// <summary>Polymarket's settings.</summary>
    public PolymarketOptions Polymarket { get; init; } = new();

    /// <summary>Kalshi's settings, including DFlow, Jupiter and Solana.</summary>
    public KalshiOptions Kalshi { get; init; } = new();

    /// <summary>Foresight's settings.</summary>
    public ForesightOptions Foresight { get; init; } = new();

    /// <summary>How every venue is called.</summary>
    public VenueHttpOptions Http { get; init; } = new();
}

/// <summary>Refuses invalid settings at start-up, naming each.</summary>
internal sealed class VenuesOptionsValidator : IValidateOptions<VenuesOptions>
{
    public ValidateOptionsResult Validate(string? name, VenuesOptions options)
    {
        var faults = new List<string>();
        Check("Live", options.Live, faults);
        if (options.Sandbox is { } sandbox)
            Check("Sandbox", sandbox, faults);
        else if (options.Catalog == VenueSetName.Sandbox)
            faults.Add("Venues:Catalog is Sandbox, but Venues:Sandbox is not set.");
        if (options.SandboxControlsUrl is { } controls && !(controls.IsAbsoluteUri && controls.Scheme is "http" or "https"))
            faults.Add("Venues:SandboxControlsUrl is not an http or https address.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string set, VenueSetOptions options, List<string> faults)
    {
        var (p, k, f, h) = (options.Polymarket, options.Kalshi, options.Foresight, options.Http);
        Address("Polymarket:GammaUrl", p.GammaUrl);
        Address("Polymarket:ClobUrl", p.ClobUrl);
        Address("Polymarket:DataUrl", p.DataUrl);
        Socket("Polymarket:MarketSocketUrl", p.MarketSocketUrl);
        Address("Kalshi:DFlowUrl", k.DFlowUrl);
        Address("Kalshi:DFlowTradeUrl", k.DFlowTradeUrl);
        Address("Kalshi:KalshiUrl", k.KalshiUrl);
        Address("Kalshi:JupiterUrl", k.JupiterUrl);
        Address("Kalshi:SolanaRpcUrl", k.SolanaRpcUrl);
        Address("Foresight:Url", f.Url);
        Range("Polymarket:PageSize", p.PageSize, 1, 100);
        Range("Polymarket:RecentlyClosedDays", p.RecentlyClosedDays, 1, 3650);
        Range("Polymarket:RequestsPerSecond", p.RequestsPerSecond, 0.1, 1_000);
        if (k.SwapSource == KalshiSwapSource.DFlow && k.DFlowApiKey is null && set == "Live")
            faults.Add($"Venues:{set}:Kalshi:SwapSource is DFlow, which needs DFlowApiKey.");
        Range("Polymarket:ClobRequestsPerSecond", p.ClobRequestsPerSecond, 0.1, 1_000);
        Range("Polymarket:DataRequestsPerSecond", p.DataRequestsPerSecond, 0.1, 1_000);
        Range("Kalshi:PageSize", k.PageSize, 1, 200);
        Range("Kalshi:RecentlyClosedDays", k.RecentlyClosedDays, 1, 3650);
        Range("Kalshi:RequestsPerSecond", k.RequestsPerSecond, 0.1, 1_000);
        Range("Kalshi:JupiterRequestsPerSecond", k.JupiterRequestsPerSecond, 0.1, 1_000);
        Range("Kalshi:SolanaRequestsPerSecond", k.SolanaRequestsPerSecond, 0.1, 1_000);
        Range("Kalshi:SlippageBps", k.SlippageBps, 0, BasisPoints.One / 10);
        if (k.FeeRate is < 0 or > 1)
            faults.Add($"Venues:{set}:Kalshi:FeeRate is not within 0 … 1.");
        Range("Kalshi:SafetyBlocks", k.SafetyBlocks, 0, 1_000);
        Range("Foresight:PageSize", f.PageSize, 1, 100);
        Range("Foresight:ChainId", f.ChainId, 1, int.MaxValue);
        Range("Foresight:RequestsPerSecond", f.RequestsPerSecond, 0.1, 1_000);
        Range("Http:CatalogRetries", h.CatalogRetries, 0, 10);
        Range("Http:QuoteRetries", h.QuoteRetries, 0, 10);
        Range("Http:MaxBodyBytes", h.MaxBodyBytes, 1024, 1024 * 1024 * 1024);
        Range("Http:CircuitMinimumCalls", h.CircuitMinimumCalls, 2, 10_000);
        Range("Http:CircuitFailureRatio", h.CircuitFailureRatio, 0.01, 1);
        Span("Kalshi:TransactionLifetime", k.TransactionLifetime);
        Span("Http:CatalogTimeout", h.CatalogTimeout);
        Span("Http:QuoteTimeout", h.QuoteTimeout);
        Span("Http:SubmitTimeout", h.SubmitTimeout);
        Span("Http:RetryDelay", h.RetryDelay);
        Span("Http:MaxRetryDelay", h.MaxRetryDelay);
        Span("Http:CircuitWindow", h.CircuitWindow);
        Span("Http:CircuitPause", h.CircuitPause);
        if (string.IsNullOrWhiteSpace(h.UserAgent))
            faults.Add($"Venues:{set}:Http:UserAgent is empty; venues refuse that.");

        void Address(string field, Uri? url)
        {
            // Credentials pass over these connections: plain http only where it never leaves the machine.
            if (url is not { IsAbsoluteUri: true } || !(url.Scheme == Uri.UriSchemeHttps
                || (url.Scheme == Uri.UriSchemeHttp && (url.IsLoopback || set == "Sandbox"))))
                faults.Add($"Venues:{set}:{field} is not an https address (http only on this machine, or in the sandbox).");
            else if ((url.Query.Length > 0 && field != "Kalshi:SolanaRpcUrl") || url.Fragment.Length > 0) // node keys are in queries
                faults.Add($"Venues:{set}:{field} has a query or a fragment.");
        }

        void Socket(string field, Uri? url)
        {
            if (url is not null && !(url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeWss || (url.Scheme == Uri.UriSchemeWs && (url.IsLoopback || set == "Sandbox")))))
                faults.Add($"Venues:{set}:{field} is not a wss address (ws only on this machine, or in the sandbox).");
        }

        void Range(string field, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
                faults.Add($"Venues:{set}:{field} is not within {least} … {most}.");
        }

        void Span(string field, TimeSpan value) => Range(field + " (seconds)", value.TotalSeconds, 0.001, 3600);
    }
}
