using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;
using JasperFx.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Matching.Tests.Matches;

/// <summary>A log with its views for a whole class; each test asks about a price level of its own.</summary>
public sealed class MatchWorld : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private ProjectionDaemon _daemon = null!;
    private int _level = 100_000;

    public EventLog Log { get; private set; } = null!;

    public MatchQueries Matches { get; private set; } = null!;

    public MatchRunner Runner { get; private set; } = null!;

    public MatchOverrides Overrides { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("matchworld");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        Log = new EventLog(_database.ConnectionString, types, [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await Log.CreateSchema();
        Matches = new MatchQueries(Log);
        Runner = RunnerWith(new RulesJudge());
        Overrides = new MatchOverrides(Log, Matches, new MarketQueries(Log), Runner);
        _daemon = new ProjectionDaemon(Log);
        await _daemon.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _daemon.StopAsync(default);
        await Log.DisposeAsync();
        await _database.DisposeAsync();
    }

    public MatchRunner RunnerWith(IJudge judge) => new(Log, Matches, () => judge, TimeProvider.System, NullLogger<MatchRunner>.Instance);

    /// <summary>A question that no other test asks.</summary>
    public string Level() => $"${_level += 1_000:N0}";

    /// <summary>Lists the question at venues.</summary>
    public async Task<MarketRef[]> List(string level, params Venue[] venues)
    {
        var markets = venues.Select(v => Market(v, level)).ToArray();
        await Log.AppendMany([.. markets.Select(m => new StreamFacts(m.StreamId,
            new MarketListed(m.Venue, m.MarketId, Terms(level), default, MarketStatus.Trading, null, new ListedQuote(100, null, 0.4m, 0.42m), null, default)))]);
        await Seen();
        return markets;
    }

    public static MarketRef Market(Venue venue, string level)
    {
        var digits = string.Concat(level.Where(char.IsAsciiDigit));
        return new(venue, venue switch { Venue.Polymarket => $"0x{digits}", Venue.Kalshi => $"KXBTC-26DEC31-T{digits}", _ => $"0x{digits}:56" });
    }

    public static ListedTerms Terms(string level, string more = "") => new()
    {
        Title = $"Will Bitcoin go above {level} before January 1, 2027?",
        YesLabel = "Yes",
        NoLabel = "No",
        Description = $"This market will resolve to \"Yes\" if the price of Bitcoin is above {level} at any time before January 1, 2027. Otherwise, this market will resolve to \"No\".{more}",
        Category = "crypto",
        EndsAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public async Task Append(MarketRef market, MarketEvent fact)
    {
        await Log.Append(market.StreamId, fact);
        await Seen();
    }

    public async Task Seen() => Assert.True(await Log.WaitForViews(TimeSpan.FromSeconds(30)));

    public async Task<JsonElement> Event(MarketRef market) => JsonDocument.Parse((await new EventQueries(Log).Find(MarketIds.IdOf(market)))!).RootElement;

    /// <summary>Whether two markets are one event.</summary>
    public async Task<bool> Joined(MarketRef one, MarketRef other) =>
        (await Event(one)).GetProperty("id").GetString() == (await Event(other)).GetProperty("id").GetString();

    public async Task<MatchView> View(MarketRef one, MarketRef other) => Assert.Single(await Matches.Views([PairIds.Of(one, other)], default));

    public async Task<List<IEvent>> Facts(MarketRef one, MarketRef other)
    {
        var facts = new List<IEvent>();
        foreach (var e in await Log.ReadStream(PairIds.StreamOf(PairIds.Of(one, other))))
            facts.Add(e);
        return facts;
    }

    /// <summary>The views are what a fresh fold of the log gives.</summary>
    public async Task Verified()
    {
        foreach (var name in new[] { "UnifiedEventView", "MatchView" })
        {
            var result = await new Rebuilder(Log).Verify(name);
            Assert.True(result.Equal, result.ToString());
        }
    }
}
