using System.Reflection;
using System.Text.Json;
using Faro.Log;
using Faro.Venues;

namespace Faro.Ingest.Tests;

/// <summary>What stands on the log stays readable: one file an event name, never edited.</summary>
public sealed class EventGoldenTests
{
    private static readonly ContentHash Hash = ContentHash.Of("a"u8);

    private static readonly ListedTerms Terms = new()
    {
        EventId = "E1",
        Title = "Will it rain?",
        YesLabel = "Yes",
        NoLabel = "No",
        OutcomeName = "Rain",
        Description = "Rules “quoted”.",
        ResolutionSource = "https://weather.example",
        Category = "weather",
        OpensAt = DateTimeOffset.UnixEpoch,
        EndsAt = new DateTimeOffset(2026, 12, 31, 23, 59, 0, TimeSpan.Zero),
    };

    private static readonly TradingTerms Trading = new()
    {
        YesToken = "1",
        NoToken = "2",
        TickTenThousandths = 100,
        MinimumShares = 5m,
        NegRisk = true,
        ProtocolVersion = "v1",
        FeeRate = 0.05m,
        FeeRateBps = 10,
        ChainId = 137,
        ExchangeAddress = "0x00",
        Decimals = 6,
        MintsInitialized = true,
    };

    private static readonly RawEventTerms RawTerms = new()
    {
        Title = "The weather",
        Subtitle = "In June",
        Description = "All of it",
        Category = "weather",
        SeriesId = "S1",
        EndsAt = DateTimeOffset.UnixEpoch,
        MutuallyExclusive = true,
    };

    private static readonly SyncCounts Counts = new()
    {
        Seen = 1,
        Listed = 2,
        Changed = 3,
        Quoted = 4,
        Reopened = 5,
        Closed = 6,
        Vanished = 7,
        Resolved = 8,
        RawEvents = 9,
        RawEventsChanged = 10,
        Rejected = 11,
        RejectedByCode = new SortedDictionary<string, int> { ["not_binary"] = 11 },
        RejectedSamples = [new("X", "not_binary", "Three.")],
        FactsAppended = 12,
        DurationMs = 13,
    };

    private static readonly object[] All =
    [
        new MarketListed(Venue.Polymarket, "0xab", Terms, Hash, MarketStatus.Trading, null, new ListedQuote(1000.5m, 20m, 0.62m, 0.64m), Trading, Hash),
        new MarketTermsChanged(Terms, Hash, Hash),
        new MarketTradingTermsChanged(Trading, Hash),
        new MarketQuoted(new ListedQuote(null, 20m, 0.1m, null)),
        new MarketOpened(),
        new MarketPaused(),
        new MarketClosed(MarketClosed.Vanished),
        new MarketResolved(Resolution.Split, Hash),
        new MarketReopened(MarketStatus.Paused),
        new RawEventListed(Venue.Kalshi, "E1", RawTerms, Hash),
        new RawEventChanged(RawTerms, Hash),
        new RunStarted("sync", "schedule", "host/1", DateTimeOffset.UnixEpoch),
        new VenueSynced(Venue.Foresight, Counts),
        new VenueSyncFailed(Venue.Kalshi, "timeout", "No answer.", Counts),
        new RunCompleted(1234),
        new RunAbandoned("The process died."),
    ];

    public static TheoryData<string> Names() => [.. EventTypes.Build().AddFrom(IngestRegistration.Events).Done().Names.Where(n => n != "projection_event_skipped")];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_and_read_as_its_golden_file_says(string name)
    {
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).Done();
        var sample = Assert.Single(All, e => types.NameOf(e.GetType()) == name);
        var written = JsonSerializer.Serialize(sample, sample.GetType(), EventTypes.DefaultJson);
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (!File.Exists(file) || File.ReadAllText(file).Trim() != written)
            File.WriteAllText(Path.ChangeExtension(file, ".received"), written + "\n");
        Assert.True(File.Exists(file), $"No golden file for {name}; what was written is beside it as .received.");
        var golden = File.ReadAllText(file).Trim();
        Assert.Equal(golden, written);
        Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize(golden, sample.GetType(), EventTypes.DefaultJson), sample.GetType(), EventTypes.DefaultJson));
    }
}
