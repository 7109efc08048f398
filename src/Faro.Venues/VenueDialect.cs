using Microsoft.Extensions.Logging;

namespace Faro.Venues;

/// <summary>
/// What is known of a venue without calling it, and how to connect to it. One class in each venue's folder; a new venue is one
/// folder, one member of <see cref="Venue"/> and one line in <see cref="VenueDialects"/>.
/// </summary>
public abstract class VenueDialect
{
    /// <summary>The venue.</summary>
    public abstract Venue Venue { get; }

    /// <summary>The lower-case name in URLs, JSON and stream ids.</summary>
    public abstract string Name { get; }

    /// <summary>How a caller signs and submits a leg of this venue, in words.</summary>
    public abstract string SigningInstructions { get; }

    /// <summary>Why orders cannot be cancelled here, in a sentence; null where they can.</summary>
    public virtual string? NotCancellable => null;

    /// <summary>Whether anybody may ask what became of an order; elsewhere the venue answers only its owner.</summary>
    public virtual bool IsPublic => false;

    /// <summary>Whether the credentials of a submission also open the order for reading.</summary>
    public virtual bool SubmissionOpensOrder => false;

    /// <summary>Whether the venue answers a submission before it matches the order, so that it should be asked again at once.</summary>
    public virtual bool MatchesAfterAnswer => false;

    /// <summary>Whether a portfolio without this venue's part is no answer at all.</summary>
    public virtual bool PortfolioIsRequired => false;

    /// <summary>What a reader of positions has to know where this venue's are not read; null for nothing.</summary>
    public virtual string? PositionsNote => null;

    /// <summary>The same for balances.</summary>
    public virtual string? BalancesNote => null;

    /// <summary>The maintenance window that contains the time, else the next one; null when the venue has none at known times.</summary>
    public virtual MaintenanceWindow? Maintenance(DateTimeOffset now) => null;

    /// <summary>What is wrong with the accounts that a caller names; null when nothing is.</summary>
    public virtual FieldFault? Fault(TraderAccounts accounts) => null;

    /// <summary>Connects to the venue's addresses; null when the settings switch it off.</summary>
    internal abstract VenueConnection? Connect(VenueSetName set, VenueSetOptions options, TimeProvider time, ILoggerFactory logs);
}

/// <summary>A venue's clients.</summary>
/// <param name="Client">The HTTP client behind both; the caller that connected disposes of it.</param>
/// <param name="Catalog">Its catalog.</param>
/// <param name="Trading">Its books and orders.</param>
internal sealed record VenueConnection(IDisposable Client, IMarketSource Catalog, ITradingVenue Trading);

/// <summary>The dialects of all venues.</summary>
public static class VenueDialects
{
    /// <summary>All of them, in the fixed order of venues.</summary>
    public static IReadOnlyList<VenueDialect> All { get; } = [new Polymarket.Dialect(), new Kalshi.Dialect(), new Foresight.Dialect()];

    /// <summary>A venue's dialect.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue.</exception>
    public static VenueDialect Of(Venue venue) => (int)venue >= 0 && (int)venue < All.Count
        ? All[(int)venue]
        : throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue.");
}
