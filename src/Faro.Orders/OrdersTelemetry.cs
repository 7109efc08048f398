using System.Diagnostics.Metrics;
using Faro.Venues;
using Microsoft.Extensions.Logging;

namespace Faro.Orders;

/// <summary>What happens to legs, for people and for graphs. Never a signature, a header or a body.</summary>
public sealed partial class OrdersTelemetry
{
    private readonly ILogger<OrdersTelemetry> _logger;
    private readonly Counter<long> _legs;
    private readonly Counter<long> _failures;

    /// <summary>Creates the instruments.</summary>
    public OrdersTelemetry(ILogger<OrdersTelemetry> logger, IMeterFactory meters)
    {
        _logger = logger;
        var meter = meters.Create("Faro.Orders");
        _legs = meter.CreateCounter<long>("faro.orders.legs", description: "Legs by venue and result.");
        _failures = meter.CreateCounter<long>("faro.orders.follow_failures", description: "Rounds of following that failed, by venue.");
    }

    /// <summary>Reports zero, so that a graph of the first failure starts from zero.</summary>
    public void BeginAtZero()
    {
        foreach (var venue in VenueNames.All)
        {
            var tag = new KeyValuePair<string, object?>("venue", venue.Name());
            _legs.Add(0, tag, new KeyValuePair<string, object?>("result", "accepted"));
            _failures.Add(0, tag);
        }
    }

    internal void Leg(Venue venue, Guid order, Guid leg, string result)
    {
        _legs.Add(1, new KeyValuePair<string, object?>("venue", venue.Name()), new KeyValuePair<string, object?>("result", result));
        LegIs(venue.Name(), leg, order, result);
    }

    internal void FollowFailed(Venue venue, Guid order, string code)
    {
        _failures.Add(1, new KeyValuePair<string, object?>("venue", venue.Name()));
        FollowFailure(venue.Name(), order, code);
    }

    internal void LiveMembersFailed(Exception failure) => LiveMembersUnknown(failure);

    internal void OtherHash(Guid leg, VenueOrderId expected, VenueOrderId told) => HashDiffers(leg, expected.Text, told.Text);

    [LoggerMessage(1, LogLevel.Information, "{Venue} leg {Leg} of order {Order}: {Result}")]
    private partial void LegIs(string venue, Guid leg, Guid order, string result);

    [LoggerMessage(2, LogLevel.Warning, "Following {Venue} for order {Order} failed: {Code}")]
    private partial void FollowFailure(string venue, Guid order, string code);

    [LoggerMessage(4, LogLevel.Critical, "Leg {Leg}: the venue returned the order id {Told}, expected was {Expected}")]
    private partial void HashDiffers(Guid leg, string expected, string told);

    [LoggerMessage(5, LogLevel.Warning, "The markets of events that are followed live could not be read again")]
    private partial void LiveMembersUnknown(Exception failure);
}
