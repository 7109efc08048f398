using System.Text.Json;
using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Faro.Matching.Tests.Judging;
using Faro.Matching.UnifiedEvents;
using Faro.Testing;
using Faro.Venues;
using JasperFx.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faro.Matching.Tests.Matches;

/// <summary>Matching over a real log: what runs record, how events merge and split, what an operator can do.</summary>
public sealed class MatchRunnerTests : IAsyncLifetime
{
    private static readonly MarketRef Poly = new(Venue.Polymarket, "0xaa");
    private static readonly MarketRef Kal = new(Venue.Kalshi, "KXBTC-26DEC31-T150000");
    private static readonly MarketRef Fore = new(Venue.Foresight, "0xcc:56");
    private TestDatabase _database = null!;
    private EventLog _log = null!;
    private MatchRunner _runner = null!;
    private ProjectionDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.Create("matches");
        var types = EventTypes.Build().AddFrom(IngestRegistration.Events).AddFrom(MatchRegistration.Events).Done();
        _log = new EventLog(_database.ConnectionString, types,
            [new MarketViews(), new RawEventViews(), new RunViews(), new UnifiedEventViews(), new MatchViews()]);
        await _log.CreateSchema();
        _runner = Runner();
        _daemon = new ProjectionDaemon(_log);
        await _daemon.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _daemon.StopAsync(default);
        await _log.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Three_markets_of_one_question_become_one_event_under_all_their_ids()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000), Market(Fore, 10));
        var result = await _runner.Run("test");
        Assert.Equal((3, 3, 0), (result.Counts!.Markets, result.Counts.Linked, result.Counts.Unlinked));

        var events = await Task.WhenAll(new[] { Poly, Kal, Fore }.Select(Event));
        Assert.All(events, e => Assert.Equal(events[0].GetRawText(), e.GetRawText()));
        var one = events[0];
        // Listed in one transaction: the venue order tells the first.
        Assert.Equal(MarketIds.IdOf(Poly).ToString(), one.GetProperty("id").GetString());
        Assert.Equal("kalshi", one.GetProperty("primary_venue").GetString());
        Assert.Equal(5_910m, one.GetProperty("liquidity_usd").GetDecimal());
        Assert.Equal(3, one.GetProperty("matches").GetArrayLength());
        Assert.Equal(2, one.GetProperty("aliases").GetArrayLength());
        Assert.Equal("rules", one.GetProperty("match").GetProperty("judge").GetString());

        // Nothing has changed: the next run judges nothing and records only itself.
        var before = await _log.HighestSequence();
        Assert.Equal((0, 0, 0), (await _runner.Run("test")).Counts is { } c ? (c.Judged, c.Linked, c.Unlinked) : default);
        Assert.Equal(3, await _log.HighestSequence() - before);
        // A process that knows nothing yet finds every verdict on the log.
        Assert.Equal((0, 0), (await Runner().Run("test")).Counts is { } d ? (d.Linked, d.Unlinked) : default);
        await Verified();
    }

    [Fact]
    public async Task A_market_that_moves_is_told_in_the_merged_event()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000));
        await _runner.Run("test");
        await Append(Kal, 1, new MarketQuoted(new ListedQuote(70, null, null, null) { LiquiditySource = ListedQuote.ByVenue }));
        var one = await Event(Poly);
        Assert.Equal(970m, one.GetProperty("liquidity_usd").GetDecimal());
        // The primary venue is the one of the match, not of the latest tick.
        Assert.Equal("kalshi", one.GetProperty("primary_venue").GetString());
        await Append(Kal, 2, new MarketClosed("closed"));
        Assert.Equal("active", (await Event(Kal)).GetProperty("status").GetString());
        await Append(Poly, 1, new MarketClosed("closed"));
        Assert.Equal("settled", (await Event(Kal)).GetProperty("status").GetString());
        await Verified();
    }

    [Fact]
    public async Task A_changed_rule_ends_the_match_and_the_history_says_why()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000));
        await _runner.Run("test");
        await Append(Kal, 1, new MarketTermsChanged(Terms("If the price of Bitcoin is above $175,000 at any time before January 1, 2027, then the market resolves to Yes.", "$175,000"), default, default));
        Assert.Equal(JsonValueKind.Null, (await Event(Poly)).GetProperty("match").ValueKind); // before any run has looked at it
        Assert.Equal(MarketIds.IdOf(Kal).ToString(), (await Event(Kal)).GetProperty("id").GetString());
        await Verified();
        var result = await _runner.Run("test");
        Assert.Equal(1, result.Counts!.Unlinked);

        var one = await Event(Poly);
        Assert.Equal(JsonValueKind.Null, one.GetProperty("match").ValueKind);
        Assert.Equal(MarketIds.IdOf(Poly).ToString(), one.GetProperty("id").GetString());
        Assert.Equal(MarketIds.IdOf(Kal).ToString(), (await Event(Kal)).GetProperty("id").GetString());
        var facts = await Facts(PairIds.StreamOf(PairIds.Of(Kal, Poly)));
        Assert.Equal(["pair_proposed", "verdict_reached", "pair_linked", "verdict_demoted", "pair_unlinked", "verdict_reached"], facts.Select(f => f.EventTypeName));
        Assert.Equal("rules_changed", Assert.IsType<PairUnlinked>(facts[4].Data).Why);
        Assert.Equal(new VerdictDemoted(new PairSide(Venue.Kalshi, Kal.MarketId), 1, 2), facts[3].Data);
        Assert.Contains(Assert.IsType<VerdictReached>(facts[5].Data).Findings, f => f is { Code: "threshold", Severity: Severity.Veto });
        await Verified();
    }

    [Fact]
    public async Task An_operator_can_part_and_join_a_pair()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000));
        await _runner.Run("test");
        var pair = PairIds.Of(Poly, Kal);
        Assert.IsType<OverrideResult.NotFound>(await Overrides().Override(Guid.Empty, new OverrideMatch(false, Polarity.Direct, "no such pair"), EventMetadata.None, default));

        Assert.IsType<OverrideResult.Done>(await Overrides().Override(pair, new OverrideMatch(false, Polarity.Direct, "settles by another index"), new EventMetadata(UserName: "op"), default));
        Assert.Equal(JsonValueKind.Null, (await Event(Poly)).GetProperty("match").ValueKind);
        await _runner.Run("test");
        Assert.Equal(JsonValueKind.Null, (await Event(Poly)).GetProperty("match").ValueKind); // the judge does not undo it

        Assert.IsType<OverrideResult.Done>(await Overrides().Override(pair, new OverrideMatch(true, Polarity.Inverted, "the opposite question"), new EventMetadata(UserName: "op"), default));
        var one = await Event(Kal);
        Assert.Equal("operator", one.GetProperty("match").GetProperty("judge").GetString());
        Assert.Equal(["direct", "inverted"], one.GetProperty("markets").EnumerateArray().Select(m => m.GetProperty("polarity").GetString()));
        await Verified();
    }

    [Fact]
    public async Task A_judge_that_is_down_leaves_the_pair_proposed_for_the_next_run()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000));
        var down = new MatchRunner(_log, new MatchQueries(_log), () => new Down(), TimeProvider.System, NullLogger<MatchRunner>.Instance);
        var result = await down.Run("test");
        Assert.Equal((1, 0), (result.Counts!.Deferred, result.Counts.Linked));
        var (rows, total) = await new MatchQueries(_log).List(new MatchFilter { State = "proposed", Venue = Venue.Kalshi });
        Assert.Equal(1, total);
        Assert.Single(rows);
        Assert.Equal(1, (await _runner.Run("test")).Counts!.Linked);
    }

    [Fact]
    public async Task A_dead_model_leaves_the_links_that_the_rules_prove_marked_until_it_is_heard()
    {
        await List(Market(Poly, 900), Market(Kal, 5_000));
        await using var model = await StandInModel.Start();
        model.Script = (_, http) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var options = new LlmJudgeOptions { BaseUrl = model.BaseUrl, Model = "stand-in", ApiKey = new Secret("marker-key"), RetryDelay = TimeSpan.FromMilliseconds(5) };
        using var calls = new JudgeModel(options, TimeProvider.System);
        var runner = new MatchRunner(_log, new MatchQueries(_log), () => new LlmJudge(calls, options, TimeProvider.System, new LoggedSpend(_log)), TimeProvider.System, NullLogger<MatchRunner>.Instance);
        var first = (await runner.Run("test")).Counts!;
        Assert.Equal((1, 1), (first.Linked, first.Deferred));
        Assert.Equal(1, first.DeferredFor!["unavailable"]);
        Assert.Equal(3, first.Spend!.Value.Calls);
        var view = Assert.Single(await new MatchQueries(_log).Views([PairIds.Of(Poly, Kal)], default));
        Assert.Equal(("linked", "rules", "unavailable"), (view.State, view.Judge, view.Deferred?.Code));

        // Asked again by the next run, and the fact that it is still dead is not repeated.
        var facts = (await Facts(PairIds.StreamOf(view.Id))).Count;
        Assert.Equal(1, (await runner.Run("test")).Counts!.Deferred);
        Assert.Equal(facts, (await Facts(PairIds.StreamOf(view.Id))).Count);

        model.Script = (_, http) => StandInModel.Answer(http, StandInModel.Good(), name: "stand-in-7");
        var heard = (await runner.Run("test")).Counts!;
        Assert.Equal((1, 0, 0), (heard.Judged, heard.Deferred, heard.Unlinked));
        view = Assert.Single(await new MatchQueries(_log).Views([view.Id], default));
        Assert.Equal(("linked", "llm", "stand-in-7", "stand-in"), (view.State, view.Judge, view.JudgeVersion, view.AskedModel));
        Assert.Null(view.Deferred);
        Assert.Equal(0, (await runner.Run("test")).Counts!.Judged);
        foreach (var e in await _log.ReadAll())
            Assert.DoesNotContain("marker-key", JsonSerializer.Serialize(e.Data, e.Data.GetType()), StringComparison.Ordinal);
        await Verified();
    }

    [Fact]
    public async Task The_days_budget_holds_over_24_hourly_runs_and_begins_anew_the_next_day()
    {
        await using var model = await StandInModel.Start();
        var clock = new HandClock(new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
        var options = new LlmJudgeOptions { BaseUrl = model.BaseUrl, Model = "stand-in", MaxCalls = 30, MaxCostUsd = 0.05m, InputUsdPerMillion = 1, OutputUsdPerMillion = 5 };
        var pair = Data.Fixtures().Where(p => p.IsSame).Select(p => Pair.Of(p.Left, p.Right)).First(p => RulesJudge.Decide(p).Links);
        var reached = 0;
        for (var hour = 0; hour < 25; hour++)
        {
            if (hour == 24)
            {
                Assert.Equal(reached, model.Requests.Count);
                Assert.InRange(reached, 20, 30);
                var day = await new LoggedSpend(_log).Spent(new DateOnly(2026, 11, 30), default);
                Assert.Equal((reached, 0.0015m * reached, 1_100L * reached), (day.Calls, day.CostUsd, day.Tokens));
                Assert.True(day.CostUsd <= 0.05m);
            }

            // A new process: nothing is remembered but the log.
            using var calls = new JudgeModel(options, TimeProvider.System);
            await using var judge = new LlmJudge(calls, options, clock, new LoggedSpend(_log));
            var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => judge.Judge(pair, default)));
            reached += all.Count(j => j is Judgement.Reached);
            Assert.All(all.OfType<Judgement.Deferred>(), d => Assert.Equal("over_budget", d.Code));
            if (hour == 24)
                Assert.Equal(5, all.Count(j => j is Judgement.Reached));
            clock.Now = clock.Now.AddHours(1);
        }
    }

    private sealed class HandClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private MatchRunner Runner() => new(_log, new MatchQueries(_log), () => new RulesJudge(), TimeProvider.System, NullLogger<MatchRunner>.Instance);

    private static MarketListed Market(MarketRef market, decimal liquidity) => new(market.Venue, market.MarketId,
        Terms("This market will resolve to \"Yes\" if the price of Bitcoin is above $150,000 at any time before January 1, 2027. Otherwise, this market will resolve to \"No\".", "$150,000"),
        default, MarketStatus.Trading, null, new ListedQuote(liquidity, null, null, null) { LiquiditySource = ListedQuote.ByVenue }, null, default);

    private static ListedTerms Terms(string rules, string level) => new()
    {
        Title = $"Will Bitcoin go above {level} before January 1, 2027?",
        YesLabel = "Yes",
        NoLabel = "No",
        Description = rules,
        Category = "crypto",
        EndsAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private async Task List(params MarketListed[] markets)
    {
        await _log.AppendMany([.. markets.Select(m => new StreamFacts(new MarketRef(m.Venue, m.MarketId).StreamId, m))]);
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
    }

    private async Task Append(MarketRef market, long version, MarketEvent fact)
    {
        await _log.AppendAt(market.StreamId, version, fact);
        Assert.True(await _log.WaitForViews(TimeSpan.FromSeconds(30)));
    }

    private async Task<JsonElement> Event(MarketRef market) =>
        JsonDocument.Parse((await new EventQueries(_log).Find(MarketIds.IdOf(market)))!).RootElement;

    private async Task<List<IEvent>> Facts(string stream)
    {
        var facts = new List<IEvent>();
        foreach (var e in await _log.ReadStream(stream))
            facts.Add(e);
        return facts;
    }

    /// <summary>The merged views are what a fresh fold of the log gives.</summary>
    private async Task Verified()
    {
        foreach (var name in new[] { "UnifiedEventView", "MatchView" })
        {
            var result = await new Rebuilder(_log).Verify(name);
            Assert.True(result.Equal, result.ToString());
        }
    }

    private MatchOverrides Overrides() => new(_log, new MatchQueries(_log), new MarketQueries(_log), _runner);

    private sealed class Down : IJudge
    {
        public string Name => "llm";

        public string Version => "none";

        public string? PromptVersion => "v1";

        public Task<Judgement> Judge(Pair pair, CancellationToken cancel) =>
            Task.FromResult<Judgement>(new Judgement.Deferred("unavailable", "The model does not answer."));
    }
}
