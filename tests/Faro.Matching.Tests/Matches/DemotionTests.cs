using System.Text.Json;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Matching.Matches.Overriding;
using Faro.Matching.UnifiedEvents;
using Faro.Venues;

namespace Faro.Matching.Tests.Matches;

/// <summary>A verdict holds for the words that were judged: with the fact that changes them the event parts, and stays parted until the pair is judged anew.</summary>
public sealed class DemotionTests : OneQuestion
{
    [Fact]
    public async Task An_edit_that_the_rules_do_not_mind_still_parts_the_event_until_it_is_judged()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        await Append(Kal, 1, Terms(Rules + " Traders are advised to keep calm."));
        Assert.Equal(2, (await Groups()).Count);
        Assert.Equal(1, await Runner.Demote("run/sync/x"));
        Assert.Equal("proposed", (await World.View(Poly, Kal)).State);
        Assert.Equal("rules_changed", (await World.View(Poly, Kal)).Demoted!.Why);
        Assert.Equal(0, await Runner.Demote("run/sync/x"));
        Assert.Equal(2, (await Groups()).Count);

        var run = await Runner.Run("test");
        Assert.Equal((1, 1, 0), (run.Counts!.Judged, run.Counts.Linked, run.Counts.Unlinked));
        Assert.Single(await Groups());
        Assert.Equal(
            ["pair_proposed", "verdict_reached", "pair_linked", "verdict_demoted", "pair_unlinked", "verdict_reached", "pair_linked"], await Names(Poly, Kal));
        Assert.Equal(2, (await World.View(Poly, Kal)).RightWordsVersion);
        await World.Verified();
    }

    [Fact]
    public async Task Of_three_the_other_two_stay_together()
    {
        await List(Poly, Kal, Fore);
        await Runner.Run("test");
        Assert.Single(await Groups());
        await Append(Poly, 1, Terms(Rules + " Have fun."));
        var groups = await Groups();
        Assert.Equal(2, groups.Count);
        var pair = groups.Single(g => g.GetProperty("markets").GetArrayLength() == 2);
        // The first-listed market has left: the next one gives the id.
        Assert.Equal(MarketIds.IdOf(Kal).ToString(), pair.GetProperty("id").GetString());
        Assert.Equal(PairIds.Of(Kal, Fore).ToString(), Assert.Single(pair.GetProperty("matches").EnumerateArray()).GetProperty("id").GetString());
        await World.Verified();
        await Runner.Demote("run/sync/x");
        Assert.Equal(2, (await Groups()).Count);
        Assert.Equal(MarketIds.IdOf(Kal), (await World.View(Kal, Fore)).EventId);
        await World.Verified();
        await Runner.Run("test");
        Assert.Single(await Groups());
        await World.Verified();
    }

    [Fact]
    public async Task Words_that_come_back_are_judged_again_too()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        await Append(Kal, 1, Terms("If cows fly, this market resolves to Yes."));
        await Append(Kal, 2, Terms(Rules));
        Assert.Equal(2, (await Groups()).Count);
        Assert.Equal(1, (await Runner.Run("test")).Counts!.Linked);
        Assert.Single(await Groups());
        await World.Verified();
    }

    [Fact]
    public async Task Dates_and_category_alone_part_nothing()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        await Append(Kal, 1, new MarketTermsChanged(Terms(Rules).Terms with { Category = "money", EndsAt = DateTimeOffset.UnixEpoch.AddYears(57).AddHours(3) }, default, default));
        Assert.Single(await Groups());
        Assert.Equal(0, await Runner.Demote("run/sync/x"));
        await Runner.Run("test");
        Assert.Equal(["pair_proposed", "verdict_reached", "pair_linked"], await Names(Poly, Kal));
        await World.Verified();
    }

    [Fact]
    public async Task A_link_that_comes_after_the_words_changed_joins_nothing()
    {
        await List(Poly, Kal);
        // The words change while the judge has the old ones before it.
        var slow = World.RunnerWith(new Meddling(() => Append(Kal, 1, Terms(Rules + " But only on Mondays."))));
        Assert.Equal(1, (await slow.Run("test")).Counts!.Linked);
        Assert.Equal(2, (await Groups()).Count);
        await World.Verified();
        await Runner.Run("test");
        Assert.Equal(2, (await World.View(Poly, Kal)).RightWordsVersion);
        await World.Verified();
    }

    [Fact]
    public async Task While_the_judge_is_down_the_pair_waits()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        await Append(Kal, 1, Terms(Rules + " Have fun."));
        var down = await World.RunnerWith(new Meddling(null)).Run("test");
        Assert.Equal((1, 0, 1), (down.Counts!.Deferred, down.Counts.Linked, down.Counts.Unlinked));
        Assert.Equal("proposed", (await World.View(Poly, Kal)).State);
        Assert.Equal(2, (await Groups()).Count);
        Assert.Equal(1, (await Runner.Run("test")).Counts!.Linked);
        Assert.Single(await Groups());
    }

    [Fact]
    public async Task An_operators_word_that_two_are_one_lapses_and_that_they_differ_stays()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        var pair = PairIds.Of(Poly, Kal);
        await World.Overrides.Override(pair, new OverrideMatch(true, Polarity.Inverted, "I know"), new EventMetadata(UserName: "op"), default);
        Assert.Equal("operator", Assert.Single(await Groups()).GetProperty("match").GetProperty("judge").GetString());
        await Append(Kal, 1, Terms(Rules + " Have fun."));
        await Runner.Run("test");
        Assert.Null((await World.View(Poly, Kal)).Override);
        Assert.Equal("rules", Assert.Single(await Groups()).GetProperty("match").GetProperty("judge").GetString());

        await World.Overrides.Override(pair, new OverrideMatch(false, Polarity.Direct, "they differ"), new EventMetadata(UserName: "op"), default);
        await Append(Kal, 2, Terms(Rules + " Have more fun."));
        await Runner.Run("test");
        Assert.Equal(2, (await Groups()).Count);
        // Decided on the words of now: they are not demoted.
        await World.Overrides.Override(pair, new OverrideMatch(true, Polarity.Direct, "now they are one"), new EventMetadata(UserName: "op"), default);
        Assert.Equal(0, await Runner.Demote("run/sync/x"));
        Assert.Single(await Groups());
        await World.Verified();
    }

    [Fact]
    public async Task A_match_whose_words_change_as_it_closes_is_judged_on_them_all_the_same()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        await Append(Kal, 1, Terms(Rules + " Thank you."), new MarketClosed(MarketClosed.ByVenue));
        await Runner.Run("test");
        Assert.Single(await Groups());
        await World.Verified();
    }

    private async Task<List<JsonElement>> Groups()
    {
        var events = new EventQueries(Log);
        var page = await events.List(new EventFilter { Status = EventStatusFilter.All });
        var groups = new List<JsonElement>();
        foreach (var row in page.Rows)
            groups.Add(JsonDocument.Parse((await events.Find(JsonDocument.Parse(row).RootElement.GetProperty("id").GetGuid()))!).RootElement);
        return groups;
    }

    private async Task<List<string>> Names(MarketRef one, MarketRef other) =>
        [.. (await World.Facts(one, other)).Select(e => e.EventTypeName)];

    /// <summary>The rules, after something has happened meanwhile; null: no answer at all.</summary>
    private sealed class Meddling(Func<Task>? meanwhile) : IJudge
    {
        private bool _done;

        public string Name => "rules";

        public string Version => "meddling";

        public string? PromptVersion => null;

        public async Task<Judgement> Judge(Pair pair, CancellationToken cancel)
        {
            if (meanwhile is null)
                return new Judgement.Deferred("unavailable", "The model does not answer.");
            if (!_done)
                await meanwhile();
            _done = true;
            return await new RulesJudge().Judge(pair, cancel);
        }
    }
}
