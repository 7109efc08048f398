using System.Globalization;

namespace Faro.Venues.Foresight;

/// <summary>A Foresight market is known by condition and chain; our market id holds both: <c>{condition_id}:{chain_id}</c>.</summary>
public static class ForesightIds
{
    /// <summary>The market id.</summary>
    public static string MarketId(string conditionId, int chainId) =>
        string.Create(CultureInfo.InvariantCulture, $"{conditionId.ToLowerInvariant()}:{chainId}");

    /// <summary>Takes a market id apart; false when it is none.</summary>
    public static bool TryParse(string marketId, out string conditionId, out int chainId)
    {
        var colon = marketId.LastIndexOf(':');
        conditionId = colon > 0 ? marketId[..colon] : "";
        chainId = 0;
        return colon > 0 && int.TryParse(marketId.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out chainId);
    }
}
