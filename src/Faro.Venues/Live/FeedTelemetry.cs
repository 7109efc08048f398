using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Live;

/// <summary>Metrics of venues' sockets (meter <c>Faro.Venues</c>). Never an id of a market or a text of a venue in a tag.</summary>
internal sealed partial class FeedTelemetry(Venue venue, ILogger logger)
{
    private static readonly Meter Meter = new("Faro.Venues");

    private static readonly Counter<long> Sockets = Meter.CreateCounter<long>(
        "faro.venues.sockets", description: "Sockets to venues that were opened or closed, by venue and outcome.");

    private static readonly Counter<long> Gaps = Meter.CreateCounter<long>(
        "faro.venues.book_gaps", description: "Books that were requested again because a message was lost or out of order, by venue.");

    public void Opened(int books)
    {
        Sockets.Add(1, Tag(), new("what", "opened"));
        SocketOpened(venue.Name(), books);
    }

    public void Ended(string code)
    {
        Sockets.Add(1, Tag(), new("what", code));
        SocketEnded(venue.Name(), code);
    }

    public void Gap(string book, string reason)
    {
        Gaps.Add(1, Tag());
        BookGap(venue.Name(), book, reason);
    }

    public void Failed(Exception failure) => SocketFailed(failure, venue.Name());

    private KeyValuePair<string, object?> Tag() => new("venue", venue.Name());

    [LoggerMessage(1, LogLevel.Information, "{Venue}: the socket for books is open, {Books} followed")]
    private partial void SocketOpened(string venue, int books);

    [LoggerMessage(2, LogLevel.Information, "{Venue}: the socket for books ended: {Code}")]
    private partial void SocketEnded(string venue, string code);

    [LoggerMessage(3, LogLevel.Debug, "{Venue}: book {Book} is requested again: {Reason}")]
    private partial void BookGap(string venue, string book, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Venue}: a part of the socket for books failed; it is opened again")]
    private partial void SocketFailed(Exception failure, string venue);
}
