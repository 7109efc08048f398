using System.Globalization;
using Faro.Ingest;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Orders;
using Faro.Orders.Routing;
using Faro.Testing;
using Faro.Venues;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Serving;

/// <summary>Verify and rebuild at the size of a real log: orders by the thousand among many markets.</summary>
public sealed class ManyRowsTests : ApiTest
{
    private const int OrderCount = 1_000;
    private const int Streams = 1_000;
    private static readonly DateTimeOffset Day = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>CI takes 10,000 markets; FARO_MANY_MARKETS asks for as many as are wanted.</summary>
    private static int MarketCount => int.Parse(Environment.GetEnvironmentVariable("FARO_MANY_MARKETS") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Orders_and_markets_verify_and_rebuild_to_the_same_rows()
    {
        var log = Api.Services.GetRequiredService<EventLog>();
        foreach (var part in Enumerable.Range(0, OrderCount).Select(Order).Chunk(Streams))
            await log.AppendMany(part);
        foreach (var part in Enumerable.Range(0, MarketCount).Select(Market).Chunk(Streams))
            await log.AppendMany(part);
        Assert.True(await log.WaitForViews(TimeSpan.FromMinutes(5)));
        foreach (var (view, rows) in new[] { ("OrderView", OrderCount), ("MarketView", MarketCount) })
        {
            var verified = await new Rebuilder(log).Verify(view);
            Assert.True(verified.Equal, verified.ToString());
            Assert.Equal(rows, verified.Rows);
            var rebuilt = await new Rebuilder(log).Rebuild(view);
            Assert.Equal((rows, 0L, 0L, 0L), (rebuilt.Rows, rebuilt.Added, rebuilt.Removed, rebuilt.Changed));
        }

        Assert.True((await new Rebuilder(log).Verify("OrderView")).Equal);
    }

    private static StreamFacts Order(int i)
    {
        var (id, leg) = (Id(1, i), Id(2, i));
        var terms = new OrderTerms(Id(3, i), Outcome.Yes, Side.Buy, Money.Dollar, new Price(5000), TimeInForce.Gtc, RouteStrategy.Split);
        var prepared = new OrderPrepared(
            id, Id(4, i % 7), true, null, "h", terms, new RouteInputs(new RouteRequest(Outcome.Yes, Side.Buy, Money.Dollar, new Price(5000), TimeInForce.Gtc, RouteStrategy.Split), [], []),
            new RoutePlan { Legs = [], Skipped = [], Alternatives = [] },
            [
                new PreparedLeg
                {
                    LegId = leg, Venue = Venue.Polymarket, MarketId = "m", VenueOutcome = Outcome.Yes, TokenId = "1", Shares = Shares.One, LimitPrice = new Price(5000),
                    Notional = Money.Dollar, Digest = "0x01", Signer = "0xabc", OrderType = "GTC", ExpiresAt = Day.AddMilliseconds(i),
                },
            ],
            AnswerSha256: "00")
        {
            Account = i % 3 == 0 ? null : "default",
        };
        object[] facts = i % 2 == 0 ? [prepared] : [prepared, new LegSubmissionStarted(leg, VenueOrderId.Recorded("0xabc"), "c", false), new LegFilled(leg, "f", Shares.One, new Price(5000), Money.Dollar, false)];
        return new StreamFacts(OrderView.StreamOf(id), facts);
    }

    private static StreamFacts Market(int i)
    {
        var market = new MarketRef(Venue.Kalshi, string.Create(CultureInfo.InvariantCulture, $"KX-{i}"));
        var listed = new MarketListed(
            market.Venue, market.MarketId,
            new ListedTerms { Title = $"Will candidate {i} win?", YesLabel = "Yes", NoLabel = "No", Description = "Resolves to Yes if so.", EndsAt = Day.AddHours(i) },
            default, MarketStatus.Trading, null, new ListedQuote(i, null, 0.4m, 0.6m), null, default);
        return new StreamFacts(market.StreamId, listed);
    }

    private static Guid Id(short kind, int i) => new(i, kind, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
