using System.Collections.Concurrent;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>A market with the terms that an order at it needs now, or why it cannot take one.</summary>
/// <param name="Member">The market; its trading terms are the fresh ones.</param>
/// <param name="Error">Why it cannot; null when it can.</param>
public sealed record TermsReading(EventMember Member, Exclusion? Error);

/// <summary>
/// Reads what an order at a market must be made of where the catalog does not have the last word. An answer is kept for a minute,
/// but no longer than until the book states another tick, or the venue refuses an order.
/// </summary>
public sealed class TermsReader(OrdersOptions options, TimeProvider clock)
{
    /// <summary>The most markets whose terms are kept.</summary>
    private const int MaxKept = 4_096;

    private readonly ConcurrentDictionary<(VenueSetName Set, MarketRef Market), Lazy<Task<Kept>>> _kept = new();

    /// <summary>The market with its present terms. Venues whose catalog has the last word answer at once.</summary>
    /// <param name="set">Which set of venues.</param>
    /// <param name="venue">The market's venue.</param>
    /// <param name="member">The market.</param>
    /// <param name="book">Its book, read at the same time.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<TermsReading> Read(VenueSetName set, ITradingVenue venue, EventMember member, Task<BookReading> book, CancellationToken cancel)
    {
        if (venue.FreshTerms is not { } source || member.View.Trading is not { } listed) return new TermsReading(member, null);
        var key = (set, member.Ref);
        try
        {
            var kept = await Now(key, source).WaitAsync(options.QuoteDeadline, cancel);
            var tick = (await book).Book?.Tick;
            if (kept.Terms is { } old && tick is { } step && step != old.Tick)
            {
                Forget(set, member.Ref);
                kept = await Now(key, source).WaitAsync(options.QuoteDeadline, cancel);
            }

            return kept.Terms switch
            {
                null => new TermsReading(member, new("not_tradable", "The venue does not know the market.")),
                { AcceptingOrders: false } => new TermsReading(member, new("paused", "The venue is not accepting orders now.")),
                { } t when !t.SameTokens(listed) => new TermsReading(member, new("terms_changed", "The venue returns other tokens than its catalog.")),
                { } t => new TermsReading(member with { View = member.View with { Trading = t.Over(listed, tick) } }, null),
            };
        }
        catch (TimeoutException)
        {
            return new TermsReading(member, new("timeout", "The venue did not return the market's terms in time.") { Unreachable = true });
        }
        catch (VenueException e)
        {
            return new TermsReading(member, Exclusion.Of(e));
        }
    }

    /// <summary>Asks again the next time: the venue refused an order, so what is kept may be why.</summary>
    public void Forget(VenueSetName set, MarketRef market) => _kept.TryRemove((set, market), out _);

    private async Task<Kept> Now((VenueSetName, MarketRef Market) key, ITermsSource source)
    {
        if (_kept.TryGetValue(key, out var flight))
        {
            var kept = await flight.Value;
            if (clock.GetUtcNow() - kept.ReadAt < options.TermsLifetime) return kept;
            _kept.TryRemove(new KeyValuePair<(VenueSetName, MarketRef), Lazy<Task<Kept>>>(key, flight));
        }

        if (_kept.Count >= MaxKept) _kept.Clear();
        return await _kept.GetOrAdd(key, k => new Lazy<Task<Kept>>(() => Fetch(k, source))).Value;
    }

    private async Task<Kept> Fetch((VenueSetName, MarketRef Market) key, ITermsSource source)
    {
        try
        {
            return new Kept(await source.GetPresentTerms(key.Market.MarketId, CancellationToken.None), clock.GetUtcNow());
        }
        catch (VenueException)
        {
            _kept.TryRemove(key, out _); // a failure is nobody's answer but of those who wait for it
            throw;
        }
    }

    private sealed record Kept(PresentTerms? Terms, DateTimeOffset ReadAt);
}
