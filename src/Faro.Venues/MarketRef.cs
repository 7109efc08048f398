namespace Faro.Venues;

/// <summary>One market at one venue.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="MarketId">
/// The venue's own id: a condition id at Polymarket, a ticker at Kalshi, <c>{condition_id}:{chain_id}</c> at Foresight.
/// </param>
public readonly record struct MarketRef(Venue Venue, string MarketId)
{
    /// <summary>The id of the market's stream on the log: <c>market/polymarket/0x…</c>.</summary>
    public string StreamId => $"market/{Venue.Name()}/{MarketId}";

    /// <inheritdoc/>
    public override string ToString() => $"{Venue.Name()}/{MarketId}";
}
