using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>Jupiter's quote and swap, in the paths of v1 and v6, over the twin's own books.</summary>
internal sealed class JupiterTwin : TwinService
{
    private readonly SolanaChain _chain;
    private readonly FaultBoard _faults;

    public JupiterTwin(SolanaChain chain, FaultBoard faults)
    {
        _chain = chain;
        _faults = faults;
        Routes = new RouteTable();
        foreach (var root in (string[])["", "/swap/v1", "/v6"])
            Routes.Get(root + "/quote", (http, _) => Quote(http)).Post(root + "/swap", (http, _) => Swap(http));
    }

    public override string Venue => "kalshi";

    public override string Name => "jupiter";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("error", message);
        w.WriteString("errorCode", code.ToUpperInvariant());
        w.WriteEndObject();
    });

    private Task Quote(HttpContext http)
    {
        var query = http.Request.Query;
        var (input, output) = (query["inputMint"].ToString(), query["outputMint"].ToString());
        if (!Base58.IsAddress(input) || !Base58.IsAddress(output))
            return Error(http, 400, "INVALID_REQUEST", "Query parameter inputMint or outputMint cannot be parsed");
        if (!long.TryParse(query["amount"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units <= 0)
            return Error(http, 400, "INVALID_REQUEST", "Query parameter amount cannot be parsed: invalid digit found in string");
        var slippage = Integer(http, "slippageBps", out var valid) ?? 50;
        if (!valid || slippage is < 0 or > 10_000)
            return Error(http, 400, "INVALID_REQUEST", "Query parameter slippageBps cannot be parsed");
        if (query["swapMode"].ToString() is not ("" or "ExactIn"))
            return Error(http, 400, "NOT_SUPPORTED", "ExactOut is not supported for this pair");
        if (_faults.TryTake(Venue, "no_route"))
            return NoRoute(http, "NO_ROUTES_FOUND", input);
        var amount = new Units(units);
        string? problem;
        SwapOffer? offer;
        lock (_chain.Books.Gate)
            problem = _chain.Market.Price(input, output, amount, out offer);
        if (problem is not null)
            return NoRoute(http, problem, input == KalshiShape.Usdc ? output : input);
        var stale = _faults.TryTake(Venue, "stale_book");
        return Answer.Json(http, 200, w =>
        {
            var got = offer!.OutAmount.ToUnits();
            w.WriteStartObject();
            w.WriteString("inputMint", input);
            w.WriteString("inAmount", amount.ToUnits());
            w.WriteString("outputMint", output);
            w.WriteString("outAmount", got);
            w.WriteString("otherAmountThreshold", offer.OutAmount.Less((int)slippage).ToUnits());
            w.WriteString("swapMode", "ExactIn");
            w.WriteNumber("slippageBps", slippage);
            w.WriteNull("platformFee");
            w.WriteString("priceImpactPct", "0");
            w.WriteStartArray("routePlan");
            w.WriteStartObject();
            w.WriteStartObject("swapInfo");
            w.WriteString("ammKey", SolanaAddress.Derive("swap", "pool", "kalshi"));
            w.WriteString("label", "DFlow");
            w.WriteString("inputMint", input);
            w.WriteString("outputMint", output);
            w.WriteString("inAmount", amount.ToUnits());
            w.WriteString("outAmount", got);
            w.WriteEndObject();
            w.WriteNumber("percent", 100);
            w.WriteNumber("bps", 10_000);
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteNumber("contextSlot", stale ? _chain.Slot - 5_000 : _chain.Slot);
            w.WriteNumber("timeTaken", 0.004m);
            w.WriteEndObject();
        });
    }

    private async Task Swap(HttpContext http)
    {
        using var body = await Body(http);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } o
            || !o.TryGetProperty("quoteResponse", out var quote) || quote.ValueKind != JsonValueKind.Object
            || quote.Text("inputMint") is not { } input || quote.Text("outputMint") is not { } output
            || quote.Number("inAmount") is not { } amount || quote.Number("outAmount") is not { } promised
            || !Base58.IsAddress(input) || !Base58.IsAddress(output) || amount is <= 0 or > long.MaxValue || promised is <= 0 or > long.MaxValue)
        {
            await Error(http, 400, "INVALID_REQUEST", "Failed to deserialize the JSON body into the target type: quoteResponse");
            return;
        }

        if (o.Text("userPublicKey") is not { } user || !Base58.IsAddress(user))
        {
            await Error(http, 400, "INVALID_REQUEST", "Failed to deserialize the JSON body into the target type: userPublicKey");
            return;
        }

        var slippage = (int)Math.Clamp(quote.Number("slippageBps") ?? 50, 0, 10_000);
        // Like the real one: the threshold is recomputed from outAmount and slippageBps.
        var terms = new SwapTerms(user, input, output, new Units((long)amount), new Units((long)promised), new Units((long)promised).Less(slippage), slippage, Async: false);
        var (transaction, lastValid) = Build(_chain, terms);
        var poor = _faults.TryTake(Venue, "soft_reject") || !Affords(terms);
        await Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteString("swapTransaction", Convert.ToBase64String(transaction));
            w.WriteNumber("lastValidBlockHeight", lastValid);
            w.WriteNumber("prioritizationFeeLamports", 4834);
            w.WriteNumber("computeUnitLimit", 188_000);
            w.WriteStartObject("prioritizationType");
            w.WriteStartObject("computeBudget");
            w.WriteNumber("microLamports", 25_715);
            w.WriteNumber("estimatedMicroLamports", 785_154);
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteNull("dynamicSlippageReport");
            if (poor)
            {
                w.WriteStartObject("simulationError");
                w.WriteString("errorCode", "TRANSACTION_ERROR");
                w.WriteString("error", "Error processing Instruction 3: custom program error: 0x1");
                w.WriteEndObject();
            }
            else
            {
                w.WriteNull("simulationError");
            }

            w.WriteEndObject();
        });
    }

    /// <summary>Builds an unsigned transaction on a new blockhash and registers its meaning with the chain.</summary>
    internal static (byte[] Transaction, long LastValid) Build(SolanaChain chain, SwapTerms terms)
    {
        var (blockhash, lastValid) = chain.LatestBlockhash();
        // Two equal swaps on one blockhash must not be one transaction: the fee makes them differ.
        var transaction = SwapTransaction.Build(terms, blockhash, 188_000, 25_715 + chain.NextNumber() % 10_000);
        chain.Remember(transaction.AsSpan(65), terms);
        return (transaction, lastValid);
    }

    private bool Affords(SwapTerms terms)
    {
        lock (_chain.Books.Gate)
            return _chain.Ledger.Available(terms.User, terms.InputMint) >= terms.InAmount;
    }

    private Task NoRoute(HttpContext http, string code, string mint) => Error(http, 400, code, code switch
    {
        "TOKEN_NOT_TRADABLE" => $"The token {mint} is not tradable",
        "NO_ROUTES_FOUND" => "No routes found",
        "ROUTE_PLAN_DOES_NOT_CONSUME_ALL_THE_AMOUNT" => "Route plan does not consume all the amount, please lower your input amount",
        _ => "Could not find any route",
    });
}
