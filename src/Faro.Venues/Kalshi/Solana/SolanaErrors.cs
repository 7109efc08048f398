using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi.Solana;

/// <summary>What a Solana node's errors mean.</summary>
internal static class SolanaErrors
{
    /// <summary>Interprets an answer to <c>sendTransaction</c>.</summary>
    public static SubmitReply Send(VenueAnswer answer)
    {
        var status = (int)answer.Status;
        var judged = Tolerant.Document<SubmitReply>(answer.Body, root =>
        {
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            if (root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
                return Refused(error, answer.RetryAfter);
            return answer.IsSuccess && Tolerant.Text(root, "result"u8) is { Length: > 0 } signature
                ? new SubmitReply.Accepted(VenueOrderId.TransactionSignature(signature))
                : null;
        });
        if (judged is not null)
            return judged;
        return status switch
        {
            429 => new SubmitReply.Rejected("rate_limited", "The node asks for fewer calls.")
            {
                Retryable = true,
                RetryAfter = answer.RetryAfter,
            },
            401 or 403 => new SubmitReply.Rejected("blocked", "The node refused this machine or its key."),
            >= 400 and < 500 and not 408 => new SubmitReply.Rejected($"http_{status}", $"The node answered {status}."),
            _ => new SubmitReply.Unknown(answer.IsSuccess ? "bad_answer" : $"http_{status}"),
        };
    }

    /// <summary>What an error object means for a read.</summary>
    public static SolanaError Read(JsonElement error)
    {
        var message = Submission.Bounded(Tolerant.Text(error, "message"u8) ?? "no message");
        return new SolanaError(Tolerant.Number(error, "code"u8) switch
        {
            429 => "rate_limited",
            -32005 => LimitsRate(message) ? "rate_limited" : "node_behind",
            -32004 or -32007 or -32009 or -32011 or -32014 or -32016 => "node_behind",
            -32015 => "unsupported_version",
            -32602 => "invalid_params",
            -32601 => "unknown_method",
            _ => "rpc_error",
        }, message);
    }

    private static SubmitReply Refused(JsonElement error, TimeSpan? retryAfter)
    {
        var message = Submission.Bounded(Tolerant.Text(error, "message"u8) ?? "The node refused the transaction.");
        switch (Tolerant.Number(error, "code"u8))
        {
            case -32002: // the simulation failed: nothing was forwarded
                var cause = error.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.Object
                    && data.TryGetProperty("err"u8, out var err) ? SolanaParser.Error(err) : null;
                return cause?.Code switch
                {
                    "already_processed" => new SubmitReply.Unknown("already_processed"), // it landed before: ask for its status
                    // Expired, or only this node is behind: the same bytes may be sent again while the block height allows.
                    "blockhash_not_found" => new SubmitReply.Rejected("blockhash_not_found", message) { Retryable = true },
                    { } code => new SubmitReply.Rejected(code, message),
                    null => new SubmitReply.Rejected("simulation_failed", message),
                };
            case -32003 or -32013:
                return new SubmitReply.Rejected("invalid_signature", message);
            case -32602 or -32006:
                return new SubmitReply.Rejected("malformed", message);
            case -32005 when LimitsRate(message):
            case 429:
                return new SubmitReply.Rejected("rate_limited", message) { Retryable = true, RetryAfter = retryAfter };
            case -32005 or -32016:
                return new SubmitReply.Rejected("node_behind", message) { Retryable = true };
            case -32601 or -32015:
                return new SubmitReply.Rejected("unsupported", message);
            default:
                return new SubmitReply.Unknown("rpc_error"); // an internal error says nothing about what was forwarded
        }
    }

    // Some providers use "behind" (-32005) for rate limiting.
    private static bool LimitsRate(string message) =>
        message.Contains("rate", StringComparison.OrdinalIgnoreCase) || message.Contains("limit", StringComparison.OrdinalIgnoreCase)
        || message.Contains("too many", StringComparison.OrdinalIgnoreCase);
}
