using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using Microsoft.Extensions.Logging;

namespace Faro.Venues;

/// <summary>The clients of one set of venue addresses. A venue that is switched off has none.</summary>
public sealed class VenueClients : IDisposable
{
    /// <summary>Creates the clients.</summary>
    public VenueClients(VenueSetName name, VenueSetOptions options, TimeProvider time, ILoggerFactory logs)
    {
        Name = name;
        if (options.Polymarket.Enabled)
            Polymarket = new PolymarketClient(options.Polymarket, options.Http, time, logs.CreateLogger<PolymarketClient>());
        if (options.Kalshi.Enabled)
            Kalshi = new KalshiClient(options.Kalshi, options.Http, time, logs.CreateLogger<KalshiClient>());
        if (options.Foresight.Enabled)
            Foresight = new ForesightClient(options.Foresight, options.Http, time, logs.CreateLogger<ForesightClient>());
        Sources = [.. new IMarketSource?[] { Polymarket, Kalshi, Foresight }.OfType<IMarketSource>()];
    }

    /// <summary>Which set this is.</summary>
    public VenueSetName Name { get; }

    /// <summary>Polymarket; null when switched off.</summary>
    public PolymarketClient? Polymarket { get; }

    /// <summary>Kalshi; null when switched off.</summary>
    public KalshiClient? Kalshi { get; }

    /// <summary>Foresight; null when switched off.</summary>
    public ForesightClient? Foresight { get; }

    /// <summary>The catalogs of the venues that are on, in the fixed order of venues.</summary>
    public IReadOnlyList<IMarketSource> Sources { get; }

    /// <summary>The books of the venue; null when it is switched off.</summary>
    public IBookSource? Books(Venue venue) => venue switch
    {
        Venue.Polymarket => Polymarket,
        Venue.Kalshi => Kalshi,
        Venue.Foresight => Foresight,
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Polymarket?.Dispose();
        Kalshi?.Dispose();
        Foresight?.Dispose();
    }
}

/// <summary>Both sets of venue addresses: live keys use one, test keys the other, and neither reaches the other's.</summary>
public sealed class VenueSets : IDisposable
{
    /// <summary>Creates both.</summary>
    public VenueSets(VenuesOptions options, TimeProvider time, ILoggerFactory logs)
    {
        Live = new VenueClients(VenueSetName.Live, options.Live, time, logs);
        Sandbox = options.Sandbox is { } sandbox ? new VenueClients(VenueSetName.Sandbox, sandbox, time, logs) : null;
        Catalog = options.Catalog == VenueSetName.Sandbox && Sandbox is not null ? Sandbox : Live;
    }

    /// <summary>What live keys trade at.</summary>
    public VenueClients Live { get; }

    /// <summary>What test keys trade at; null when there is no sandbox.</summary>
    public VenueClients? Sandbox { get; }

    /// <summary>The set the catalog is read from.</summary>
    public VenueClients Catalog { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Live.Dispose();
        Sandbox?.Dispose();
    }
}
