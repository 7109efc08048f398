using Faro.Venues;

namespace Faro.Ingest;

/// <summary>A state folded from one market's facts. It returns itself unchanged for facts that it does not keep.</summary>
/// <typeparam name="TState">The state itself.</typeparam>
public interface IMarketState<TState>
    where TState : class, IMarketState<TState>
{
    /// <summary>The state that the first fact makes.</summary>
    static abstract TState Listed(MarketListed fact);

    /// <summary>The market's words changed.</summary>
    TState With(MarketTermsChanged fact);

    /// <summary>What an order needs changed.</summary>
    TState With(MarketTradingTermsChanged fact);

    /// <summary>The quote moved.</summary>
    TState With(ListedQuote quote);

    /// <summary>The market opened, paused or closed.</summary>
    TState With(MarketStatus status);

    /// <summary>The market resolved, or an ended market resumes without an outcome.</summary>
    TState With(MarketStatus status, Resolution? resolution);
}

/// <summary>The only fold of a market's facts: a sync's state, the market's row and its unified event all use it.</summary>
public static class MarketFold
{
    /// <summary>The state after a fact.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    /// <exception cref="InvalidOperationException">An unknown fact, or one about a market that was never listed.</exception>
    public static TState Apply<TState>(TState? state, object fact)
        where TState : class, IMarketState<TState>
    {
        if (fact is MarketListed listed)
            return TState.Listed(listed);
        if (state is null)
            throw new InvalidOperationException($"{fact.GetType().Name} about a market that was never listed.");
        return fact switch
        {
            MarketTermsChanged c => state.With(c),
            MarketTradingTermsChanged c => state.With(c),
            MarketQuoted q => state.With(q.Quote),
            MarketOpened => state.With(MarketStatus.Trading),
            MarketPaused => state.With(MarketStatus.Paused),
            MarketClosed => state.With(MarketStatus.Closed),
            MarketResolved r => state.With(MarketStatus.Resolved, r.Resolution),
            MarketReopened r => state.With(r.Status, null),
            _ => throw new InvalidOperationException($"A market's stream holds a {fact.GetType().Name}."),
        };
    }
}
