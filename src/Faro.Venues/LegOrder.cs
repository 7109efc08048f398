using System.Text.Json.Nodes;

namespace Faro.Venues;

/// <summary>A planned leg, as input for building it at a venue. Ids, salts and times are arguments, so building is repeatable.</summary>
public sealed record LegOrder
{
    /// <summary>The leg's id.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The market.</summary>
    public required MarketRef Market { get; init; }

    /// <summary>What an order there needs.</summary>
    public required TradingTerms Terms { get; init; }

    /// <summary>The market's own outcome that is traded.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The venue's label of it.</summary>
    public required string OutcomeLabel { get; init; }

    /// <summary>Which way it trades.</summary>
    public required Side Side { get; init; }

    /// <summary>How long it lives.</summary>
    public required TimeInForce Time { get; init; }

    /// <summary>How many shares.</summary>
    public required Shares Shares { get; init; }

    /// <summary>Their notional at the plan's prices.</summary>
    public required Money Notional { get; init; }

    /// <summary>Whether the order spends the notional, whatever number of shares it buys; the shares are then the fewest it may buy.</summary>
    public bool SpendsNotional { get; init; }

    /// <summary>The limit price, on the venue's grid.</summary>
    public required Price LimitPrice { get; init; }

    /// <summary>The caller's own limit in dollars, before rounding to a tick; null for none.</summary>
    public decimal? CallerLimit { get; init; }

    /// <summary>The caller's accounts.</summary>
    public required TraderAccounts Accounts { get; init; }

    /// <summary>128 random bits.</summary>
    public required UInt128 Salt { get; init; }

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long it may be submitted, if the venue itself sets no limit.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The token of the outcome that is traded.</summary>
    public string TokenId => Outcome == Outcome.Yes ? Terms.YesToken : Terms.NoToken;
}

/// <summary>What became of building a leg.</summary>
public abstract record BuildReply
{
    private BuildReply()
    {
    }

    /// <summary>Here it is.</summary>
    /// <param name="Leg">The leg.</param>
    public sealed record Built(BuiltLeg Leg) : BuildReply;

    /// <summary>The venue cannot take part.</summary>
    /// <param name="Code">A stable reason.</param>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record NotBuilt(string Code, string Reason) : BuildReply
    {
        /// <summary>Whether the venue could not be reached, so that the same request may succeed later.</summary>
        public bool Unreachable { get; init; }
    }
}

/// <summary>A leg with what the caller gets for it.</summary>
/// <param name="Leg">What Faro keeps.</param>
/// <param name="UnsignedPayload">The document that the caller signs, in the form for its wallet.</param>
/// <param name="Preview">The same in plain words.</param>
public sealed record BuiltLeg(PreparedLeg Leg, JsonObject UnsignedPayload, Preview Preview)
{
    /// <summary>The request that the caller's own headers have to cover; null where none are computed.</summary>
    public RelayedRequest? Relay { get; init; }

    /// <summary>The same for cancelling the leg later.</summary>
    public CoveredRequest? Cancel { get; init; }
}

/// <summary>A request whose headers the caller computes over a body with placeholders.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="BodyTemplate">The exact body with blanks.</param>
/// <param name="Placeholders">Each placeholder, and what replaces it.</param>
/// <param name="SignatureSuffix">What follows the key's signature, in hexadecimal digits; null for nothing.</param>
public sealed record RelayedRequest(
    string Method, string Path, string BodyTemplate, IReadOnlyList<KeyValuePair<string, string>> Placeholders, string? SignatureSuffix);

/// <summary>A request whose headers the caller computes.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Body">The exact body.</param>
public sealed record CoveredRequest(string Method, string Path, string Body);
