using Faro.Orders.Quotes;
using Faro.Venues;

namespace Faro.Orders;

/// <summary>What every venue answered about a portfolio.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Parts">One entry a venue, in the fixed order of venues.</param>
public sealed record Portfolio<T>(IReadOnlyList<PortfolioPart<T>> Parts)
    where T : class;

/// <summary>What one venue answered.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Venue">The venue.</param>
/// <param name="Value">Its answer; null when it could not be read.</param>
/// <param name="Failure">Why it could not be read; null with an answer.</param>
public sealed record PortfolioPart<T>(Venue Venue, T? Value, OrderRefusal.VenueFailed? Failure)
    where T : class;

/// <summary>Positions and values, read through at every call and kept nowhere.</summary>
public sealed class PortfolioService(QuoteService quotes)
{
    /// <summary>Positions per venue; a venue that cannot be read is an entry with an error unless the answer means nothing without it.</summary>
    public Task<OrderResult<Portfolio<VenuePositions>>> Positions(PortfolioRequest request, bool test, CancellationToken cancel) => Read(
        test, venue => venue.GetPositions(request, cancel), venue => venue.PositionsNote is { } note ? new(null, note) : new VenuePositions([]));

    /// <summary>Values per venue, likewise.</summary>
    public Task<OrderResult<Portfolio<VenueBalances>>> Balances(PortfolioRequest request, bool test, CancellationToken cancel) => Read(
        test, venue => venue.GetBalances(request, cancel),
        venue => venue.BalancesNote is { } note ? new VenueBalances { Note = note } : new VenueBalances { Collateral = [] });

    private async Task<OrderResult<Portfolio<T>>> Read<T>(bool test, Func<ITradingVenue, Task<T>> read, Func<VenueDialect, T> switchedOff)
        where T : class
    {
        if (quotes.Clients(test) is not { } clients) return OrderRefusal.NoSandbox;
        var parts = await Task.WhenAll(VenueDialects.All.Select(async dialect =>
            clients.Trading(dialect.Venue) is { } venue ? await Part(venue, read) : new PortfolioPart<T>(dialect.Venue, switchedOff(dialect), null)));
        return parts.FirstOrDefault(p => p.Failure is not null && VenueDialects.Of(p.Venue).PortfolioIsRequired) is { Failure: { } failure }
            ? failure
            : new Portfolio<T>(parts);
    }

    private static async Task<PortfolioPart<T>> Part<T>(ITradingVenue venue, Func<ITradingVenue, Task<T>> read)
        where T : class
    {
        try
        {
            return new PortfolioPart<T>(venue.Venue, await read(venue), null);
        }
        catch (VenueException e)
        {
            return new PortfolioPart<T>(venue.Venue, null, new OrderRefusal.VenueFailed(venue.Venue, e.Code, e.Message));
        }
    }
}
