using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;
using Faro.Venues.Kalshi.Solana;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Kalshi.Swaps;

/// <summary>The state of an asynchronous DFlow order.</summary>
public enum DFlowOrderState
{
    /// <summary>Not on chain yet.</summary>
    Pending,

    /// <summary>On chain, being filled.</summary>
    Open,

    /// <summary>Done: filled, partly filled or refunded; the fills show which.</summary>
    Closed,

    /// <summary>Never landed.</summary>
    Expired,

    /// <summary>Failed on chain.</summary>
    Failed,
}

/// <summary>An asynchronous DFlow order, from its trade API.</summary>
/// <param name="State">Its state.</param>
/// <param name="InAmount">Atoms given so far.</param>
/// <param name="OutAmount">Atoms received so far. Closed with zero means refunded, so not filled.</param>
/// <param name="FillSignatures">The transactions that filled it.</param>
/// <param name="RevertSignatures">The transactions that refunded it.</param>
public sealed record DFlowOrder(
    DFlowOrderState State, ulong InAmount, ulong OutAmount,
    IReadOnlyList<string> FillSignatures, IReadOnlyList<string> RevertSignatures);

/// <summary>Swaps by DFlow's own trade API, which needs a key and an identity-checked wallet.</summary>
public sealed class DFlowSwaps : ISwapBuilder, IDisposable
{
    private readonly VenueHttp host;
    private readonly Secret? key;

    /// <summary>Creates the client.</summary>
    public DFlowSwaps(KalshiOptions options, VenueHttpOptions http, TimeProvider time, ILogger logger)
    {
        host = new VenueHttp(Venue.Kalshi, options.DFlowTradeUrl, options.JupiterRequestsPerSecond, http, time, logger);
        key = options.DFlowApiKey;
    }

    /// <inheritdoc/>
    public string Name => "dflow";

    /// <inheritdoc/>
    public async Task<SwapReply<SwapQuote>> Quote(SwapRequest request, CancellationToken cancel)
    {
        var answer = await Order(request, null, cancel).ConfigureAwait(false);
        return Refusal<SwapQuote>(answer)
            ?? new SwapReply<SwapQuote>.Found(SwapParser.Quote(answer.Body, request)
                ?? throw host.BadAnswer("The quote does not match the request."));
    }

    /// <inheritdoc/>
    public async Task<SwapReply<SwapTransaction>> Build(SwapQuote quote, string account, CancellationToken cancel)
    {
        // The transaction comes with a quote of its own; one below the promised amount means that the price moved.
        var answer = await Order(quote.Request, account, cancel).ConfigureAwait(false);
        if (Refusal<SwapTransaction>(answer) is { } refusal)
            return refusal;
        var fresh = SwapParser.Quote(answer.Body, quote.Request) ?? throw host.BadAnswer("The order does not match the request.");
        if (fresh.WorstOutAmount < quote.WorstOutAmount)
            return new SwapReply<SwapTransaction>.Refused("slippage", "The price moved between quote and order.");
        return new SwapReply<SwapTransaction>.Found(SwapParser.Transaction(answer.Body, "transaction", fresh)
            ?? throw host.BadAnswer("The order contains no transaction."));
    }

    /// <summary>The state of an asynchronous order, by the signature of its opening transaction; null when unknown (yet).</summary>
    /// <exception cref="VenueException">The source could not be read.</exception>
    public async Task<DFlowOrder?> GetOrder(string signature, ulong lastValidBlockHeight, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"order-status?signature={Uri.EscapeDataString(signature)}&lastValidBlockHeight={lastValidBlockHeight}");
        var answer = await host.Read(() => host.Request(HttpMethod.Get, path, null, Headers), ReadKind.Quote, cancel).ConfigureAwait(false);
        if ((int)answer.Status == 404 && answer.IsJson)
            return null;
        if (!answer.IsSuccess)
            throw host.Failure(answer);
        return ParseOrder(answer.Body) ?? throw host.BadAnswer("The order's status cannot be read or is unknown.", retryable: false);
    }

    /// <summary>Reads an order status; null for anything else, including an unknown state.</summary>
    internal static DFlowOrder? ParseOrder(ReadOnlyMemory<byte> body) => Tolerant.Document(body, root =>
    {
        DFlowOrderState? state = Tolerant.Text(root, "status"u8) switch
        {
            "pending" => DFlowOrderState.Pending,
            "open" or "pendingClose" => DFlowOrderState.Open,
            "closed" => DFlowOrderState.Closed,
            "expired" => DFlowOrderState.Expired,
            "failed" => DFlowOrderState.Failed,
            _ => null,
        };
        return state is { } known
            ? new DFlowOrder(known, SolanaParser.Whole(root, "inAmount"u8) ?? 0, SolanaParser.Whole(root, "outAmount"u8) ?? 0,
                Signatures(root, "fills"u8), Signatures(root, "reverts"u8))
            : null;
    });

    /// <inheritdoc/>
    public void Dispose() => host.Dispose();

    private Task<VenueAnswer> Order(SwapRequest request, string? account, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"order?inputMint={request.InputMint}&outputMint={request.OutputMint}&amount={request.Amount}"
            + $"&slippageBps={request.SlippageBps}&predictionMarketSlippageBps={request.SlippageBps}")
            + (account is null ? "" : $"&userPublicKey={Uri.EscapeDataString(account)}");
        return host.Read(() => host.Request(HttpMethod.Get, path, null, Headers), ReadKind.Quote, cancel);
    }

    private SwapReply<T>? Refusal<T>(VenueAnswer answer)
        where T : class
    {
        if ((int)answer.Status is 400 or 404 or 422 && SwapParser.Refusal(answer.Body) is { } refusal)
            return new SwapReply<T>.Refused(refusal.Code, refusal.Reason);
        return answer.IsSuccess ? null : throw host.Failure(answer);
    }

    private static string[] Signatures(JsonElement root, ReadOnlySpan<byte> name) =>
        Tolerant.List(root, name) is { } list
            ? [.. list.EnumerateArray().Select(f => Tolerant.Text(f, "signature"u8)).OfType<string>().Take(1000)]
            : [];

    private void Headers(HttpRequestHeaders headers)
    {
        if (key is not null)
            headers.TryAddWithoutValidation("x-api-key", key.Reveal());
    }
}
