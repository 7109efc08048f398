using System.Text;
using Faro.Venues.Http;

namespace Faro.Venues.Foresight;

/// <content>Orders, fills and holdings. The caller's key passes through; it is never stored.</content>
public sealed partial class ForesightClient
{
    private const int MaxOwnPages = 100;

    /// <summary>Posts one order (the body holds exactly one), once.</summary>
    /// <param name="body">The exact JSON, <c>{"orders":[…]}</c>.</param>
    /// <param name="idempotencyKey">The leg's id: the same leg never becomes two orders.</param>
    /// <param name="headers">The caller's key.</param>
    /// <param name="cancel">Gives up waiting; the outcome is then unknown.</param>
    public Task<SubmitReply> Submit(
        ReadOnlyMemory<byte> body, string idempotencyKey, ForesightHeaders headers, CancellationToken cancel)
    {
        if (idempotencyKey.Length is 0 or > 128 || idempotencyKey.Any(c => c is < '!' or > '~'))
            throw new ArgumentException("An idempotency key is 1 to 128 printable characters.", nameof(idempotencyKey));
        var request = server.Request(HttpMethod.Post, "v1/orders", VenueHttp.JsonContent(body), h =>
        {
            headers.Write(h);
            h.TryAddWithoutValidation("fs-idempotency-key", idempotencyKey);
        });
        return Submission.Send(server, request, ForesightErrors.Submit, cancel);
    }

    /// <summary>Cancels one order by its hash.</summary>
    public Task<CancelReply> Cancel(VenueOrderId orderHash, ForesightHeaders headers, CancellationToken cancel)
    {
        CheckHash(orderHash);
        // An empty body would cancel everything the caller has: the text is written out, never serialized from parts.
        var body = Encoding.UTF8.GetBytes($"{{\"order_hashes\":[\"{orderHash}\"]}}");
        var request = server.Request(HttpMethod.Post, "v1/orders/cancel", VenueHttp.JsonContent(body), headers.Write);
        return Submission.Cancel(server, request, answer => ForesightErrors.Cancel(answer, orderHash.Text), cancel);
    }

    /// <summary>Reads an order; null when the venue does not know it, or not as the caller's.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<VenueOrder?> GetOrder(VenueOrderId orderHash, ForesightHeaders headers, CancellationToken cancel)
    {
        CheckHash(orderHash);
        var answer = await server.Read(
            () => server.Request(HttpMethod.Get, $"v1/orders/{orderHash}", null, headers.Write), ReadKind.Quote, cancel).ConfigureAwait(false);
        if ((int)answer.Status == 404 && answer.IsJson)
            return null;
        if (!answer.IsSuccess)
            throw server.Failure(answer);
        var order = ForesightOrderParser.Order(answer.Body)
            ?? throw server.BadAnswer("The order cannot be read, or its state is unknown.", retryable: false);
        return order.VenueOrderId.Means(orderHash)
            ? order
            : throw server.BadAnswer("The venue answered with another order.", retryable: false);
    }

    /// <summary>Reads the fills of one order.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenueFill>> GetFills(VenueOrderId orderHash, ForesightHeaders headers, CancellationToken cancel)
    {
        CheckHash(orderHash);
        return await Own(
            $"v1/fills?order_hash={orderHash}&limit=100", body => ForesightOrderParser.Fills(body, orderHash.Text), headers, cancel).ConfigureAwait(false);
    }

    /// <summary>What the caller's wallet holds.</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenuePosition>> GetPositions(ForesightHeaders headers, CancellationToken cancel) =>
        await Own("v1/positions?limit=100", ForesightOrderParser.Positions, headers, cancel).ConfigureAwait(false);

    /// <summary>The caller's collateral; null when the server does not have this route (the live venue is not known to).</summary>
    /// <exception cref="VenueException">The venue could not be read.</exception>
    public async Task<IReadOnlyList<VenueCollateral>?> GetBalances(ForesightHeaders headers, CancellationToken cancel)
    {
        var answer = await server.Read(
            () => server.Request(HttpMethod.Get, "v1/balances", null, headers.Write), ReadKind.Quote, cancel).ConfigureAwait(false);
        if ((int)answer.Status == 404)
            return null;
        if (!answer.IsSuccess)
            throw server.Failure(answer);
        return ForesightOrderParser.Balances(answer.Body)?.Items ?? throw server.BadAnswer("The balances cannot be read.");
    }

    private async Task<List<T>> Own<T>(
        string path, Func<ReadOnlyMemory<byte>, ForesightPage<T>?> parse, ForesightHeaders headers, CancellationToken cancel)
    {
        var all = new List<T>();
        string? cursor = null;
        for (var page = 0; page < MaxOwnPages; page++)
        {
            var next = cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}";
            var body = await server.Get(next, ReadKind.Quote, cancel, headers.Write).ConfigureAwait(false);
            var found = parse(body) ?? throw server.BadAnswer("The listing cannot be read, or a state is unknown.", retryable: false);
            all.AddRange(found.Items);
            if (found.Next is null || found.Next == cursor)
                return all;
            cursor = found.Next;
        }
        throw server.BadAnswer("The listing does not end.", retryable: false);
    }

    private static void CheckHash(VenueOrderId orderHash)
    {
        if (orderHash.Text.Length != 66 || !Json.Limits.IsHexId(orderHash.Text))
            throw new ArgumentException("An order hash is 0x and 64 hex digits.", nameof(orderHash));
    }
}
