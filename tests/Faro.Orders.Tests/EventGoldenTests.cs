using System.Text.Json;
using Faro.Log;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Tests;

/// <summary>What stands on the log stays readable: one file an event name, never edited.</summary>
public sealed class EventGoldenTests
{
    private static readonly Guid Event = Guid.Parse("00000000-0000-0000-0000-0000000000e1");
    private static readonly Guid Key = Guid.Parse("00000000-0000-0000-0000-0000000000c1");

    private static readonly RouteRequest Request = new(Outcome.No, Side.Sell, Orders.Usd(50_000_000), Orders.At(5500), TimeInForce.Fok, RouteStrategy.Split);

    private static readonly SkippedVenue Skipped = new(Venue.Foresight, "0xcd:31337", "stale_book", "The book is old.");

    private static readonly PreparedLeg Polymarket = new()
    {
        LegId = Orders.Leg1,
        Venue = Venue.Polymarket,
        MarketId = "0xab",
        VenueOutcome = Outcome.No,
        TokenId = "123",
        Shares = Orders.Micro(40_000_000),
        LimitPrice = Orders.At(5500),
        Notional = Orders.Usd(22_000_000),
        Digest = "0x01",
        Signer = "0xabc",
        Maker = "0xdef",
        WalletKind = 3,
        VenueOrderId = Orders.Id("0x02"),
        OrderType = "FOK",
        BodyTemplate = "{\"signature\":\"{{signature}}\"}",
        SignatureTail = "0x03",
        ExpiresAt = Orders.Now,
    };

    private static readonly PreparedLeg Kalshi = new()
    {
        LegId = Orders.Leg2,
        Venue = Venue.Kalshi,
        MarketId = "KX-1",
        VenueOutcome = Outcome.Yes,
        TokenId = "mint",
        Shares = Orders.Micro(10_000_000),
        LimitPrice = Orders.At(5600),
        Notional = Orders.Usd(5_600_000),
        Digest = "ab",
        Signer = "account",
        OrderType = "swap",
        TransactionBase64 = "AAAA",
        LastValidBlockHeight = 439_000_150,
        IsAsync = true,
        ExpiresAt = Orders.Now,
    };

    private static readonly VenueDepth Depth = new()
    {
        Venue = Venue.Polymarket,
        MarketId = "0xab",
        Prices = [Orders.At(5600), Orders.At(5500)],
        Shares = [Orders.Micro(10_000_000), Orders.Micro(30_000_000)],
        Tick = Orders.At(100),
        MinimumShares = Orders.Micro(5_000_000),
        MinimumNotional = Orders.Usd(1_000_000),
        Lot = Orders.Micro(10_000),
        Fee = FeeModel.Curve(0.05m, 1m)!.Value,
        ObservedAt = Orders.Now,
        CanRest = true,
    };

    private static readonly RoutePlan Plan = new()
    {
        Legs =
        [
            new PlannedLeg
            {
                Venue = Venue.Polymarket, MarketId = "0xab", Shares = Orders.Micro(40_000_000), MarketableShares = Orders.Micro(40_000_000), LimitPrice = Orders.At(5500),
                Notional = Orders.Usd(22_100_000), Fee = Orders.Usd(500_000), Levels = 2,
            },
        ],
        Skipped = [Skipped],
        Alternatives = [new SingleVenue(Venue.Polymarket, Orders.Micro(40_000_000), Orders.Usd(22_100_000), Orders.Usd(500_000), true)],
        Depth = Orders.Usd(22_100_000),
    };

    private static readonly object[] All =
    [
        new OrderPrepared(
            Orders.OrderId, Key, true, "ref “1”", "hash",
            new OrderTerms(Event, Outcome.No, Side.Sell, Orders.Usd(50_000_000), Orders.At(5500), TimeInForce.Fok, RouteStrategy.Split),
            new RouteInputs(Request, [Depth], [Skipped]) { Planner = 1 }, Plan, [Polymarket, Kalshi], "{\"order\":{}}"),
        new LegSubmissionStarted(Orders.Leg1, Orders.Id("0x02"), "hash", true),
        new LegAccepted(Orders.Leg1, Orders.Id("0x02"), SubmitState.Delayed, "answer"),
        new LegRejected(Orders.Leg1, "insufficient_balance", "not enough balance / allowance", true),
        new LegLeftInDoubt(Orders.Leg1, "timeout"),
        new LegFilled(Orders.Leg1, "answer", Orders.Micro(40_000_000), Orders.At(5500), Orders.Usd(22_000_000), true),
        new LegSettled(Orders.Leg1, "answer", "0xfe"),
        new LegReversed(Orders.Leg1, "answer", "The venue took the fill back."),
        new LegCompleted(Orders.Leg1),
        new LegExpired(Orders.Leg1, "expired"),
        new CancelRequested(Orders.Leg1),
        new LegCancelled(Orders.Leg1, "customer"),
        new LegAmountConfirmed(Orders.Leg1),
        new CancelRefused(Orders.Leg1, "already_matched", "already canceled or matched"),
    ];

    public static TheoryData<string> Names() => [.. All.Select(e => Types().NameOf(e.GetType()))];

    [Fact]
    public void Every_event_of_orders_has_a_golden_file() =>
        Assert.Equal(
            Types().Names.Where(n => n != "projection_event_skipped").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_and_read_as_its_golden_file_says(string name)
    {
        var sample = Assert.Single(All, e => Types().NameOf(e.GetType()) == name);
        var written = JsonSerializer.Serialize(sample, sample.GetType(), EventTypes.DefaultJson);
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json");
        if (!File.Exists(file) || File.ReadAllText(file).Trim() != written)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(Path.ChangeExtension(file, ".received"), written + "\n");
        }

        Assert.True(File.Exists(file), $"No golden file for {name}; what was written is beside it as .received.");
        var golden = File.ReadAllText(file).Trim();
        Assert.Equal(golden, written);
        var read = JsonSerializer.Deserialize(golden, sample.GetType(), EventTypes.DefaultJson);
        Assert.Equal(written, JsonSerializer.Serialize(read, sample.GetType(), EventTypes.DefaultJson));
    }

    /// <summary>The whole way: a log whose rows are the golden files folds into the order that they tell.</summary>
    [Fact]
    public void A_history_of_golden_files_folds()
    {
        var types = Types();
        OrderView? view = null;
        var version = 0L;
        foreach (var name in (string[])["order_prepared", "leg_submission_started", "leg_accepted", "leg_filled", "leg_settled", "leg_completed"])
        {
            var sample = All.Single(e => types.NameOf(e.GetType()) == name);
            var read = JsonSerializer.Deserialize(
                File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json")), sample.GetType(), EventTypes.DefaultJson)!;
            view = OrderView.Evolve(view, Orders.Record((OrderEvent)read, ++version));
        }

        Assert.Equal(LegStatus.Filled, view!.Legs[0].Status);
        Assert.Equal((Orders.Micro(40_000_000), Orders.Usd(22_000_000)), (view.Legs[0].SettledShares, view.Legs[0].FilledNotional));
        Assert.Equal("partial", view.Status); // the second leg was never sent
    }

    private static EventTypes Types() => EventTypes.Build().AddFrom(OrdersRegistration.Events).Done();
}
