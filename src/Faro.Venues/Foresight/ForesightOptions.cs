namespace Faro.Venues.Foresight;

/// <summary>Foresight's address and limits.</summary>
public sealed record ForesightOptions
{
    /// <summary>Whether this venue is read and traded at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The server, without <c>/v1</c>.</summary>
    public Uri Url { get; init; } = new("https://api.foresight.now");

    /// <summary>The chain whose markets are read: 56 live, 31337 in the sandbox.</summary>
    public int ChainId { get; init; } = 56;

    /// <summary>Whether the server knows FOK; null when it is a sandbox that does, or a live one that is not known to.</summary>
    public bool? FillOrKill { get; init; }

    /// <summary>What the server's field <c>price</c> means on an order for NO.</summary>
    public NoPriceConvention NoPrice { get; init; }

    /// <summary>Markets on a page.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Own reads, and as many submissions, per second (no budget is applied to an address of this machine).</summary>
    public double RequestsPerSecond { get; init; } = 20;
}
