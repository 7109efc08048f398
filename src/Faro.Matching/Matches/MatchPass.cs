using Faro.Matching.Judging;
using Faro.Matching.Linking;
using Faro.Matching.Terms;
using Faro.Venues;

namespace Faro.Matching.Matches;

/// <summary>
/// One pass of matching over a board: verdicts on words that are gone are demoted, pairs are judged, groups are solved. What is
/// decided depends on the board and the judge alone.
/// </summary>
/// <param name="board">What is known, and where facts go.</param>
/// <param name="judge">Who judges.</param>
/// <param name="afresh">Judges again what this judge has already judged on the same words: to see what a changed matcher would say.</param>
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
        // What stood on the old words is judged on the new ones, whether or not they still look alike.
        foreach (var standing in await board.Around(_touched, cancel))
            Add(pairs, standing.LeftRef, standing.RightRef, true);
        foreach (var waiting in await board.Waiting(cancel))
            Add(pairs, waiting.LeftRef, waiting.RightRef, true);
        foreach (var unheard in (await board.Standing(cancel)).Where(v => v.Deferred is not null))
            Add(pairs, unheard.LeftRef, unheard.RightRef, true);
        var (judged, deferred) = await JudgeAll(pairs, cancel);
        var (linked, unlinked) = await Link(cancel);
        return new PairsJudged(_touched.Count, pairs.Count, judged, linked, unlinked + demoted, deferred, _deferrals.Count > 0 ? _deferrals : null, judge.Spend);
    }

    /// <summary>
    /// Demotes the standing verdicts whose words are gone and ends their links; answers how many links ended. The links among
    /// markets that did not change stay.
    /// </summary>
    public async Task<int> Demote(CancellationToken cancel)
    {
        var standing = await board.Standing(cancel);
        var demoted = standing.Select(v => (View: v, Fact: Demotion(v, board.FactsOf))).Where(d => d.Fact is not null).ToDictionary(d => d.View.Id, d => d.Fact!);
        if (demoted.Count == 0)
            return 0;
        var plan = GroupPlan.Of([.. standing.Where(v => v.Allows && !demoted.ContainsKey(v.Id))], await Linked(standing, cancel), board.FactsOf,
            pair => demoted.ContainsKey(pair) ? "rules_changed" : "reassigned");
        var facts = demoted.ToDictionary(d => d.Key, d => new List<MatchEvent> { d.Value });
        foreach (var (pair, fact) in plan)
        {
            if (!facts.TryGetValue(pair, out var of))
                facts.Add(pair, of = []);
            of.Add(fact);
        }

        await board.Record([.. facts.OrderBy(f => f.Key).Select(f => new PairFacts(f.Key, false, f.Value))], cancel);
        return plan.Count(p => p.Fact is PairUnlinked);
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
            // Where A goes with B and B with C, A and C are judged too.
            var third = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)>();
            foreach (var (left, right) in open)
                Add(third, left, right, true);
            await JudgeAll(third, cancel);
            standing = await board.Standing(cancel);
        }

        var plan = GroupPlan.Of([.. standing.Where(v => v.Allows)], await Linked(standing, cancel), board.FactsOf,
            pair => Why(standing.First(v => v.Id == pair)));
        if (plan.Count > 0)
            await board.Record([.. plan.Select(p => new PairFacts(p.Pair, false, [p.Fact]))], cancel);
        return (plan.Count(p => p.Fact is PairLinked), plan.Count(p => p.Fact is PairUnlinked));
    }

    /// <summary>The fact that a standing verdict was about words that are gone; null while it is about those of now. Pure.</summary>
    internal static VerdictDemoted? Demotion(MatchView view, Func<MarketRef, MemberFacts> factsOf)
    {
        // Verdicts older than this field were about the words that a market was listed with, if about any that still stand.
        return Of(view.LeftRef, view.LeftWordsVersion ?? 1) ?? Of(view.RightRef, view.RightWordsVersion ?? 1);

        VerdictDemoted? Of(MarketRef market, long judged) =>
            factsOf(market).WordsVersion is var now && now != judged ? new VerdictDemoted(PairSide.Of(market), judged, now) : null;
    }

    private SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)> Candidates()
    {
        var pairs = new SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)>();
        foreach (var terms in board.Pending)
        {
            var nearest = true;
            foreach (var candidate in board.CandidatesOf(terms))
            {
                Add(pairs, terms.Market, candidate.Market, nearest);
                nearest = false;
            }
        }

        return pairs;
    }

    private static void Add(SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)> pairs, MarketRef one, MarketRef other, bool nearest)
    {
        var (left, right) = PairIds.Ordered(one, other);
        var id = PairIds.Of(left, right);
        pairs[id] = (left, right, nearest || (pairs.TryGetValue(id, out var known) && known.Nearest));
    }

    private async Task<(int Judged, int Deferred)> JudgeAll(
        SortedDictionary<Guid, (MarketRef Left, MarketRef Right, bool Nearest)> pairs, CancellationToken cancel)
    {
        int judged = 0, deferred = 0;
        // What a model said is recorded soon: an answer costs money.
        foreach (var chunk in pairs.Chunk(judge.Spend is null ? AtOnce : AskedAtOnce))
        {
            var known = (await board.Views(chunk.Select(p => p.Key), cancel)).ToDictionary(v => v.Id);
            var texts = await board.Texts(chunk.SelectMany(p => new[] { p.Value.Left, p.Value.Right }), cancel);
            var asked = new List<(Guid Id, MatchView? View, bool Nearest, MarketRef Left, MarketRef Right, Task<Judgement> Judgement)>();
            foreach (var (id, (left, right, nearest)) in chunk)
            {
                var view = known.GetValueOrDefault(id);
                // What is over is matched no more, but a match that its last words put in doubt is still judged on them.
                var over = view?.Demoted is not null;
                if (Terms(left, texts, over) is not { } leftTerms || Terms(right, texts, over) is not { } rightTerms)
                    continue;
                if (view is not null && IsFresh(view, leftTerms, rightTerms) && (!afresh || !_judged.Add(id)))
                    continue;
                asked.Add((id, view, nearest, left, right, judge.Judge(new Pair(texts[left], leftTerms, texts[right], rightTerms), cancel)));
            }

            await Task.WhenAll(asked.Select(a => a.Judgement));
            var facts = new List<PairFacts>();
            foreach (var (id, view, nearest, left, right, judging) in asked)
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

                if (Facts(view, left, right, nearest, judgement) is { Count: > 0 } found)
                    facts.Add(new PairFacts(id, view is null, found));
            }

            if (facts.Count > 0)
                await board.Record(facts, cancel);
        }

        return (judged, deferred);
    }

    private MarketTerms? Terms(MarketRef market, Dictionary<MarketRef, MarketText> texts, bool over) =>
        board.TermsOf(market) ?? (over && texts.TryGetValue(market, out var text) ? TermsExtractor.Read(text) : null);

    /// <summary>What a judgement adds to what is known of a pair.</summary>
    private List<MatchEvent> Facts(MatchView? view, MarketRef left, MarketRef right, bool nearest, Judgement judgement)
    {
        var facts = new List<MatchEvent>(2);
        if (judgement is Judgement.Reached { Verdict: var v })
        {
            // A refusal is worth keeping for look-alikes; that the tenth candidate is another subject is not.
            if (view is null && !v.Same && !nearest)
                return facts;
            if (view is null)
                facts.Add(new PairProposed(PairSide.Of(left), PairSide.Of(right)));
            facts.Add(Reached(v, left, right));
            return facts;
        }

        if (judgement is not Judgement.Deferred d)
            return facts;
        if (view is null)
            facts.Add(new PairProposed(PairSide.Of(left), PairSide.Of(right)));
        // A model that was heard on the same words keeps its word; otherwise what the rules prove, or refuse, holds meanwhile.
        var ruled = d.Rules is { Links: true } rules && !Stands(view, rules);
        if (ruled)
            facts.Add(Reached(d.Rules! with { Reasoning = d.Rules!.Reasoning + " The model was not heard." }, left, right));
        if (ruled || view?.Deferred?.Code != d.Code)
            facts.Add(new JudgementDeferred(judge.Name, judge.Version, d.Code, d.Detail));
        return facts;
    }

    private VerdictReached Reached(Verdict v, MarketRef left, MarketRef right) => new(
        v.Judge, v.JudgeVersion, v.PromptVersion, v.LeftTermsHash, v.RightTermsHash, v.Same, v.Confidence, v.Reasoning, v.Polarity, v.OutcomeMap, v.Findings,
        board.FactsOf(left).WordsVersion, board.FactsOf(right).WordsVersion, v.Family, v.Slots, v.AskedModel);

    /// <summary>Whether a verdict on the same words stands that the rules' own need not replace.</summary>
    private static bool Stands(MatchView? view, Verdict rules) =>
        view is { Demoted: null, Judge: not null } && view.LeftTermsHash == rules.LeftTermsHash && view.RightTermsHash == rules.RightTermsHash
        && (view.Judge != rules.Judge || view.JudgeVersion == rules.JudgeVersion);

    private async Task<Dictionary<Guid, MarketGroup>> Linked(IReadOnlyList<MatchView> standing, CancellationToken cancel)
    {
        var linked = new Dictionary<Guid, MarketGroup>();
        foreach (var view in standing.Where(v => v.EventId is not null))
            linked[view.Id] = await board.GroupOf(view.Id, cancel);
        return linked;
    }

    private string Why(MatchView view) =>
        view.Allows ? "reassigned"
        : view.Override is not null ? "override"
        : _touched.Contains(view.LeftRef) || _touched.Contains(view.RightRef) ? "rules_changed"
        : "verdict";

    private bool IsFresh(MatchView view, MarketTerms left, MarketTerms right) =>
        view.Demoted is null && view.Deferred is null && view.LeftTermsHash == left.TermsHash && view.RightTermsHash == right.TermsHash
        && ((view.Judge == judge.Name && (view.AskedModel ?? view.JudgeVersion) == judge.Version && view.PromptVersion == judge.PromptVersion)
            || (view.Judge == "rules" && view.JudgeVersion == RulesJudge.RulesVersion
                && (view.Vetoes.Count > 0 || (!view.Same && view.Confidence < Verdict.ModelFloor))));
}
