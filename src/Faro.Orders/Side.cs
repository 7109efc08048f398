namespace Faro.Orders;

/// <summary>Which way an order trades.</summary>
public enum Side
{
    /// <summary>Gives collateral, gets shares. 0 in signed structs.</summary>
    Buy,

    /// <summary>Gives shares, gets collateral. 1 in signed structs.</summary>
    Sell,
}

/// <summary>How long an order stands.</summary>
public enum TimeInForce
{
    /// <summary>Rests until it is filled or cancelled.</summary>
    Gtc,

    /// <summary>What is there now; the rest dies.</summary>
    Ioc,

    /// <summary>All at once or nothing.</summary>
    Fok,
}

/// <summary>The words for sides, outcomes and times in force as they stand in JSON.</summary>
public static class OrderWords
{
    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    public static string Word(this Side side) => side == Side.Buy ? "BUY" : "SELL";

    /// <summary><c>GTC</c>, <c>IOC</c> or <c>FOK</c>.</summary>
    public static string Word(this TimeInForce time) => time switch
    {
        TimeInForce.Gtc => "GTC",
        TimeInForce.Ioc => "IOC",
        TimeInForce.Fok => "FOK",
        _ => throw new ArgumentOutOfRangeException(nameof(time), time, "Not a time in force."),
    };
}
