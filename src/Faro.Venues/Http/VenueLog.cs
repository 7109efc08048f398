using Microsoft.Extensions.Logging;

namespace Faro.Venues.Http;

/// <summary>The log lines of the venue clients: hosts and codes, never bodies, queries or headers.</summary>
internal static partial class VenueLog
{
    [LoggerMessage(1, LogLevel.Information, "{Venue} at {Host}: {Code}; try {Attempt} failed, trying again")]
    public static partial void Retrying(ILogger logger, Venue venue, string host, string code, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "{Venue} at {Host} failed too often; not called for {Seconds} s")]
    public static partial void CircuitOpened(ILogger logger, Venue venue, string host, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "{Venue}: {Away} is away ({Code}), reading the catalog from {Instead}")]
    public static partial void FallingBack(ILogger logger, Venue venue, string away, string code, string instead);
}
