namespace Faro.Venues;

/// <summary>Which way an order trades.</summary>
public enum Side
{
    /// <summary>Pays collateral, gets shares. 0 in signed structs.</summary>
    Buy,

    /// <summary>Gives shares, gets collateral. 1 in signed structs.</summary>
    Sell,
}

/// <summary>The words for sides as they appear in JSON.</summary>
public static class SideWords
{
    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public static string Word(this Side side) => side == Side.Buy ? "BUY" : "SELL";
}
