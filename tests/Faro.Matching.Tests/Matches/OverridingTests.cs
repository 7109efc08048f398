using Faro.Ingest;
using Faro.Log;
using Faro.Log.Past;
using Faro.Matching.Blocking;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Tests.Matches;

/// <summary>An operator is obeyed at once, whatever a run is doing; every judged pair can be decided on, and every decision taken back.</summary>
public sealed class OverridingTests(MatchWorld world) : IClassFixture<MatchWorld>
{
    private static readonly EventMetadata Operator = new(UserName: "op");

    [Fact]
    public async Task An_unlink_while_a_run_waits_for_its_judge_is_done_when_the_call_answers_and_the_run_does_not_undo_it()
    {
        var markets = await world.List(world.Level(), Venue.Polymarket, Venue.Kalshi);
        await world.Runner.Run("test");
        Assert.True(await world.Joined(markets[0], markets[1]));

        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(() => world.RunnerWith(new Slow(asked, go.Task)).Run("test"));
        await asked.Task;
        var result = await world.Overrides.Override(PairIds.Of(markets[0], markets[1]), new OverrideMatch(false, Polarity.Direct, "another index"), Operator, default);
        Assert.False(run.IsCompleted);
        Assert.False(await world.Joined(markets[0], markets[1]));
        Assert.Equal("refused", Assert.IsType<OverrideResult.Done>(result).Match.State);

        go.SetResult();
        Assert.Equal("completed", (await run).Status);
        await world.Seen();
        Assert.False(await world.Joined(markets[0], markets[1]));
        Assert.Equal("override", (await world.Facts(markets[0], markets[1])).Select(f => f.Data).OfType<PairUnlinked>().Single().Why);
        await world.Verified();
    }

    [Fact]
    public async Task A_run_that_read_the_pairs_before_the_unlink_links_nothing_over_it()
    {
        var level = world.Level();
        var markets = await world.List(level, Venue.Polymarket, Venue.Kalshi);
        await world.Runner.Run("test");
        await world.List(level, Venue.Foresight);

        // The run has judged the third market and planned a group of three; then the operator parts the first two.
        var catalog = new MatchCatalog(new LiveViews(world.Log, new MarketViews()), new LiveViews(world.Log, new RawEventViews()));
        await catalog.Refresh(default);
        var board = new Interrupted(new LoggedBoard(world.Log, world.Matches, catalog, "run/match/test"), () => world.Overrides.Override(
            PairIds.Of(markets[0], markets[1]), new OverrideMatch(false, Polarity.Direct, "another index"), Operator, default));
        await new MatchPass(board, new RulesJudge()).Run(default);
        Assert.True(board.WasInterrupted);
        Assert.False(await world.Joined(markets[0], markets[1]));
        Assert.Equal("refused", (await world.View(markets[0], markets[1])).State);
        // The third market goes with one of them.
        var third = MatchWorld.Market(Venue.Foresight, level);
        Assert.True(await world.Joined(markets[0], third) ^ await world.Joined(markets[1], third));
        await world.Verified();
    }

    [Fact]
    public async Task Of_three_markets_the_two_that_still_agree_stay_together()
    {
        var markets = await world.List(world.Level(), Venue.Polymarket, Venue.Kalshi, Venue.Foresight);
        await world.Runner.Run("test");
        Assert.True(await world.Joined(markets[0], markets[2]));
        await world.Overrides.Override(PairIds.Of(markets[0], markets[1]), new OverrideMatch(false, Polarity.Direct, "they differ"), Operator, default);
        Assert.False(await world.Joined(markets[0], markets[1]));
        Assert.True(await world.Joined(markets[0], markets[2]) ^ await world.Joined(markets[1], markets[2]));
        await world.Overrides.Withdraw(PairIds.Of(markets[0], markets[1]), null, Operator, default);
        Assert.True(await world.Joined(markets[0], markets[1]) && await world.Joined(markets[0], markets[2]));
        await world.Verified();
    }

    [Fact]
    public async Task Every_judged_pair_has_a_record_and_a_refuted_one_is_joined_only_when_that_is_confirmed()
    {
        var (near, far) = (world.Level(), world.Level());
        var polymarket = (await world.List(near, Venue.Polymarket))[0];
        await world.List(near, Venue.Kalshi);
        var other = (await world.List(far, Venue.Kalshi))[0];
        await world.Runner.Run("test");
        var refused = await world.View(polymarket, other); // not the nearest candidate of either
        Assert.Equal(("refused", false), (refused.State, refused.Same));
        Assert.NotEmpty(refused.Slots);

        var unconfirmed = await world.Overrides.Override(refused.Id, new OverrideMatch(true, Polarity.Direct, "the same bet"), Operator, default);
        Assert.Contains(Assert.IsType<OverrideResult.NeedsConfirmation>(unconfirmed).Refuted, f => f.Code == FindingCodes.Threshold);
        Assert.Equal(["pair_proposed", "verdict_reached"], (await world.Facts(polymarket, other)).Select(f => f.EventTypeName));

        var done = await world.Overrides.Override(refused.Id, new OverrideMatch(true, Polarity.Inverted, "the same bet", Confirm: true), Operator, default);
        var view = Assert.IsType<OverrideResult.Done>(done).Match;
        Assert.Equal(("linked", true, Polarity.Inverted), (view.State, view.Same, view.Polarity));
        Assert.Equal("No", view.OutcomeMap["Yes"]);
        Assert.Equal((false, Polarity.Unknown), (view.Judged!.Same, view.Judged.Polarity));
        Assert.True(await world.Joined(polymarket, other));
        // What was overruled stays where those who trade on the event look.
        var risks = (await world.Event(other)).GetProperty("divergence_risks").EnumerateArray().Select(r => r.GetProperty("code").GetString());
        Assert.Contains("threshold", risks);
        await world.Verified();
    }

    [Fact]
    public async Task A_withdrawn_decision_gives_the_judges_word_back_unless_its_words_are_gone()
    {
        var level = world.Level();
        var markets = await world.List(level, Venue.Polymarket, Venue.Kalshi);
        await world.Runner.Run("test");
        var pair = PairIds.Of(markets[0], markets[1]);
        Assert.IsType<OverrideResult.NothingToWithdraw>(await world.Overrides.Withdraw(pair, null, Operator, default));
        Assert.IsType<OverrideResult.NotFound>(await world.Overrides.Withdraw(Guid.Empty, null, Operator, default));

        await world.Overrides.Override(pair, new OverrideMatch(false, Polarity.Direct, "they differ"), Operator, default);
        var parted = await world.View(markets[0], markets[1]);
        Assert.Equal((false, Polarity.Unknown, 0), (parted.Same, parted.Polarity, parted.OutcomeMap.Count));
        await world.Overrides.Withdraw(pair, "a mistake", Operator, default);
        Assert.True(await world.Joined(markets[0], markets[1]));
        var back = await world.View(markets[0], markets[1]);
        Assert.Equal(("linked", true, Polarity.Direct, "Yes"), (back.State, back.Same, back.Polarity, back.OutcomeMap["Yes"]));
        Assert.Null(back.Override);
        Assert.Null(back.Judged);

        // An operator joins what the words of now no longer say; taking that back does not give back a verdict on the old ones.
        await world.Append(markets[1], new MarketTermsChanged(MatchWorld.Terms(world.Level()), default, default));
        await world.Overrides.Override(pair, new OverrideMatch(true, Polarity.Direct, "still one"), Operator, default);
        Assert.True(await world.Joined(markets[0], markets[1]));
        await world.Overrides.Withdraw(pair, null, Operator, default);
        Assert.False(await world.Joined(markets[0], markets[1]));
        Assert.Equal("proposed", (await world.View(markets[0], markets[1])).State);
        Assert.Equal("override_withdrawn", (await world.Facts(markets[0], markets[1])).Select(f => f.Data).OfType<PairUnlinked>().Last().Why);
        await world.Runner.Run("test");
        Assert.Equal("refused", (await world.View(markets[0], markets[1])).State);
        await world.Verified();
    }

    [Fact]
    public async Task A_link_that_another_judge_ends_does_not_say_that_a_venue_changed_its_rules()
    {
        var markets = await world.List(world.Level(), Venue.Polymarket, Venue.Kalshi);
        await world.Runner.Run("test");
        // A new process with a stricter judge: every market is new to it, and no word has changed.
        await world.RunnerWith(new Stricter(markets)).Run("test");
        Assert.False(await world.Joined(markets[0], markets[1]));
        var facts = await world.Facts(markets[0], markets[1]);
        Assert.Equal("verdict", facts.Select(f => f.Data).OfType<PairUnlinked>().Single().Why);
        Assert.DoesNotContain(facts, f => f.Data is VerdictDemoted);
    }

    /// <summary>A judge under a name of its own, so that everything is judged again; it answers when it may.</summary>
    private sealed class Slow(TaskCompletionSource asked, Task go) : IJudge
    {
        public string Name => "rules";

        public string Version => "slow";

        public string? PromptVersion => null;

        public async Task<Judgement> Judge(Pair pair, CancellationToken cancel)
        {
            asked.TrySetResult();
            await go.WaitAsync(cancel);
            return await new RulesJudge().Judge(pair, cancel);
        }
    }

    private sealed class Stricter(MarketRef[] markets) : IJudge
    {
        public string Name => "rules";

        public string Version => "stricter";

        public string? PromptVersion => null;

        public Task<Judgement> Judge(Pair pair, CancellationToken cancel)
        {
            var verdict = RulesJudge.Decide(pair);
            return Task.FromResult<Judgement>(new Judgement.Reached(
                markets.Contains(pair.LeftTerms.Market) ? verdict with { JudgeVersion = Version, Same = false, Confidence = 0.5m } : verdict));
        }
    }

    /// <summary>Something happens between the reading of the pairs and the recording of the first groups.</summary>
    private sealed class Interrupted(LoggedBoard board, Func<Task> meanwhile) : IMatchBoard
    {
        public bool WasInterrupted { get; private set; }

        public IReadOnlyList<MarketTerms> Pending => board.Pending;

        public IReadOnlyList<Candidate> CandidatesOf(MarketTerms terms) => board.CandidatesOf(terms);

        public MarketTerms? TermsOf(MarketRef market) => board.TermsOf(market);

        public MemberFacts FactsOf(MarketRef market) => board.FactsOf(market);

        public Task<Dictionary<MarketRef, MarketText>> Texts(IEnumerable<MarketRef> markets, CancellationToken cancel) => board.Texts(markets, cancel);

        public Task<IReadOnlyList<MatchView>> Views(IEnumerable<Guid> ids, CancellationToken cancel) => board.Views(ids, cancel);

        public Task<IReadOnlyList<MatchView>> Around(IEnumerable<MarketRef> markets, CancellationToken cancel) => board.Around(markets, cancel);

        public Task<IReadOnlyList<MatchView>> Standing(CancellationToken cancel) => board.Standing(cancel);

        public Task<IReadOnlyList<MatchView>> Waiting(CancellationToken cancel) => board.Waiting(cancel);

        public Task<MarketGroup> GroupOf(Guid pair, CancellationToken cancel) => board.GroupOf(pair, cancel);

        public Task Record(IReadOnlyList<PairFacts> facts, CancellationToken cancel) => board.Record(facts, cancel);

        public async Task<IReadOnlySet<Guid>> Regroup(IReadOnlyList<PairFacts> facts, CancellationToken cancel)
        {
            if (!WasInterrupted)
                await meanwhile();
            WasInterrupted = true;
            return await board.Regroup(facts, cancel);
        }
    }
}
