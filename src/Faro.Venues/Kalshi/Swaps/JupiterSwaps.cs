using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Faro.Venues.Http;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Kalshi.Swaps;

/// <summary>Swaps by Jupiter's <c>/quote</c> and <c>/swap</c> (the same in v6 and v1).</summary>
public sealed class JupiterSwaps : ISwapBuilder, IDisposable
{
    private readonly VenueHttp host;
    private readonly Secret? key;

    /// <summary>Creates the client.</summary>
    public JupiterSwaps(KalshiOptions options, VenueHttpOptions http, TimeProvider time, ILogger logger)
    {
        host = new VenueHttp(
            Venue.Kalshi, KalshiClient.WithPath(options.JupiterUrl, "swap/v1"), options.JupiterRequestsPerSecond, http, time, logger);
        key = options.JupiterApiKey;
    }

    /// <inheritdoc/>
    public string Name => "jupiter";

    /// <inheritdoc/>
    public async Task<SwapReply<SwapQuote>> Quote(SwapRequest request, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"quote?inputMint={request.InputMint}&outputMint={request.OutputMint}&amount={request.Amount}&slippageBps={request.SlippageBps}");
        var answer = await host.Read(() => host.Request(HttpMethod.Get, path, null, Headers), ReadKind.Quote, cancel).ConfigureAwait(false);
        return Refusal<SwapQuote>(answer)
            ?? new SwapReply<SwapQuote>.Found(SwapParser.Quote(answer.Body, request)
                ?? throw host.BadAnswer("The quote does not match the request."));
    }

    /// <inheritdoc/>
    public async Task<SwapReply<SwapTransaction>> Build(SwapQuote quote, string account, CancellationToken cancel)
    {
        var body = Body(quote.Raw.Span, account);
        var answer = await host.Read(
            () => host.Request(HttpMethod.Post, "swap", VenueHttp.JsonContent(body), Headers), ReadKind.Quote, cancel).ConfigureAwait(false);
        return Refusal<SwapTransaction>(answer)
            ?? new SwapReply<SwapTransaction>.Found(SwapParser.Transaction(answer.Body, "swapTransaction", quote)
                ?? throw host.BadAnswer("The answer contains no transaction."));
    }

    /// <summary>The body of <c>/swap</c>: the quote is sent back byte for byte, with its unknown fields.</summary>
    internal static byte[] Body(ReadOnlySpan<byte> rawQuote, string account)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("quoteResponse"u8);
            writer.WriteRawValue(rawQuote, skipInputValidation: true); // already parsed: it is the quote's own text
            writer.WriteString("userPublicKey"u8, account);
            writer.WriteBoolean("wrapAndUnwrapSol"u8, true);
            writer.WriteBoolean("dynamicComputeUnitLimit"u8, true);
            writer.WriteStartObject("prioritizationFeeLamports"u8);
            writer.WriteStartObject("priorityLevelWithMaxLamports"u8);
            writer.WriteString("priorityLevel"u8, "high"u8);
            writer.WriteNumber("maxLamports"u8, 1_000_000);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => host.Dispose();

    // A 200 may contain an error, and a 400 is one; 401, 403 and the rest are faults of the host.
    private SwapReply<T>? Refusal<T>(VenueAnswer answer)
        where T : class
    {
        if ((answer.IsSuccess || (int)answer.Status is 400 or 404 or 422) && SwapParser.Refusal(answer.Body) is { } refusal)
            return new SwapReply<T>.Refused(refusal.Code, refusal.Reason);
        return answer.IsSuccess ? null : throw host.Failure(answer);
    }

    private void Headers(HttpRequestHeaders headers)
    {
        if (key is not null)
            headers.TryAddWithoutValidation("x-api-key", key.Reveal());
    }
}
