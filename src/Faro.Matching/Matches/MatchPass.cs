using Faro.Matching.Judging;
using Faro.Matching.Linking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>
/// One pass of matching over a board: verdicts on words that have changed are demoted, pairs are judged, groups are solved. What is
/// decided depends on the board and the judge alone.
/// </summary>
/// <param name="board">What is known, and where facts go.</param>
/// <param name="judge">Who judges.</param>
/// <param name="afresh">Judges again what this judge has already judged on the same words: to see the verdicts of a changed matcher.</param>
internal sealed class MatchPass(IMatchBoard board, IJudge judge, bool afresh = false)
{
    private const int AtOnce = 4_000;
    private const int AskedAtOnce = 200;
    private readonly SortedDictionary<string, int> _deferrals = new(StringComparer.Ordinal);
    private readonly HashSet<MarketRef> _touched = [.. board.Pending.Select(t => t.Market)];
    private readonly HashSet<Guid> _judged = [];

    /// <summary>The whole pass.</summary>
    public async Task<PairsJudged> Run(CancellationToken cancel)
    {
        var demoted = await Demote(cancel);
        var pairs = Candidates();
        // Pairs that were judged on the old words are judged on the new ones, whether or not they still look alike.
        foreach (var standing in await board.Around(_touched, cancel))
            Add(pairs, standing.LeftRef, standing.RightRef);
        foreach (var waiting in await board.Waiting(cancel))
            Add(pairs, waiting.LeftRef, waiting.RightRef);
        foreach (var unheard in (await board.Standing(cancel)).Where(v => v.Deferred is not null))
            Add(pairs, unheard.LeftRef, unheard.RightRef);
        var (judged, deferred) = await JudgeAll(pairs, cancel);
        var (linked, unlinked) = await Link(cancel);
        return new PairsJudged(_touched.Count, pairs.Count, judged, linked, unlinked + demoted, deferred, _deferrals.Count > 0 ? _deferrals : null, judge.Spend);
    }

    /// <summary>
    /// Demotes the current verdicts whose words have changed and ends their links; returns how many links ended. The links among
    /// markets that did not change stay.
    /// </summary>
    public async Task<int> Demote(CancellationToken cancel)
    {
        for (var ended = 0; ;)
        {
            var standing = await board.Standing(cancel);
            var demoted = standing.Select(v => (View: v, Fact: Demotion(v, board.FactsOf))).Where(d => d.Fact is not null).ToDictionary(d => d.View.Id, d => d.Fact!);
            if (demoted.Count == 0)
                return ended;
            var plan = GroupPlan.Of([.. standing.Where(v => v.Allows && !demoted.ContainsKey(v.Id))], await Linked(standing, cancel), board.FactsOf,
                pair => demoted.ContainsKey(pair) ? "rules_changed" : "reassigned");
            var (whole, _, parted) = await Regroup(standing, plan, demoted, cancel);
            ended += parted;
            if (whole)
                return ended;
        }
    }

    /// <summary>Solves the groups over everything that may be linked, and records what changes.</summary>
    public async Task<(int Linked, int Unlinked)> Link(CancellationToken cancel)
    {
        var standing = await board.Standing(cancel);
        var missing = GroupAssignment.MissingPairs(
            standing.Where(v => v.Allows).Select(v => new Link(v.LeftRef, v.RightRef, v.Confidence, v.Polarity)), (_, _) => false);
        var open = missing.Where(m => board.TermsOf(m.Left) is not null && board.TermsOf(m.Right) is not null).ToList();
        if (open.Count > 0)
        {
            // If A is linked with B and B with C, A and C are judged too.
            var third = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right)>();
            foreach (var (left, right) in open)
                Add(third, left, right);
            await JudgeAll(third, cancel);
            standing = await board.Standing(cancel);
        }

        for (var (linked, unlinked) = (0, 0); ; standing = await board.Standing(cancel))
        {
            var views = standing.ToDictionary(v => v.Id);
            var plan = GroupPlan.Of([.. standing.Where(v => v.Allows)], await Linked(standing, cancel), board.FactsOf, pair => Why(views[pair]));
            var (whole, joined, parted) = await Regroup(standing, plan, [], cancel);
            linked += joined;
            unlinked += parted;
            if (whole)
                return (linked, unlinked);
        }
    }

    /// <summary>Records a plan and the demotions that led to it; returns whether all of it was appended, and how many links were made and ended.</summary>
    private async Task<(bool Whole, int Linked, int Unlinked)> Regroup(
        IReadOnlyList<MatchView> standing, IReadOnlyList<(Guid Pair, MatchEvent Fact)> plan, Dictionary<Guid, VerdictDemoted> demoted, CancellationToken cancel)
    {
        var facts = demoted.ToDictionary(d => d.Key, d => new List<MatchEvent> { d.Value });
        foreach (var (pair, fact) in plan)
        {
            if (!facts.TryGetValue(pair, out var of))
                facts.Add(pair, of = []);
            of.Add(fact);
        }

        if (facts.Count == 0)
            return (true, 0, 0);
        var versions = standing.ToDictionary(v => v.Id, v => v.Version);
        var taken = await board.Regroup([.. facts.OrderBy(f => f.Key).Select(f => new PairFacts(f.Key, versions[f.Key], f.Value))], cancel);
        return (taken.Count == facts.Count, Count<PairLinked>(), Count<PairUnlinked>());

        int Count<TFact>() => plan.Count(p => p.Fact is TFact && taken.Contains(p.Pair));
    }

    /// <summary>The fact that a verdict was about words that have changed; null while they are current. Pure.</summary>
    internal static VerdictDemoted? Demotion(MatchView view, Func<MarketRef, MemberFacts> factsOf)
    {
        // Verdicts older than this field were about the words that a market was listed with, if about any that still stand.
        return Of(view.LeftRef, view.LeftWordsVersion ?? 1) ?? Of(view.RightRef, view.RightWordsVersion ?? 1);

        VerdictDemoted? Of(MarketRef market, long judged) =>
            factsOf(market).WordsVersion is var now && now != judged ? new VerdictDemoted(PairSide.Of(market), judged, now) : null;
    }

    private SortedDictionary<Guid, (MarketRef Left, MarketRef Right)> Candidates()
    {
        var pairs = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right)>();
        foreach (var terms in board.Pending)
        {
            foreach (var candidate in board.CandidatesOf(terms))
                Add(pairs, terms.Market, candidate.Market);
        }

        return pairs;
    }

    private static void Add(SortedDictionary<Guid, (MarketRef Left, MarketRef Right)> pairs, MarketRef one, MarketRef other) =>
        pairs[PairIds.Of(one, other)] = PairIds.Ordered(one, other);

    private async Task<(int Judged, int Deferred)> JudgeAll(
        SortedDictionary<Guid, (MarketRef Left, MarketRef Right)> pairs, CancellationToken cancel)
    {
        int judged = 0, deferred = 0;
        // A model's answer is recorded soon: it costs money.
        foreach (var chunk in pairs.Chunk(judge.Spend is null ? AtOnce : AskedAtOnce))
        {
            var known = (await board.Views(chunk.Select(p => p.Key), cancel)).ToDictionary(v => v.Id);
            var texts = await board.Texts(chunk.SelectMany(p => new[] { p.Value.Left, p.Value.Right }), cancel);
            var asked = new List<(Guid Id, MatchView? View, MarketRef Left, MarketRef Right, Task<Judgement> Judgement)>();
            foreach (var (id, (left, right)) in chunk)
            {
                var view = known.GetValueOrDefault(id);
                // Ended markets are no longer matched, but a match that their last words put in doubt is still judged on them.
                var over = view?.Demoted is not null;
                if (Terms(left, texts, over) is not { } leftTerms || Terms(right, texts, over) is not { } rightTerms)
                    continue;
                if (view is not null && IsFresh(view, leftTerms, rightTerms) && (!afresh || !_judged.Add(id)))
                    continue;
                asked.Add((id, view, left, right, judge.Judge(new Pair(texts[left], leftTerms, texts[right], rightTerms), cancel)));
            }

            await Task.WhenAll(asked.Select(a => a.Judgement));
            var facts = new List<PairFacts>();
            foreach (var (id, view, left, right, judging) in asked)
            {
                var judgement = await judging;
                if (judgement is Judgement.Deferred d)
                {
                    deferred++;
                    _deferrals[d.Code] = _deferrals.GetValueOrDefault(d.Code) + 1;
                }
                else
                {
                    judged++;
                }

                if (Facts(view, left, right, judgement) is { Count: > 0 } found)
                    facts.Add(new PairFacts(id, view is null ? 0 : null, found));
            }

            if (facts.Count > 0)
                await board.Record(facts, cancel);
        }

        return (judged, deferred);
    }

    private MarketTerms? Terms(MarketRef market, Dictionary<MarketRef, MarketText> texts, bool over) =>
        board.TermsOf(market) ?? (over && texts.TryGetValue(market, out var text) ? TermsExtractor.Read(text) : null);

    /// <summary>The facts that a judgement adds to a pair.</summary>
    private List<MatchEvent> Facts(MatchView? view, MarketRef left, MarketRef right, Judgement judgement)
    {
        var facts = new List<MatchEvent>(2);
        if (judgement is Judgement.Reached { Verdict: var v })
        {
            if (view is null)
                facts.Add(new PairProposed(PairSide.Of(left), PairSide.Of(right)));
            facts.Add(Reached(v, left, right));
            return facts;
        }

        if (judgement is not Judgement.Deferred d)
            return facts;
        if (view is null)
            facts.Add(new PairProposed(PairSide.Of(left), PairSide.Of(right)));
        // A model's verdict on the same words is kept; otherwise what the rules prove, or refuse, applies meanwhile.
        var ruled = d.Rules is { Links: true } rules && !Stands(view, rules);
        if (ruled)
            facts.Add(Reached(d.Rules! with { Reasoning = d.Rules!.Reasoning + " The model gave no verdict." }, left, right));
        if (ruled || view?.Deferred?.Code != d.Code)
            facts.Add(new JudgementDeferred(judge.Name, judge.Version, d.Code, d.Detail));
        return facts;
    }

    private VerdictReached Reached(Verdict v, MarketRef left, MarketRef right) => new(
        v.Judge, v.JudgeVersion, v.PromptVersion, board.FactsOf(left).TermsHash.ToString(), board.FactsOf(right).TermsHash.ToString(), v.Same, v.Confidence, v.Reasoning, v.Polarity, v.OutcomeMap, v.Findings,
        board.FactsOf(left).WordsVersion, board.FactsOf(right).WordsVersion, v.Family, v.Slots, v.AskedModel, v.LeftReadingHash, v.RightReadingHash);

    /// <summary>Whether there is a verdict on the same words that the rules' own verdict must not replace.</summary>
    private static bool Stands(MatchView? view, Verdict rules) =>
        view is { Demoted: null, Judge: not null } && view.LeftRead == rules.LeftReadingHash && view.RightRead == rules.RightReadingHash
        && (view.Judge != rules.Judge || view.JudgeVersion == rules.JudgeVersion);

    private async Task<Dictionary<Guid, MarketGroup>> Linked(IReadOnlyList<MatchView> standing, CancellationToken cancel)
    {
        var linked = new Dictionary<Guid, MarketGroup>();
        foreach (var view in standing.Where(v => v.EventId is not null))
            linked[view.Id] = await board.GroupOf(view.Id, cancel);
        return linked;
    }

    /// <summary>Why a link ends without a demotion: the words are those that were judged.</summary>
    private static string Why(MatchView view) => view.Allows ? "reassigned" : view.Override is not null ? "override" : "verdict";

    private bool IsFresh(MatchView view, MarketTerms left, MarketTerms right) =>
        view.Demoted is null && view.Deferred is null && view.LeftRead == left.ReadingHash && view.RightRead == right.ReadingHash
        && ((view.Judge == judge.Name && (view.AskedModel ?? view.JudgeVersion) == judge.Version && view.PromptVersion == judge.PromptVersion)
            || (view.Judge == "rules" && view.JudgeVersion == RulesJudge.RulesVersion
                && (view.Vetoes.Count > 0 || (!view.JudgedSame && view.Confidence < Verdict.ModelFloor))));
}
