using Faro.Log;
using Faro.Orders.Routing;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Orders.Tests;

/// <summary>Orders for tests, and a log in memory.</summary>
internal static class Orders
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid OrderId = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    public static readonly Guid Leg1 = Guid.Parse("00000000-0000-0000-0000-000000000001");
    public static readonly Guid Leg2 = Guid.Parse("00000000-0000-0000-0000-000000000002");
    public static readonly Guid Leg3 = Guid.Parse("00000000-0000-0000-0000-000000000003");

    public static OrderPrepared Prepared(params Guid[] legs) => new(
        OrderId, Guid.Empty, true, null, "h", new OrderTerms(Guid.Empty, Outcome.Yes, Side.Buy, Money.FromMicroUsd(100_000_000), new Price(6500), TimeInForce.Gtc, RouteStrategy.BestPrice),
        new RouteInputs(new RouteRequest(Outcome.Yes, Side.Buy, Money.FromMicroUsd(100_000_000), new Price(6500), TimeInForce.Gtc, RouteStrategy.BestPrice), [], []),
        new RoutePlan { Legs = [], Skipped = [], Alternatives = [] },
        [.. (legs.Length == 0 ? [Leg1] : legs).Select(Leg)], "{}");

    public static PreparedLeg Leg(Guid id) => new()
    {
        LegId = id,
        Venue = id == Leg2 ? Venue.Kalshi : id == Leg3 ? Venue.Foresight : Venue.Polymarket,
        MarketId = "m",
        VenueOutcome = Outcome.Yes,
        TokenId = "1",
        Shares = Shares.FromMicro(100_000_000),
        LimitPrice = new Price(6500),
        Notional = Money.FromMicroUsd(65_000_000),
        Digest = "0x01",
        Signer = "0xabc",
        OrderType = "GTC",
        ExpiresAt = Now.AddMinutes(10),
    };

    /// <summary>An id as a venue would know the order by.</summary>
    public static VenueOrderId Id(string text) => VenueOrderId.Recorded(text);

    public static Money Usd(long micro) => Money.FromMicroUsd(micro);

    public static Shares Micro(long micro) => Shares.FromMicro(micro);

    public static Price At(int tenThousandths) => new(tenThousandths);

    public static OrderView? Fold(IEnumerable<OrderEvent> events)
    {
        OrderView? view = null;
        var version = 0L;
        foreach (var e in events) view = OrderView.Evolve(view, Record(e, ++version));
        return view;
    }

    public static IEvent Record(OrderEvent e, long version) => new Event<OrderEvent>(e)
    {
        Sequence = version,
        StreamKey = OrderView.StreamOf(OrderId),
        Version = version,
        EventTypeName = e.GetType().Name,
        Timestamp = Now.AddSeconds(version),
    };
}
