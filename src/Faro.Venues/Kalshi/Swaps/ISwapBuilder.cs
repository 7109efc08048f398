namespace Faro.Venues.Kalshi.Swaps;

/// <summary>A swap that somebody wants.</summary>
/// <param name="InputMint">What is given: USDC for a BUY, the outcome mint for a SELL.</param>
/// <param name="OutputMint">What is wanted.</param>
/// <param name="Amount">How much is given, in atoms.</param>
/// <param name="SlippageBps">How much worse than quoted the result may be, in basis points.</param>
public sealed record SwapRequest(string InputMint, string OutputMint, ulong Amount, int SlippageBps);

/// <summary>What a swap would give now.</summary>
public sealed record SwapQuote
{
    /// <summary>The request.</summary>
    public required SwapRequest Request { get; init; }

    /// <summary>Atoms of the output that it would give, after fees.</summary>
    public required ulong OutAmount { get; init; }

    /// <summary>The fewest atoms that it may give, after slippage.</summary>
    public required ulong WorstOutAmount { get; init; }

    /// <summary>
    /// Whether the fill comes in later transactions (DFlow): then confirmation of the first one only means that the order is open.
    /// </summary>
    public bool IsAsync { get; init; }

    /// <summary>The routers used, in the source's names.</summary>
    public IReadOnlyList<string> Route { get; init; } = [];

    /// <summary>The source's answer, byte for byte: building needs it unchanged.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }
}

/// <summary>An unsigned transaction that carries out a swap.</summary>
/// <param name="Quote">Its quote: the one it was built from, or the fresh one it came with.</param>
/// <param name="TransactionBase64">The unsigned transaction.</param>
/// <param name="LastValidBlockHeight">The block height after which it can no longer land.</param>
public sealed record SwapTransaction(SwapQuote Quote, string TransactionBase64, ulong LastValidBlockHeight);

/// <summary>The result of a request for a swap: refusals are values, failed reads are exceptions.</summary>
/// <typeparam name="T">The requested type.</typeparam>
public abstract record SwapReply<T>
    where T : class
{
    private SwapReply()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Found(T Value) : SwapReply<T>;

    /// <summary>The source will not do it.</summary>
    /// <param name="Code">
    /// <c>no_route</c> (no route between the tokens now; will not recover within seconds), <c>too_large</c> (not for this amount),
    /// <c>insufficient_funds</c>, <c>unverified_wallet</c>, <c>slippage</c>, <c>not_supported</c>, <c>simulation_failed</c>.
    /// </param>
    /// <param name="Reason">The source's words.</param>
    public sealed record Refused(string Code, string Reason) : SwapReply<T>;
}

/// <summary>A source of swaps between USDC and outcome mints: Jupiter, or DFlow's own trade API.</summary>
public interface ISwapBuilder
{
    /// <summary>The source's name: <c>jupiter</c> or <c>dflow</c>.</summary>
    string Name { get; }

    /// <summary>Asks what a swap would give now.</summary>
    /// <exception cref="VenueException">The source could not be read.</exception>
    Task<SwapReply<SwapQuote>> Quote(SwapRequest request, CancellationToken cancel);

    /// <summary>Asks for the unsigned transaction of a quoted swap, paid and signed by <paramref name="account"/>.</summary>
    /// <exception cref="VenueException">The source could not be read.</exception>
    Task<SwapReply<SwapTransaction>> Build(SwapQuote quote, string account, CancellationToken cancel);
}
