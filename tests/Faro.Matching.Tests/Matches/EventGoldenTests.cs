using System.Text.Json;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Matching.Tests.Matches;

/// <summary>What stands on the log stays readable: one file an event name, never edited.</summary>
public sealed class EventGoldenTests
{
    private static readonly Guid Pair = new("00000000-0000-5000-8000-000000000001");
    private static readonly Guid First = new("00000000-0000-5000-8000-00000000000a");
    private static readonly Guid Second = new("00000000-0000-5000-8000-00000000000b");

    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly Finding[] Findings =
    [
        new(FindingCodes.Threshold, Severity.Veto, "150000", "175000"),
        new(FindingCodes.DisputeProcess, Severity.Risk, "dispute_process", Finding.Absent),
    ];

    private static readonly GroupedMarket[] Members =
    [
        new(Venue.Polymarket, "0xab", First, Polarity.Direct),
        new(Venue.Foresight, "0xcd:31337", Second, Polarity.Inverted),
    ];

    private static readonly object[] All =
    [
        new PairProposed(new PairSide(Venue.Polymarket, "0xab"), new PairSide(Venue.Foresight, "0xcd:31337")),
        new VerdictReached("llm", "some-model", "pair-v1", "aa", "bb", true, 0.935m, "Both say “rain”.", Polarity.Inverted,
            new SortedDictionary<string, string> { ["No"] = "Yes", ["Yes"] = "No" }, Findings),
        new JudgementDeferred("llm", "some-model", "unavailable", "The model took too long."),
        new JudgeSpent(1, 2_100, 0.0042m),
        new VerdictDemoted(new PairSide(Venue.Polymarket, "0xab"), 1, 4),
        new VerdictOverridden(false, Polarity.Direct, "Another index settles it."),
        new OverrideWithdrawn("It was the same index after all."),
        new PriceGapOpened(new PriceGap(0.31m, 0.52m), Noon),
        new PriceGapFlagged(First, new PriceGap(0.3m, 0.55m), Noon, Noon.AddMinutes(65)),
        new PriceGapClosed(First, "met", Noon.AddHours(3)),
        new PairLinked(new MarketGroup(First, Venue.Foresight, Members, [new GroupedPair(Pair, "rules", 0.87m, "Alike.", [Findings[1]])])),
        new PairUnlinked("rules_changed",
        [
            new MarketGroup(First, Venue.Polymarket, [Members[0]], []),
            new MarketGroup(Second, Venue.Foresight, [Members[1] with { Polarity = Polarity.Direct }], []),
        ]),
        new PairsJudged(1, 2, 3, 4, 5, 6),
    ];

    public static TheoryData<string> Names() => [.. All.Select(e => Types().NameOf(e.GetType()))];

    [Fact]
    public void Every_event_of_matching_has_a_golden_file() =>
        Assert.Equal(
            Types().Names.Where(n => n != "projection_event_skipped").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    /// <summary>A verdict from before readings had a hash of their own: the reading stands where the terms stand now, and the row is as it was.</summary>
    [Fact]
    public void An_old_verdict_is_read_as_before()
    {
        var old = (VerdictReached)All.Single(e => e is VerdictReached);
        var pair = MatchView.Evolve(MatchView.Evolve(null, Fact(All[0], 1)), Fact(old, 2));
        Assert.Equal(("aa", "bb", null), (pair!.LeftRead, pair.RightRead, pair.LeftReadingHash));
        Assert.DoesNotContain("reading_hash", JsonSerializer.Serialize(pair, EventTypes.DefaultJson), StringComparison.Ordinal);
        var now = MatchView.Evolve(pair, Fact(old with { LeftTermsHash = "cc", LeftReadingHash = "aa", RightReadingHash = "bb" }, 3))!;
        Assert.Equal(("aa", "bb", "cc"), (now.LeftRead, now.RightRead, now.LeftTermsHash));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_and_read_as_its_golden_file_says(string name)
    {
        var sample = Assert.Single(All, e => Types().NameOf(e.GetType()) == name);
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

    private static IEvent Fact(object data, long version)
    {
        var fact = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        fact.StreamKey = PairIds.StreamOf(Pair);
        fact.Version = version;
        fact.Timestamp = Noon;
        return fact;
    }

    private static EventTypes Types() => EventTypes.Build().AddFrom(MatchRegistration.Events).Done();
}
