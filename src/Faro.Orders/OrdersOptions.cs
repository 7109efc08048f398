using Faro.Orders.Preparing;

namespace Faro.Orders;

/// <summary>Settings of trading, section <c>Faro:Orders</c>.</summary>
public sealed record OrdersOptions
{
    /// <summary>Where the settings stand.</summary>
    public const string Section = "Faro:Orders";

    /// <summary>How long a prepared order may be submitted.</summary>
    public TimeSpan PrepareLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a Solana leg may be submitted: its blockhash dies after 60 to 90 seconds.</summary>
    public TimeSpan SolanaLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long quotes wait for a venue.</summary>
    public TimeSpan QuoteDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a market's terms as the venue's order book server tells them are kept (the book's own tick always wins).</summary>
    public TimeSpan TermsLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most levels of a book that a plan looks at, and keeps.</summary>
    public int Levels { get; init; } = 100;

    /// <summary>Slippage that a Solana swap may have, in basis points, where the limit price allows it.</summary>
    public int SlippageBps { get; init; } = 100;

    /// <summary>Kalshi's taker rate, <c>rate × p × (1 − p)</c> a contract, where the market does not tell.</summary>
    public decimal KalshiFeeRate { get; init; } = 0.09m;

    /// <summary>Whether a live Foresight server knows FOK; ours does.</summary>
    public bool LiveForesightFok { get; init; }

    /// <summary>What Foresight's price means on an order for NO.</summary>
    public NoPriceConvention NoPrice { get; init; }

    /// <summary>The chain that Polymarket's orders are signed for.</summary>
    public long PolymarketChainId { get; init; } = 137;

    /// <summary>When a leg that was sent is first looked at; then less and less often, at last every tenfold of it.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>After how long a submission without an answer on the log counts as in doubt: longer than any call takes.</summary>
    public TimeSpan SubmitGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Blocks beyond its last one after which a transaction is certainly dead.</summary>
    public int SolanaSafetyBlocks { get; init; } = 20;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        PrepareLifetime <= TimeSpan.Zero || SolanaLifetime <= TimeSpan.Zero || QuoteDeadline <= TimeSpan.Zero || FollowInterval <= TimeSpan.Zero
            || SubmitGrace <= TimeSpan.Zero || TermsLifetime < TimeSpan.Zero ? $"{Section}: every span must be above zero."
        : Levels is < 1 or > 500 ? $"{Section}:Levels must be 1 … 500."
        : SlippageBps is < 0 or > 1_000 ? $"{Section}:SlippageBps must be 0 … 1000."
        : KalshiFeeRate is < 0 or > 1 ? $"{Section}:KalshiFeeRate must be 0 … 1."
        : null;
}

/// <summary>Why a call is not done: what the API answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The documented error code.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record OrderRefusal(int Status, string Code, string Message)
{
    /// <summary>The field at fault, in the API's own names; null when it is none.</summary>
    public string? Field { get; init; }

    /// <summary>What is wrong with the field.</summary>
    public string? FieldText { get; init; }

    /// <summary>502: the venue.</summary>
    public string? Venue { get; init; }

    /// <summary>502: the venue's own code.</summary>
    public string? VenueCode { get; init; }

    /// <summary>A fault of one field.</summary>
    internal static OrderRefusal Of(string field, string text) =>
        new(400, "bad_request", "Invalid request body") { Field = field, FieldText = text };
}

/// <summary>An answer or a refusal.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Value">The answer; null when refused.</param>
/// <param name="Refusal">The refusal; null when answered.</param>
public readonly record struct OrderAnswer<T>(T? Value, OrderRefusal? Refusal)
    where T : class
{
    /// <summary>Answered.</summary>
    public static implicit operator OrderAnswer<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator OrderAnswer<T>(OrderRefusal refusal) => new(null, refusal);
}
