using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>What the CLOB's answers to an order or a cancellation mean. Its errors are sentences; their stable part is matched.</summary>
internal static class PolymarketErrors
{
    // In this order: the first sentence that the text contains decides.
    private static readonly (string Part, string Code, bool Retryable)[] Sentences =
    [
        ("order_version_mismatch", "order_version_mismatch", false),
        ("breaks minimum tick size", "bad_tick", false),
        ("lower than the minimum", "below_minimum", false),
        ("not enough balance", "insufficient_balance", false),
        ("invalid amounts", "bad_amounts", false),
        ("supports a max accuracy", "bad_amounts", false),
        ("invalid signature", "invalid_signature", false),
        ("order signer address has to be", "signer_mismatch", false),
        ("order owner has to be", "owner_mismatch", false),
        ("maker address not allowed", "maker_not_allowed", false),
        ("closed only mode", "closed_only", false),
        ("address banned", "banned", false),
        ("invalid nonce", "invalid_nonce", false),
        ("invalid expiration", "invalid_expiration", false),
        ("crosses", "post_only_would_cross", false),
        ("FOK orders are fully filled or killed", "fok_not_filled", false),
        ("no orders found to match", "no_match", false),
        ("not yet ready to process", "market_not_ready", true),
        ("canceled in the CTF exchange", "cancelled_on_chain", false),
        ("Invalid order payload", "invalid_payload", false),
        ("Too many orders", "invalid_payload", false),
        ("post-only mode", "post_only_mode", true),
        ("cancel-only", "cancel_only", true),
        ("Trading is currently disabled", "trading_disabled", true),
        ("Invalid api key", "unauthorized", false),
        ("Unauthorized", "unauthorized", false),
        ("Invalid L1", "unauthorized", false),
    ];

    /// <summary>Interprets an answer to <c>POST /order</c>.</summary>
    public static SubmitReply Submit(VenueAnswer answer)
    {
        var status = (int)answer.Status;
        var (code, text, seconds) = Submission.Error(answer.Body);
        if (answer.IsSuccess)
            return Taken(answer.Body) ?? (string.IsNullOrEmpty(text)
                ? new SubmitReply.Unknown("bad_answer")
                : Refusal(answer, code, text, seconds));
        if (status is >= 300 and < 400)
            return new SubmitReply.Unknown("bad_answer");
        // Both sentences can be answers for an order that the venue has.
        if (Says(text, "Duplicated"))
            return new SubmitReply.Unknown("duplicate");
        if (Says(text, "order match delayed"))
            return new SubmitReply.Unknown("match_delayed");
        if (status == 503 ? Find(text) is null && code is null : status is >= 500 or 408)
            return new SubmitReply.Unknown($"http_{status}");
        return Refusal(answer, code, text, seconds);
    }

    /// <summary>Interprets an answer to <c>DELETE /order</c>.</summary>
    public static CancelReply Cancel(VenueAnswer answer, string orderId)
    {
        if (!answer.IsSuccess)
        {
            var status = (int)answer.Status;
            var (code, text, seconds) = Submission.Error(answer.Body);
            if (status is >= 500 or 408 && Find(text) is null || status is >= 300 and < 400)
                return new CancelReply.Unknown($"http_{status}");
            var refusal = Refusal(answer, code, text, seconds);
            return new CancelReply.Refused(refusal.Code, refusal.Reason) { Retryable = refusal.Retryable };
        }
        return Tolerant.Document<CancelReply>(answer.Body, root =>
        {
            if (Tolerant.List(root, "canceled"u8) is not { } done)
                return null;
            foreach (var id in done.EnumerateArray())
                if (id.ValueKind == JsonValueKind.String && string.Equals(id.GetString(), orderId, StringComparison.OrdinalIgnoreCase))
                    return new CancelReply.Cancelled();
            if (root.TryGetProperty("not_canceled"u8, out var not) && not.ValueKind == JsonValueKind.Object)
                foreach (var one in not.EnumerateObject())
                    if (string.Equals(one.Name, orderId, StringComparison.OrdinalIgnoreCase))
                    {
                        var reason = one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString()! : "";
                        return new CancelReply.Refused(
                            Says(reason, "matched") ? "already_matched" : "not_found", Submission.Words(reason, answer));
                    }
            return null;
        }) ?? new CancelReply.Unknown("bad_answer");
    }

    // Accepted if and only if the venue returns success, no error, an id, and a status for an existing order.
    private static SubmitReply? Taken(byte[] body) => Tolerant.Document<SubmitReply>(body, root =>
    {
        var id = Tolerant.Text(root, "orderID"u8);
        if (Tolerant.Flag(root, "success"u8) != true || !string.IsNullOrEmpty(Tolerant.Text(root, "errorMsg"u8))
            || string.IsNullOrEmpty(id))
            return null;
        SubmitState? state = Tolerant.Text(root, "status"u8)?.ToLowerInvariant() switch
        {
            "live" => SubmitState.Resting,
            "matched" => SubmitState.Matched,
            "delayed" => SubmitState.Delayed,
            _ => null,
        };
        // An id with another status ("unmatched"): old documents say placed, new clients say refused. Query it.
        return state is { } known
            ? new SubmitReply.Accepted(VenueOrderId.OrderHash(id.ToLowerInvariant()))
            {
                State = known,
                TradeIds = Texts(root, "tradeIDs"u8),
                TransactionHashes = Texts(root, "transactionsHashes"u8),
                MakingAmount = Tolerant.Number(root, "makingAmount"u8),
                TakingAmount = Tolerant.Number(root, "takingAmount"u8),
            }
            : new SubmitReply.Unknown("unknown_status");
    });

    private static SubmitReply.Rejected Refusal(VenueAnswer answer, string? code, string? text, decimal? seconds)
    {
        var status = (int)answer.Status;
        var after = answer.RetryAfter ?? (seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds((double)seconds.Value) : null);
        if (status == 429)
            return new("rate_limited", Submission.Words(text, answer)) { Retryable = true, RetryAfter = after };
        if (status == 425)
            return new("engine_restarting", Submission.Words(text, answer)) { Retryable = true, RetryAfter = after };
        if (status == 403 && !answer.IsJson)
            return new("blocked", "The venue's front end refused this machine (region or bot check).");
        if (Find(text) is { } known)
            return new(known.Code, Submission.Bounded(text!)) { Retryable = known.Retryable, RetryAfter = after };
        return new(code ?? (answer.IsSuccess ? "refused" : $"http_{status}"), Submission.Words(text, answer)) { RetryAfter = after };
    }

    private static (string Part, string Code, bool Retryable)? Find(string? text)
    {
        foreach (var sentence in Sentences)
            if (Says(text, sentence.Part))
                return sentence;
        return null;
    }

    private static bool Says(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static string[] Texts(JsonElement root, ReadOnlySpan<byte> name) =>
        Tolerant.List(root, name) is { } list
            ? [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!).Take(1000)]
            : [];
}
