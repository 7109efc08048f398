namespace Faro.Venues;

/// <summary>A signed leg. In memory only: its content is neither logged nor stored.</summary>
public sealed record SignedLeg
{
    /// <summary>The leg.</summary>
    public required Guid LegId { get; init; }

    /// <summary>The venue the caller says it is for.</summary>
    public required Venue Venue { get; init; }

    /// <summary>EIP-712 signature in hex.</summary>
    public string? Signature { get; init; }

    /// <summary>The signer's address.</summary>
    public string? Owner { get; init; }

    /// <summary>The order type the caller wants; null for the prepared one.</summary>
    public string? OrderType { get; init; }

    /// <summary>The caller's credentials at the venue: Polymarket's L2 headers over the exact body, Foresight's key.</summary>
    public LegCredentials Credentials { get; init; } = LegCredentials.None;

    /// <summary>A signed Solana transaction.</summary>
    public string? SignedTransaction { get; init; }

    /// <summary>The signature of a transaction that the caller sent.</summary>
    public string? RpcSignature { get; init; }

    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"SignedLeg {LegId}";
}

/// <summary>A leg that passed every check: what is sent, and its id at the venue. In memory only.</summary>
/// <param name="ExpectedVenueOrderId">The id that the venue will use.</param>
/// <param name="Body">The exact text that is posted, or the signed transaction; null when the caller sent it.</param>
/// <param name="Credentials">What is sent with it.</param>
public sealed record CheckedLeg(VenueOrderId ExpectedVenueOrderId, string? Body, LegCredentials Credentials)
{
    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => $"CheckedLeg {ExpectedVenueOrderId}";
}

/// <summary>What a check says of a signed leg.</summary>
public abstract record CheckReply
{
    private CheckReply()
    {
    }

    /// <summary>It may be sent.</summary>
    /// <param name="Leg">What is sent.</param>
    public sealed record Sound(CheckedLeg Leg) : CheckReply;

    /// <summary>It may not.</summary>
    /// <param name="Field">The field at fault.</param>
    /// <param name="Text">What is wrong with it.</param>
    public sealed record Unsound(string Field, string Text) : CheckReply;
}
