using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;
using Microsoft.Extensions.Logging;

namespace Faro.Venues.Kalshi.Solana;

/// <summary>A Solana node by JSON-RPC, at commitment <c>confirmed</c>.</summary>
public sealed class SolanaRpc : IDisposable
{
    /// <summary>The SPL Token program.</summary>
    public const string TokenProgram = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

    /// <summary>The Token-2022 program: outcome mints live there.</summary>
    public const string Token2022Program = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";

    private const int StatusesPerCall = 256;
    private readonly VenueHttp node;

    /// <summary>Creates the client.</summary>
    public SolanaRpc(Uri url, double requestsPerSecond, VenueHttpOptions http, TimeProvider time, ILogger logger) =>
        node = new VenueHttp(Venue.Kalshi, url, requestsPerSecond, http, time, logger);

    /// <summary>
    /// Relays a signed transaction. Accepted means that this node accepted it, not that it landed. Sending the same bytes again is
    /// harmless: they have one signature and execute at most once.
    /// </summary>
    public Task<SubmitReply> Send(string signedBase64, CancellationToken cancel)
    {
        var request = node.Request(HttpMethod.Post, "", VenueHttp.JsonContent(Body("sendTransaction", w =>
        {
            w.WriteStringValue(signedBase64);
            w.WriteStartObject();
            w.WriteString("encoding", "base64");
            w.WriteBoolean("skipPreflight", false);
            w.WriteString("preflightCommitment", "confirmed");
            w.WriteNumber("maxRetries", 3);
            w.WriteEndObject();
        })));
        return Submission.Send(node, request, SolanaErrors.Send, cancel);
    }

    /// <summary>The status of transactions, in the requested order; null for one the node has not seen, which is not failure.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<IReadOnlyList<SolanaStatus?>> GetStatuses(
        IReadOnlyList<string> signatures, bool searchHistory, CancellationToken cancel)
    {
        var all = new List<SolanaStatus?>();
        foreach (var some in signatures.Chunk(StatusesPerCall))
            all.AddRange(await Call("getSignatureStatuses", w =>
            {
                w.WriteStartArray();
                foreach (var signature in some)
                    w.WriteStringValue(signature);
                w.WriteEndArray();
                w.WriteStartObject();
                w.WriteBoolean("searchTransactionHistory", searchHistory);
                w.WriteEndObject();
            }, result => SolanaParser.Statuses(result, some.Length), cancel).ConfigureAwait(false));
        return all;
    }

    /// <summary>A transaction as recorded; null when the node does not know it at this commitment.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<SolanaTransaction?> GetTransaction(string signature, CancellationToken cancel) =>
        (await Call("getTransaction", w =>
        {
            w.WriteStringValue(signature);
            w.WriteStartObject();
            w.WriteString("encoding", "base64");
            w.WriteString("commitment", "confirmed");
            w.WriteNumber("maxSupportedTransactionVersion", 1);
            w.WriteEndObject();
        }, result => result.ValueKind == JsonValueKind.Null
            ? new Maybe<SolanaTransaction>(null)
            : SolanaParser.Transaction(result) is { } found ? new Maybe<SolanaTransaction>(found) : null, cancel).ConfigureAwait(false)).Value;

    /// <summary>The block height, in which a transaction's lifetime is counted.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<ulong> GetBlockHeight(CancellationToken cancel) =>
        (await Call("getBlockHeight", Confirmed, result => Some(SolanaParser.Whole(result)), cancel).ConfigureAwait(false)).Value;

    /// <summary>Whether a blockhash can still be used.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<bool> IsBlockhashValid(string blockhash, CancellationToken cancel) =>
        (await Call("isBlockhashValid", w =>
        {
            w.WriteStringValue(blockhash);
            Confirmed(w);
        }, result => Some(Tolerant.Flag(result, "value"u8)), cancel).ConfigureAwait(false)).Value;

    /// <summary>A fresh blockhash.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public Task<SolanaBlockhash> GetLatestBlockhash(CancellationToken cancel) =>
        Call("getLatestBlockhash", Confirmed, result => result.TryGetProperty("value"u8, out var value)
            && Tolerant.Text(value, "blockhash"u8) is { } hash && SolanaParser.Whole(value, "lastValidBlockHeight"u8) is { } last
                ? new SolanaBlockhash(hash, last)
                : null, cancel);

    /// <summary>What an owner holds of all tokens of both token programs, zero balances included.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<IReadOnlyList<SolanaHolding>> GetHoldings(string owner, CancellationToken cancel)
    {
        var holdings = new Dictionary<string, SolanaHolding>();
        foreach (var program in new[] { Token2022Program, TokenProgram })
            await AddHoldings(owner, "programId", program, holdings, cancel).ConfigureAwait(false);
        return [.. holdings.Values];
    }

    /// <summary>What an owner holds of one token, in units; zero when it has no account.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public async Task<decimal> GetBalance(string owner, string mint, CancellationToken cancel)
    {
        var holdings = new Dictionary<string, SolanaHolding>();
        await AddHoldings(owner, "mint", mint, holdings, cancel).ConfigureAwait(false);
        return holdings.GetValueOrDefault(mint)?.Units ?? 0m;
    }

    /// <summary>Whether an unsigned transaction would work now.</summary>
    /// <exception cref="VenueException">The node could not be read.</exception>
    public Task<SolanaSimulation> Simulate(string transactionBase64, CancellationToken cancel) =>
        Call("simulateTransaction", w =>
        {
            w.WriteStringValue(transactionBase64);
            w.WriteStartObject();
            w.WriteString("encoding", "base64");
            w.WriteString("commitment", "confirmed");
            w.WriteBoolean("sigVerify", false);
            w.WriteBoolean("replaceRecentBlockhash", true);
            w.WriteEndObject();
        }, result => result.TryGetProperty("value"u8, out var value) && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("err"u8, out var err)
                ? new SolanaSimulation(SolanaParser.Error(err), SolanaParser.Whole(value, "unitsConsumed"u8))
                : null, cancel);

    /// <inheritdoc/>
    public void Dispose() => node.Dispose();

    private async Task AddHoldings(
        string owner, string filter, string value, Dictionary<string, SolanaHolding> holdings, CancellationToken cancel) =>
        await Call("getTokenAccountsByOwner", w =>
        {
            w.WriteStringValue(owner);
            w.WriteStartObject();
            w.WriteString(filter, value);
            w.WriteEndObject();
            w.WriteStartObject();
            w.WriteString("encoding", "jsonParsed");
            w.WriteString("commitment", "confirmed");
            w.WriteEndObject();
        }, result => SolanaParser.AddHoldings(result, owner, holdings) ? holdings : null, cancel).ConfigureAwait(false);

    private async Task<T> Call<T>(string method, Action<Utf8JsonWriter> parameters, Func<JsonElement, T?> read, CancellationToken cancel)
        where T : class
    {
        var body = Body(method, parameters);
        var answer = await node.Read(
            () => node.Request(HttpMethod.Post, "", VenueHttp.JsonContent(body)), ReadKind.Quote, cancel).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw node.Failure(answer);
        var found = Tolerant.Document(answer.Body, root =>
            root.ValueKind != JsonValueKind.Object ? null
            : root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object
                ? new Answer<T>(null, SolanaErrors.Read(error))
                : root.TryGetProperty("result"u8, out var result) && read(result) is { } value ? new Answer<T>(value, null) : null);
        if (found is null)
            throw node.BadAnswer($"The node's answer to {method} cannot be read.");
        return found.Value ?? throw new VenueException(Venue.Kalshi, found.Error!.Code, $"kalshi ({node.Host}): {method}: {found.Error.Detail}")
        {
            Retryable = found.Error.Code is "node_behind" or "rate_limited" or "rpc_error",
        };
    }

    private static byte[] Body(string method, Action<Utf8JsonWriter> parameters)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteNumber("id", 1);
            writer.WriteString("method", method);
            writer.WriteStartArray("params");
            parameters(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Confirmed(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("commitment", "confirmed");
        writer.WriteEndObject();
    }

    private static Box<T>? Some<T>(T? value)
        where T : struct => value is { } known ? new Box<T>(known) : null;

    private sealed record Box<T>(T Value);

    private sealed record Maybe<T>(T? Value)
        where T : class;

    private sealed record Answer<T>(T? Value, SolanaError? Error)
        where T : class;
}
