namespace Faro.Venues;

/// <summary>How long an order lives.</summary>
public enum TimeInForce
{
    /// <summary>Rests until it is filled or cancelled.</summary>
    Gtc,

    /// <summary>Takes what is available now; the rest is cancelled.</summary>
    Ioc,

    /// <summary>All at once or nothing.</summary>
    Fok,
}

/// <summary>The names of times in force in JSON.</summary>
public static class TimeInForceWords
{
    /// <summary><c>GTC</c>, <c>IOC</c> or <c>FOK</c>.</summary>
    public static string Word(this TimeInForce time) => time switch
    {
        TimeInForce.Gtc => "GTC",
        TimeInForce.Ioc => "IOC",
        TimeInForce.Fok => "FOK",
        _ => throw new ArgumentOutOfRangeException(nameof(time), time, "Not a time in force."),
    };
}
