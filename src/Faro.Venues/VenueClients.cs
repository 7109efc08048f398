using Microsoft.Extensions.Logging;

namespace Faro.Venues;

/// <summary>The venues at one set of addresses. A venue that is switched off is not among them.</summary>
public sealed class VenueClients : IDisposable
{
    private readonly VenueConnection?[] _connections;

    /// <summary>Connects to every venue that the settings switch on.</summary>
    public VenueClients(VenueSetName name, VenueSetOptions options, TimeProvider time, ILoggerFactory logs)
    {
        Name = name;
        _connections = [.. VenueDialects.All.Select(d => d.Connect(name, options, time, logs))];
        Sources = [.. _connections.OfType<VenueConnection>().Select(c => c.Catalog)];
    }

    /// <summary>Which set this is.</summary>
    public VenueSetName Name { get; }

    /// <summary>The catalogs of the venues that are on, in the fixed order of venues.</summary>
    public IReadOnlyList<IMarketSource> Sources { get; }

    /// <summary>The venue's books and orders; null when it is switched off.</summary>
    public ITradingVenue? Trading(Venue venue) => _connections[(int)VenueDialects.Of(venue).Venue]?.Trading;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections) connection?.Client.Dispose();
    }

    /// <summary>The HTTP client of one venue; null when it is switched off.</summary>
    internal T? Client<T>()
        where T : class => _connections.Select(c => c?.Client).OfType<T>().FirstOrDefault();
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
