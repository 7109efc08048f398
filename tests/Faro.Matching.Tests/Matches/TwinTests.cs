using Faro.Ingest;
using Faro.Ingest.Syncing;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Matching.Judging;
using Faro.Matching.Linking;
using Faro.Matching.Matches;
using Faro.Matching.UnifiedEvents;
using Faro.Sandbox;
using Faro.Sandbox.BuiltIn;
using Faro.Testing;
using Faro.Venues;
using Faro.Venues.Foresight;
using Faro.Venues.Kalshi;
using Faro.Venues.Polymarket;
using JasperFx.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Matching.Tests.Matches;

/// <summary>The whole way: the venue twins over HTTP, a sync, a matching run, an edit at a venue, and what became of the match.</summary>
public sealed class TwinTests : IAsyncLifetime
{
    // What the rules alone leave proposed (see docs/matching.md): 10 of the 136 true pairs.
    private const int LeftToAModel = 10;

    private SandboxHost _twins = null!;
    private VenueClients _venues = null!;
    private TestDatabase _database = null!;
    private EventLog _log = null!;
    private ProjectionDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _twins = await SandboxHost.StartAsync(new SandboxOptions { Parlays = 5 });
        var at = _twins.Addresses;
        _venues = new VenueClients(VenueSetName.Sandbox, new VenueSetOptions
        {
            Polymarket = new PolymarketOptions { GammaUrl = at.Gamma, ClobUrl = at.Clob, DataUrl = at.Data, RequestsPerSecond = 1000 },
            Kalshi = new KalshiOptions { DFlowUrl = at.DFlow, KalshiUrl = new Uri(at.Kalshi, "trade-api/v2"), RequestsPerSecond = 1000 },
            Foresight = new ForesightOptions { Url = at.Foresight, ChainId = 31337, RequestsPerSecond = 1000 },
        }, TimeProvider.System, NullLoggerFactory.Instance);
        _database = await TestDatabase.Create("matchtwins");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        _log = new EventLog(_database.ConnectionString, types,
            [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await _log.CreateSchema();
        _daemon = new ProjectionDaemon(_log);
        await _daemon.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _daemon.StopAsync(default);
        await _log.DisposeAsync();
        await _database.DisposeAsync();
        _venues.Dispose();
        await _twins.DisposeAsync();
    }

    [Fact]
    public async Task The_built_in_catalog_is_linked_as_its_truth_says_until_a_rule_is_edited()
    {
        var runner = new MatchRunner(_log, new MatchQueries(_log), () => new RulesJudge(), TimeProvider.System, NullLogger<MatchRunner>.Instance);
        await Sync();
        Assert.Equal("completed", (await runner.Run("test")).Status);

        var linked = (await Standing()).Where(v => v.EventId is not null).Select(v => v.Id).ToHashSet();
        var same = BuiltInCatalog.Truth.Where(t => t.Label == "same").ToList();
        var near = BuiltInCatalog.Truth.Where(t => t.Label == "near").ToList();
        Assert.DoesNotContain(near, t => linked.Contains(PairOf(t)));
        // Where the truth offers a market two partners at one venue, the allowed pair that lost is still known as allowed.
        var known = (await Standing()).Select(v => v.Id).ToHashSet();
        var missing = same.Where(t => !known.Contains(PairOf(t))).Select(t => $"{t.PairId} {t.Why}").ToList();
        Assert.True(missing.Count <= LeftToAModel, string.Join('\n', missing));
        var refused = GroupAssignment.Solve((await Standing()).Select(v => new Link(v.LeftRef, v.RightRef, v.Confidence, v.Polarity))).Refused;
        Assert.All(same.Where(t => known.Contains(PairOf(t)) && !linked.Contains(PairOf(t))),
            t => Assert.Contains(refused, r => PairIds.Of(r.Link.Left, r.Link.Right) == PairOf(t)));

        var before = await _log.HighestSequence();
        Assert.Equal((0, 0), (await runner.Run("test")).Counts is { } again ? (again.Linked, again.Unlinked) : default);
        Assert.Equal(3, await _log.HighestSequence() - before); // a run that finds nothing new records only itself

        // A rule is edited at the venue, under the same ticker and the same title.
        var victim = same.First(t => t is { Kalshi: not null, Polymarket: not null } && linked.Contains(PairOf(t)));
        Assert.True(_twins.Catalog.SetRules("kalshi", victim.Kalshi!,
            "If Company X ships a product in Ruritania before January 1, 2031, then the market resolves to Yes."));
        await Sync();
        Assert.True((await runner.Run("test")).Counts!.Unlinked > 0);
        Assert.DoesNotContain(await Standing(), v => v.Id == PairOf(victim));
        var facts = new List<IEvent>();
        foreach (var e in await _log.ReadStream(PairIds.StreamOf(PairOf(victim))))
            facts.Add(e);
        Assert.Equal(["pair_proposed", "verdict_reached", "pair_linked", "verdict_demoted", "pair_unlinked", "verdict_reached"], facts.Select(f => f.EventTypeName));
        Assert.Equal("rules_changed", Assert.IsType<PairUnlinked>(facts[4].Data).Why);
        Assert.NotEqual(Assert.IsType<VerdictReached>(facts[1].Data).RightTermsHash, Assert.IsType<VerdictReached>(facts[5].Data).RightTermsHash);
        // The verdict names the terms that it judged by the hash of the market's own fact.
        var edit = (await _log.ReadStream(new MarketRef(Venue.Kalshi, victim.Kalshi!).StreamId)).Select(f => f.Data).OfType<MarketTermsChanged>().Single();
        var judged = Assert.IsType<VerdictReached>(facts[5].Data);
        Assert.Contains(edit.TermsHash.ToString(), new[] { judged.LeftTermsHash, judged.RightTermsHash });
        Assert.Equal(TermsHasher.Of(edit.Terms), edit.TermsHash);
        var kept = (await Standing()).Where(v => v.EventId is not null).Select(v => v.Id).ToHashSet();
        var edited = new MarketRef(Venue.Kalshi, victim.Kalshi!);
        Assert.All(same.Where(t => t.Kalshi != edited.MarketId && linked.Contains(PairOf(t))), t => Assert.Contains(PairOf(t), kept));

        foreach (var view in new[] { "UnifiedEventView", "MatchView" })
            Assert.True((await new Rebuilder(_log).Verify(view)) is { Equal: true });
    }

    private async Task Sync()
    {
        var runner = new SyncRunner(_log, _venues.Sources, new RawPayloads(_log), new SyncOptions(), TimeProvider.System,
            new IngestTelemetry(NullLogger<IngestTelemetry>.Instance));
        Assert.Equal("completed", (await runner.Run("test")).Status);
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(60)));
    }

    private Task<List<MatchView>> Standing() => new MatchQueries(_log).Standing(default);

    private static Guid PairOf(TruthPair t)
    {
        var sides = new List<MarketRef>(2);
        if (t.Polymarket is not null)
            sides.Add(new MarketRef(Venue.Polymarket, t.Polymarket));
        if (t.Kalshi is not null)
            sides.Add(new MarketRef(Venue.Kalshi, t.Kalshi));
        if (t.Foresight is not null)
            sides.Add(new MarketRef(Venue.Foresight, $"{t.Foresight}:31337"));
        return PairIds.Of(sides[0], sides[1]);
    }
}
