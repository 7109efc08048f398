using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;
using Faro.Venues.Kalshi.Solana;

namespace Faro.Venues.Kalshi.Swaps;

/// <summary>Converts the answers of Jupiter and DFlow's trade API to ours. Pure; unreadable answers give null.</summary>
internal static class SwapParser
{
    /// <summary>Solana's limit for the packet of a legacy or v0 transaction, as base64.</summary>
    private const int MaxTransactionBase64 = 1644;

    /// <summary>Reads a quote and checks that it matches the request.</summary>
    public static SwapQuote? Quote(ReadOnlyMemory<byte> body, SwapRequest request) => Tolerant.Document(body, root =>
    {
        if (Tolerant.Text(root, "inputMint"u8) != request.InputMint || Tolerant.Text(root, "outputMint"u8) != request.OutputMint
            || SolanaParser.Whole(root, "inAmount"u8) is not { } given || given > request.Amount
            || SolanaParser.Whole(root, "outAmount"u8) is not { } wanted
            || (SolanaParser.Whole(root, "otherAmountThreshold"u8) ?? SolanaParser.Whole(root, "minOutAmount"u8)) is not { } worst
            || worst > wanted || wanted == 0)
            return null;
        return new SwapQuote
        {
            Request = request,
            OutAmount = wanted,
            WorstOutAmount = worst,
            IsAsync = Tolerant.Text(root, "executionMode"u8) == "async",
            Route = Route(root),
            Raw = body,
        };
    });

    /// <summary>Reads an unsigned transaction and its end from the named member.</summary>
    public static SwapTransaction? Transaction(ReadOnlyMemory<byte> body, string member, SwapQuote quote) =>
        Tolerant.Document(body, root =>
            root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= MaxTransactionBase64 } text && IsBase64(text)
            && SolanaParser.Whole(root, "lastValidBlockHeight"u8) is { } last
                ? new SwapTransaction(quote, text, last)
                : null);

    /// <summary>The refusal in an answer, whatever its HTTP status; null when there is none.</summary>
    public static (string Code, string Reason)? Refusal(ReadOnlyMemory<byte> body)
    {
        var found = Tolerant.Document(body, root =>
        {
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            if (root.TryGetProperty("simulationError"u8, out var simulation) && simulation.ValueKind == JsonValueKind.Object)
            {
                var words = Tolerant.Text(simulation, "error"u8) ?? Tolerant.Text(simulation, "errorCode"u8) ?? "simulation failed";
                return new Words(Simulated(words), words);
            }
            var error = Tolerant.Text(root, "error"u8) ?? Tolerant.Text(root, "msg"u8);
            var code = Tolerant.Text(root, "errorCode"u8) ?? Tolerant.Text(root, "code"u8);
            return error is null && code is null ? null : new Words(Code(code ?? "", error ?? ""), error ?? code!);
        });
        return found is null ? null : (found.Code, Submission.Bounded(found.Reason));
    }

    private static string Code(string code, string error) => code.ToUpperInvariant() switch
    {
        "NO_ROUTES_FOUND" or "COULD_NOT_FIND_ANY_ROUTE" or "TOKEN_NOT_TRADABLE" or "MARKET_NOT_FOUND" or "ROUTE_NOT_FOUND"
            or "ZERO_OUT_AMOUNT" or "INVALID_INPUT_MINT" or "INVALID_OUTPUT_MINT" or "USE_ORDER_ENDPOINT_FOR_PREDICTION_MARKETS" => "no_route",
        "ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT" or "PRICE_IMPACT_TOO_HIGH" => "too_large",
        "UNVERIFIED_WALLET_NOT_ALLOWED" => "unverified_wallet",
        "PREDICTION_SLIPPAGE_BPS_ABOVE_MAX" => "slippage",
        "1" or "2" or "3" => "insufficient_funds",
        "" when error.Contains("route", StringComparison.OrdinalIgnoreCase)
            || error.Contains("tradable", StringComparison.OrdinalIgnoreCase) => "no_route",
        _ => "not_supported",
    };

    // Custom error 1 is the token program's "insufficient funds", 0x1788 the router's, 0x1771 its slippage check.
    private static string Simulated(string words) =>
        words.Contains("0x1771", StringComparison.OrdinalIgnoreCase) ? "slippage"
        : words.EndsWith("0x1", StringComparison.OrdinalIgnoreCase) || words.Contains("0x1788", StringComparison.OrdinalIgnoreCase)
            || words.Contains("insufficient", StringComparison.OrdinalIgnoreCase) ? "insufficient_funds"
        : "simulation_failed";

    private static string[] Route(JsonElement root)
    {
        if (Tolerant.List(root, "routePlan"u8) is not { } plan)
            return [];
        var route = new List<string>();
        foreach (var step in plan.EnumerateArray().Take(16))
        {
            var info = step.ValueKind == JsonValueKind.Object && step.TryGetProperty("swapInfo"u8, out var inner) ? inner : step;
            if ((Tolerant.Text(info, "label"u8, Limits.Label) ?? Tolerant.Text(info, "venue"u8, Limits.Label)) is { Length: > 0 } label)
                route.Add(label);
        }
        return [.. route];
    }

    private static bool IsBase64(string text)
    {
        Span<byte> bytes = stackalloc byte[MaxTransactionBase64];
        return Convert.TryFromBase64String(text, bytes, out var written) && written > 0;
    }

    private sealed record Words(string Code, string Reason);
}
