namespace Faro.Http.Feed;

/// <summary>How the feed is served (section <c>Faro:Feed</c>).</summary>
public sealed record FeedOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Feed";

    /// <summary>The longest silence of a quiet feed before a heartbeat.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many entries are queued for a slow reader before it has to reconnect.</summary>
    public int Waiting { get; init; } = 512;

    /// <summary>The most readers a node serves at once.</summary>
    public int MostReaders { get; init; } = 5_000;

    /// <summary>The most of them for one account.</summary>
    public int MostReadersOfAccount { get; init; } = 1_000;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        Heartbeat < TimeSpan.FromMilliseconds(100) || Heartbeat > TimeSpan.FromMinutes(5) ? "Faro:Feed:Heartbeat is 100 ms to 5 minutes."
        : Waiting is < 1 or > 100_000 ? "Faro:Feed:Waiting is 1 to 100,000."
        : MostReaders is < 1 or > 100_000 ? "Faro:Feed:MostReaders is 1 to 100,000."
        : MostReadersOfAccount < 1 || MostReadersOfAccount > MostReaders ? "Faro:Feed:MostReadersOfAccount is 1 to Faro:Feed:MostReaders."
        : null;
}
