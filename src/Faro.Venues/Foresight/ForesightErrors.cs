using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <summary>What Foresight's answers to an order or a cancellation mean. Codes decide; an unknown one is a plain refusal.</summary>
internal static class ForesightErrors
{
    /// <summary>Judges an answer to <c>POST /v1/orders</c> with one order.</summary>
    public static SubmitReply Submit(VenueAnswer answer)
    {
        if (answer.IsSuccess)
            return Taken(answer.Body) ?? new SubmitReply.Unknown("bad_answer");
        var status = (int)answer.Status;
        var (code, text, _) = Submission.Error(answer.Body);
        // 409: the same leg went out before with other bytes; what became of that one must be asked.
        if (status is >= 500 or 408 or 409 or (>= 300 and < 400))
            return new SubmitReply.Unknown(status == 409 ? "conflict" : $"http_{status}");
        return Refusal(answer, code, text);
    }

    /// <summary>Judges an answer to <c>POST /v1/orders/cancel</c> with one hash.</summary>
    public static CancelReply Cancel(VenueAnswer answer, string orderHash)
    {
        var status = (int)answer.Status;
        if (!answer.IsSuccess)
        {
            if (status is >= 500 or 408 or (>= 300 and < 400))
                return new CancelReply.Unknown($"http_{status}");
            var (code, text, _) = Submission.Error(answer.Body);
            var refusal = Refusal(answer, code, text);
            return new CancelReply.Refused(refusal.Code, refusal.Reason) { Retryable = refusal.Retryable };
        }
        return Tolerant.Document<CancelReply>(answer.Body, root =>
        {
            if (Tolerant.List(root, "order_hashes"u8) is not { } hashes)
                return null;
            foreach (var hash in hashes.EnumerateArray())
                if (hash.ValueKind == JsonValueKind.String && string.Equals(hash.GetString(), orderHash, StringComparison.OrdinalIgnoreCase))
                    return new CancelReply.Cancelled();
            return new CancelReply.Refused("not_cancellable", "The order is not open, or belongs to another key.");
        }) ?? new CancelReply.Unknown("bad_answer");
    }

    private static SubmitReply? Taken(byte[] body) => Tolerant.Document<SubmitReply>(body, root =>
    {
        if (Tolerant.List(root, "results"u8) is not { } results || results.GetArrayLength() != 1)
            return null;
        var result = results[0];
        if (result.ValueKind != JsonValueKind.Object)
            return null;
        if (result.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
        {
            var code = Tolerant.Text(error, "code"u8, Limits.Id) ?? "refused";
            return code == "DUPLICATE_ORDER"
                ? new SubmitReply.Unknown("duplicate") // the venue has it: ask for it by its hash
                : new SubmitReply.Rejected(Lower(code), Submission.Bounded(Tolerant.Text(error, "message"u8) ?? code));
        }
        // Always OPEN: crossing happens later, whatever the status says now.
        return Tolerant.Text(result, "order_hash"u8) is { Length: > 0 } hash ? new SubmitReply.Accepted(VenueOrderId.OrderHash(hash.ToLowerInvariant())) : null;
    });

    private static SubmitReply.Rejected Refusal(VenueAnswer answer, string? code, string? text)
    {
        var status = (int)answer.Status;
        if (status == 429)
            return new("rate_limited", Submission.Words(text, answer)) { Retryable = true, RetryAfter = answer.RetryAfter };
        if (status == 403 && !answer.IsJson)
            return new("blocked", "The venue's front end refused this machine.");
        return new(code is { Length: <= Limits.Id } ? Lower(code) : $"http_{status}", Submission.Words(text, answer)) { Retryable = status == 425 };
    }

    private static string Lower(string code) => code.ToLowerInvariant();
}
