using System.Text;
using Faro.Venues.Http;

namespace Faro.Venues.Polymarket;

/// <content>Orders: submit, cancel, read. The caller's headers pass through; none of them is stored.</content>
public sealed partial class PolymarketClient
{
    private const int MaxTradePages = 50;

    /// <summary>The path that the headers of a submission cover.</summary>
    public const string SubmitPath = "/order";

    /// <summary>The exact body of a cancellation, which its headers cover (method <c>DELETE</c>, path <c>/order</c>).</summary>
    public static string CancelBody(VenueOrderId orderId) => $"{{\"orderID\":\"{orderId}\"}}";

    /// <summary>The path that the headers of <see cref="GetOrder"/> cover.</summary>
    public static string OrderPath(VenueOrderId orderId) => $"/data/order/{orderId}";

    /// <summary>The path that the headers of <see cref="GetFills"/> cover; the query is not covered.</summary>
    public const string TradesPath = "/data/trades";

    /// <summary>Posts an order whose body the caller has signed: exactly these bytes, once.</summary>
    public Task<SubmitReply> Submit(ReadOnlyMemory<byte> body, PolymarketHeaders headers, CancellationToken cancel)
    {
        var request = clob.Request(HttpMethod.Post, SubmitPath, VenueHttp.JsonContent(body), headers.Write);
        return Submission.Send(clob, request, PolymarketErrors.Submit, cancel);
    }

    /// <summary>Cancels an order.</summary>
    public Task<CancelReply> Cancel(VenueOrderId orderId, PolymarketHeaders headers, CancellationToken cancel)
    {
        CheckId(orderId);
        var body = Encoding.UTF8.GetBytes(CancelBody(orderId));
        var request = clob.Request(HttpMethod.Delete, SubmitPath, VenueHttp.JsonContent(body), headers.Write);
        return Submission.Cancel(clob, request, answer => PolymarketErrors.Cancel(answer, orderId.Text), cancel);
    }

    /// <summary>Reads an order; null when the venue does not know it, or not under this key.</summary>
    /// <param name="orderId">The order hash.</param>
    /// <param name="knownShares">The signed size in shares, which distinguishes the venue's two units.</param>
    /// <param name="headers">Headers over <c>GET</c> <see cref="OrderPath"/>.</param>
    /// <param name="cancel">Cancels the read.</param>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<VenueOrder?> GetOrder(VenueOrderId orderId, decimal? knownShares, PolymarketHeaders headers, CancellationToken cancel)
    {
        CheckId(orderId);
        var answer = await clob.Read(
            () => clob.Request(HttpMethod.Get, OrderPath(orderId), null, headers.Write), ReadKind.Quote, cancel).ConfigureAwait(false);
        if (((int)answer.Status == 404 && answer.IsJson) || (answer.IsSuccess && IsNull(answer.Body)))
            return null;
        if (!answer.IsSuccess)
            throw clob.Failure(answer);
        var order = PolymarketOrderParser.Order(answer.Body, knownShares)
            ?? throw clob.BadAnswer("The order cannot be read, or its state is unknown.", retryable: false);
        return order.VenueOrderId.Means(orderId)
            ? order
            : throw clob.BadAnswer("The venue answered with another order.", retryable: false);
    }

    /// <summary>Reads the fills of one order.</summary>
    /// <param name="orderId">The order hash.</param>
    /// <param name="market">The condition id, which narrows the listing.</param>
    /// <param name="knownShares">The signed size in shares.</param>
    /// <param name="headers">Headers over <c>GET</c> <see cref="TradesPath"/>.</param>
    /// <param name="cancel">Cancels the read.</param>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenueFill>> GetFills(
        VenueOrderId orderId, string market, decimal? knownShares, PolymarketHeaders headers, CancellationToken cancel)
    {
        CheckId(orderId);
        var fills = new List<VenueFill>();
        string? cursor = null;
        for (var page = 0; page < MaxTradePages; page++)
        {
            var path = $"{TradesPath}?market={Uri.EscapeDataString(market)}"
                + (cursor is null ? "" : $"&next_cursor={Uri.EscapeDataString(cursor)}");
            var body = await clob.Get(path, ReadKind.Quote, cancel, headers.Write).ConfigureAwait(false);
            var (found, next) = PolymarketOrderParser.Trades(body, orderId.Text, knownShares)
                ?? throw clob.BadAnswer("The trades cannot be read, or a state is unknown.", retryable: false);
            fills.AddRange(found);
            if (next is null || next == cursor)
                return fills;
            cursor = next;
        }
        throw clob.BadAnswer("The list of trades does not end.", retryable: false);
    }

    // Ids come from our own records, but they go into a path and a body: nothing but the hash may.
    private static void CheckId(VenueOrderId orderId)
    {
        if (orderId.Text.Length != 66 || !Json.Limits.IsHexId(orderId.Text))
            throw new ArgumentException("An order id is 0x and 64 hex digits.", nameof(orderId));
    }

    private static bool IsNull(byte[] body) => body.AsSpan().Trim(" \r\n\t"u8).SequenceEqual("null"u8) || body.Length == 0;
}
