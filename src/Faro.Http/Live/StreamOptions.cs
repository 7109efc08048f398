namespace Faro.Http.Live;

/// <summary>How live quotes are served (section <c>Faro:Stream</c>).</summary>
public sealed record StreamOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Stream";

    /// <summary>The longest silence of a quiet stream before a heartbeat.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most streams a node serves at once.</summary>
    public int MostStreams { get; init; } = 5_000;

    /// <summary>The most of them for one key.</summary>
    public int MostStreamsOfKey { get; init; } = 1_000;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        Heartbeat < TimeSpan.FromMilliseconds(100) || Heartbeat > TimeSpan.FromMinutes(5) ? "Faro:Stream:Heartbeat is 100 ms to 5 minutes."
        : MostStreams is < 1 or > 100_000 ? "Faro:Stream:MostStreams is 1 to 100,000."
        : MostStreamsOfKey < 1 || MostStreamsOfKey > MostStreams ? "Faro:Stream:MostStreamsOfKey is 1 to Faro:Stream:MostStreams."
        : null;
}
