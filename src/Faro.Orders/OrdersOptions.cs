namespace Faro.Orders;

/// <summary>Settings of trading, section <c>Faro:Orders</c>.</summary>
public sealed record OrdersOptions
{
    /// <summary>Where the settings stand.</summary>
    public const string Section = "Faro:Orders";

    /// <summary>How long a prepared order may be submitted.</summary>
    public TimeSpan PrepareLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long quotes wait for a venue.</summary>
    public TimeSpan QuoteDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a market's terms from the venue's order book server are kept (the book's own tick always wins).</summary>
    public TimeSpan TermsLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most levels of a book that a plan uses and stores.</summary>
    public int Levels { get; init; } = 100;

    /// <summary>When a submitted leg is first checked; then less and less often, up to ten times this interval.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long after a submission without an answer on the log it counts as in doubt: longer than any call takes.</summary>
    public TimeSpan SubmitGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a book that is streamed is polled if its venue does not push it; less often when many are.</summary>
    public TimeSpan LivePollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause after such a read has failed.</summary>
    public TimeSpan LivePollPauseAfterFailure { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a venue's socket has to deliver a book before the book is polled.</summary>
    public TimeSpan LiveSocketPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an event is followed after its last reader has disconnected.</summary>
    public TimeSpan LiveLinger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often streamed events are read again, for markets that have joined or left them.</summary>
    public TimeSpan LiveMembersEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Settings that belong to a venue now, and where: a setting that is silently ignored is worse than none.</summary>
    internal static IReadOnlyDictionary<string, string> Moved { get; } = new Dictionary<string, string>
    {
        ["SolanaLifetime"] = "Kalshi:TransactionLifetime",
        ["SlippageBps"] = "Kalshi:SlippageBps",
        ["KalshiFeeRate"] = "Kalshi:FeeRate",
        ["SolanaSafetyBlocks"] = "Kalshi:SafetyBlocks",
        ["LiveForesightFok"] = "Foresight:FillOrKill",
        ["NoPrice"] = "Foresight:NoPrice",
        ["PolymarketChainId"] = "Polymarket:OrderChainId",
    };

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        PrepareLifetime <= TimeSpan.Zero || QuoteDeadline <= TimeSpan.Zero || FollowInterval <= TimeSpan.Zero
            || SubmitGrace <= TimeSpan.Zero || TermsLifetime < TimeSpan.Zero || LivePollInterval <= TimeSpan.Zero || LivePollPauseAfterFailure <= TimeSpan.Zero
            || LiveSocketPatience <= TimeSpan.Zero || LiveLinger <= TimeSpan.Zero || LiveMembersEvery <= TimeSpan.Zero ? $"{Section}: every span must be above zero."
        : Levels is < 1 or > 500 ? $"{Section}:Levels must be 1 … 500."
        : null;
}
