using Faro.Ingest;

namespace Faro.Matching.Matches.Overriding;

/// <summary>What an operator says of a pair.</summary>
/// <param name="Same">Whether the two markets resolve identically.</param>
/// <param name="Polarity">Whether their outcomes agree directly or inverted; ignored for markets that differ.</param>
/// <param name="Reason">Why.</param>
/// <param name="Confirm">Confirms that a hard refutation is overruled.</param>
public sealed record OverrideMatch(bool Same, Polarity Polarity, string Reason, bool Confirm = false);

/// <summary>What came of an operator's decision.</summary>
public abstract record OverrideResult
{
    private OverrideResult()
    {
    }

    /// <summary>It is recorded, and the events, quotes and plans already follow it.</summary>
    /// <param name="Match">The pair now.</param>
    public sealed record Done(MatchView Match) : OverrideResult;

    /// <summary>There is no such pair.</summary>
    public sealed record NotFound : OverrideResult;

    /// <summary>There is no decision to withdraw.</summary>
    public sealed record NothingToWithdraw : OverrideResult;

    /// <summary>The pair is refuted by a hard fact; only a confirmed decision overrules that.</summary>
    /// <param name="Refuted">The facts.</param>
    public sealed record NeedsConfirmation(IReadOnlyList<MatchFinding> Refuted) : OverrideResult;
}

/// <summary>From a pair and an operator's decision to facts. Pure.</summary>
internal static class OverrideDecision
{
    /// <summary>The facts of a decision, or why there are none.</summary>
    /// <param name="pair">The current pair.</param>
    /// <param name="command">What the operator says.</param>
    /// <param name="left">The current left market; null when its view has not been filled yet.</param>
    /// <param name="right">The right one.</param>
    public static (IReadOnlyList<MatchEvent> Facts, OverrideResult? Refused) Of(MatchView? pair, OverrideMatch command, MarketView? left, MarketView? right)
    {
        if (pair is null)
            return ([], new OverrideResult.NotFound());
        var overruled = command.Same && pair.Vetoes.Count > 0;
        if (overruled && !command.Confirm)
            return ([], new OverrideResult.NeedsConfirmation(pair.Vetoes));
        return (
            [
                new VerdictOverridden(
                    command.Same, command.Polarity, command.Reason, left?.WordsVersion, right?.WordsVersion,
                    command.Same && left is not null && right is not null ? Map(left.Terms, right.Terms, command.Polarity) : null,
                    overruled ? pair.Vetoes : null),
            ], null);
    }

    /// <summary>The facts of withdrawing a decision, or why there are none. A verdict on words that have changed is not restored.</summary>
    /// <param name="pair">The current pair.</param>
    /// <param name="reason">Why.</param>
    /// <param name="facts">Of its markets.</param>
    public static (IReadOnlyList<MatchEvent> Facts, OverrideResult? Refused) Withdrawal(MatchView? pair, string? reason, Func<Venues.MarketRef, MemberFacts> facts)
    {
        if (pair is null)
            return ([], new OverrideResult.NotFound());
        if (pair.Override is null)
            return ([], new OverrideResult.NothingToWithdraw());
        var withdrawn = new OverrideWithdrawn(reason);
        var after = After(pair, [withdrawn]);
        return after is { Judge: not null, Demoted: null } && MatchPass.Demotion(after, facts) is { } demoted ? ([withdrawn, demoted], null) : ([withdrawn], null);
    }

    /// <summary>The pair after these facts.</summary>
    public static MatchView After(MatchView pair, IReadOnlyList<MatchEvent> facts) => facts.Aggregate(pair, (view, fact) => MatchView.Evolve(
        view, MatchView.Supposed(pair.Id, fact, view.Version + 1, view.ChangedAt)));

    private static Dictionary<string, string> Map(ListedTerms left, ListedTerms right, Polarity polarity) => polarity == Polarity.Inverted
        ? new() { [left.YesLabel] = right.NoLabel, [left.NoLabel] = right.YesLabel }
        : new() { [left.YesLabel] = right.YesLabel, [left.NoLabel] = right.NoLabel };
}
