using System.Globalization;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>DFlow's trade API: an order is opened by the user's transaction and filled or refunded by later ones.</summary>
internal sealed class DFlowOrderRoutes(SolanaChain chain, FaultBoard faults, Func<HttpContext, int, string, string, Task> error)
{
    public void AddTo(RouteTable routes) => routes
        .Get("/order", (http, _) => Order(http))
        .Get("/order-status", (http, _) => Status(http));

    private Task Order(HttpContext http)
    {
        var query = http.Request.Query;
        var (input, output) = (query["inputMint"].ToString(), query["outputMint"].ToString());
        if (!Base58.IsAddress(input))
            return error(http, 400, "invalid_input_mint", "Invalid input mint");
        if (!Base58.IsAddress(output))
            return error(http, 400, "invalid_output_mint", "Invalid output mint");
        if (!long.TryParse(query["amount"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units <= 0)
            return error(http, 400, "invalid_amount", "Invalid amount");
        var slippageText = query["predictionMarketSlippageBps"].ToString() is { Length: > 0 } own ? own : query["slippageBps"].ToString();
        if (!int.TryParse(slippageText, NumberStyles.None, CultureInfo.InvariantCulture, out var slippage) || slippage > 10_000)
            slippage = 50; // "auto" or absent: the service's own choice
        var user = query["userPublicKey"].ToString();
        if (user.Length > 0 && !Base58.IsAddress(user))
            return error(http, 400, "invalid_user_public_key", "Invalid user public key");
        if (faults.TryTake("kalshi", "no_route"))
            return error(http, 400, "route_not_found", "Route not found");
        var amount = new Units(units);
        string? problem;
        SwapOffer? offer;
        lock (chain.Books.Gate)
            problem = chain.Market.Price(input, output, amount, out offer);
        if (problem is not null)
            return error(http, 400, "route_not_found", "Route not found");
        var threshold = offer!.OutAmount.Less(slippage);
        (byte[] Transaction, long LastValid)? built = user.Length == 0
            ? null
            : JupiterTwin.Build(chain, new SwapTerms(user, input, output, amount, offer.OutAmount, threshold, slippage, Async: true));
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteString("inputMint", input);
            w.WriteString("inAmount", amount.ToUnits());
            w.WriteString("outputMint", output);
            w.WriteString("outAmount", offer.OutAmount.ToUnits());
            w.WriteString("otherAmountThreshold", threshold.ToUnits());
            w.WriteString("minOutAmount", threshold.ToUnits());
            w.WriteNumber("slippageBps", 50);
            w.WriteNumber("predictionMarketSlippageBps", slippage);
            w.WriteString("priceImpactPct", "0");
            w.WriteNull("platformFee");
            w.WriteNumber("contextSlot", chain.Slot);
            w.WriteString("executionMode", "async");
            w.WriteString("revertMint", input);
            w.WriteBoolean("isNativePredictionMarketOutput", output != KalshiShape.Usdc);
            if (built is var (transaction, lastValid))
            {
                w.WriteString("transaction", Convert.ToBase64String(transaction));
                w.WriteNumber("lastValidBlockHeight", lastValid);
                w.WriteNumber("computeUnitLimit", 188_000);
                w.WriteNumber("prioritizationFeeLamports", 4834);
            }

            w.WriteEndObject();
        });
    }

    private Task Status(HttpContext http)
    {
        var query = http.Request.Query;
        var id = query["signature"].ToString();
        if (!Base58.IsSignature(id))
            return error(http, 400, "invalid_signature", "Invalid signature");
        if (chain.Order(id) is not { } order)
        {
            return long.TryParse(query["lastValidBlockHeight"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last) && chain.Height > last
                ? Answer.Raw(http, 200, "{\"status\":\"expired\",\"inAmount\":\"0\",\"outAmount\":\"0\"}"u8.ToArray())
                : error(http, 404, "not_found", "Order not found");
        }

        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteString("status", order.Closed ? "closed" : "open");
            w.WriteString("inAmount", order.Spent.ToUnits());
            w.WriteString("outAmount", order.Received.ToUnits());
            if (order.Fill is { } fill)
            {
                w.WriteStartArray("fills");
                w.WriteStartObject();
                w.WriteString("signature", fill.Id);
                w.WriteString("inputMint", order.Terms.InputMint);
                w.WriteString("inAmount", order.Spent.ToUnits());
                w.WriteString("outputMint", order.Terms.OutputMint);
                w.WriteString("outAmount", order.Received.ToUnits());
                w.WriteEndObject();
                w.WriteEndArray();
            }

            if (order.Revert is { } revert)
            {
                w.WriteStartArray("reverts");
                w.WriteStartObject();
                w.WriteString("signature", revert.Id);
                w.WriteString("mint", order.Terms.InputMint);
                w.WriteString("amount", (order.Terms.InAmount - order.Spent).ToUnits());
                w.WriteEndObject();
                w.WriteEndArray();
            }

            w.WriteEndObject();
        });
    }
}
