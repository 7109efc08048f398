using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Http;

/// <summary>Placing, cancelling and reading one's own orders (routes 15 to 19).</summary>
internal static class OrderEndpoints
{
    private const int MaxOrders = 15;
    private const int MaxHashes = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/orders", Place);
        app.MapPost("/v1/orders/cancel", Cancel);
        app.MapPost("/v1/orders/{order_hash}/cancel-onchain", CancelOnChain);
        app.MapGet("/v1/orders", List);
        app.MapGet("/v1/orders/{order_hash}", Get);
    }

    private static async Task<IResult> Place(
        HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter, OrderValidator validator, TimeProvider clock, Faults faults)
    {
        Caller caller = auth.Require(context, KeyPermissions.Trade);
        limiter.Take(Budget.Placing, caller.Name);
        await faults.BeforeTaking();
        byte[] body = await RequestReader.Body(context);
        Idempotency? idempotency = ReadIdempotency(context, body);
        List<SignedOrder> orders = ReadOrders(body);
        VenueViews views = writer.Views;
        Hash256 nonce = views.NonceOf(caller.Wallet);
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        OrderItem[] items = [.. orders.Select(order =>
        {
            MarketRecord? market = views.Market(order.ConditionId, order.ChainId);
            (ValidOrder? valid, OrderRefusal? refused) = validator.Validate(order, market?.Terms, caller.Wallet, nonce, now);
            return new OrderItem { Valid = valid, Refused = refused, Market = market?.Market.Index ?? 0 };
        })];

        // Nothing left to decide or to store: no commit is needed.
        VenueOutcome outcome = idempotency is null && items.All(i => i.Refused is not null)
            ? new VenueOutcome.Placed(items, 0)
            : await writer.Execute(new VenueCommand.PlaceOrders(caller.Wallet, items, idempotency));
        await faults.AfterCommit(context);
        return outcome switch
        {
            VenueOutcome.Placed placed => Answer(placed, writer.Views),
            VenueOutcome.Refused refused => throw new ClobProblem(refused.Code, refused.Message),
            _ => throw new InvalidOperationException("A placement has no such outcome."),
        };
    }

    private static IResult Answer(VenueOutcome.Placed placed, VenueViews views)
    {
        object[] results = [.. placed.Items.Select(item => item.Refused is { } refused
            ? new ErrorItem(new ErrorText(refused.Code, refused.Message))
            : (object)Wire.Placed(item, views.MarketAt(item.Market), placed.AtMs))];
        if (!placed.Replayed) return Results.Json(new { Results = results }, Wire.Json);
        JsonNode body = JsonSerializer.SerializeToNode(new { Results = results }, Wire.Json)!;
        body["_idempotent_replayed"] = true;
        return Results.Json(body, Wire.Json);
    }

    private static Idempotency? ReadIdempotency(HttpContext context, byte[] body)
    {
        if (!context.Request.Headers.TryGetValue("fs-idempotency-key", out Microsoft.Extensions.Primitives.StringValues values)) return null;
        string key = values.ToString();
        return key.Length is >= 1 and <= 128 && !key.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? new Idempotency(key, new Hash256(SHA256.HashData(body)))
            : throw ClobProblem.Invalid("fs-idempotency-key", "must be 1 to 128 printable ASCII characters");
    }

    private static List<SignedOrder> ReadOrders(byte[] body)
    {
        using JsonDocument json = RequestReader.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("orders", out JsonElement list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw ClobProblem.Invalid("orders", "must be a list of 1 to 15 orders");
        }

        if (list.GetArrayLength() > MaxOrders)
            throw new ClobProblem("BATCH_SIZE_EXCEEDED", $"At most {MaxOrders} orders in one request.");
        Dictionary<string, List<string>> issues = [];
        List<SignedOrder> orders = new(list.GetArrayLength());
        int index = 0;
        foreach (JsonElement one in list.EnumerateArray())
            if (OrderReader.Read(one, $"orders[{index++}]", issues) is { } order) orders.Add(order);
        return issues.Count == 0 ? orders : throw new ClobProblem("INVALID_REQUEST", "The request is malformed.", issues: issues);
    }

    private static async Task<IResult> Cancel(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Trade);
        limiter.Take(Budget.Cancelling, caller.Name);
        VenueCommand command = ReadCancel(await RequestReader.Body(context), caller.Wallet, writer.Views);
        VenueOutcome outcome = await writer.Execute(command);
        return outcome is VenueOutcome.Cancelled cancelled
            ? Results.Json(new { CancelledCount = cancelled.Hashes.Count, OrderHashes = cancelled.Hashes.Select(h => h.ToString()) }, Wire.Json)
            : throw new InvalidOperationException("A cancellation has no such outcome.");
    }

    /// <summary>
    /// The mode follows from the body, so everything that is not exactly one mode is refused: no mistake may fall through
    /// to cancelling everything.
    /// </summary>
    private static VenueCommand ReadCancel(byte[] body, EthAddress wallet, VenueViews views)
    {
        if (body.Length == 0) return new VenueCommand.CancelMatching(wallet, null, null, null);
        using JsonDocument json = RequestReader.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw ClobProblem.Invalid("body", "must be an object");
        Dictionary<string, JsonElement> fields = [];
        foreach (JsonProperty field in json.RootElement.EnumerateObject())
        {
            if (field.Name is not ("order_hashes" or "condition_id" or "chain_id" or "outcome" or "side"))
                throw ClobProblem.Invalid(field.Name, "is not a field of this request");
            if (!fields.TryAdd(field.Name, field.Value)) throw ClobProblem.Invalid(field.Name, "is there twice");
        }

        if (fields.TryGetValue("order_hashes", out JsonElement hashes))
        {
            if (fields.Count > 1) throw ClobProblem.Invalid("order_hashes", "cannot be combined with a filter");
            return new VenueCommand.CancelOrders(wallet, ReadHashes(hashes));
        }

        int? market = null;
        if (fields.ContainsKey("condition_id") || fields.ContainsKey("chain_id"))
        {
            if (!fields.TryGetValue("condition_id", out JsonElement condition) || condition.ValueKind != JsonValueKind.String
                || !Hash256.TryParse(condition.GetString(), out Hash256 conditionId))
            {
                throw ClobProblem.Invalid("condition_id", "must be 0x and 64 hexadecimal digits");
            }

            if (!fields.TryGetValue("chain_id", out JsonElement chain) || chain.ValueKind != JsonValueKind.Number || !chain.TryGetInt64(out long chainId))
                throw ClobProblem.Invalid("chain_id", "must be an integer");
            market = views.Market(conditionId, chainId)?.Market.Index ?? throw new ClobProblem("NOT_FOUND", "There is no such market on this chain.");
        }

        bool? yes = null;
        if (fields.TryGetValue("outcome", out JsonElement outcome))
            yes = outcome.ValueKind == JsonValueKind.Number && outcome.TryGetInt32(out int o) && (o is 0 or 1)
                ? o == 1 : throw ClobProblem.Invalid("outcome", "must be 0 or 1");
        OrderSide? side = null;
        if (fields.TryGetValue("side", out JsonElement s))
            side = s.ValueKind != JsonValueKind.String ? throw ClobProblem.Invalid("side", "must be BUY or SELL")
                : s.ValueEquals("BUY") ? OrderSide.Buy : s.ValueEquals("SELL") ? OrderSide.Sell : throw ClobProblem.Invalid("side", "must be BUY or SELL");
        return new VenueCommand.CancelMatching(wallet, market, yes, side);
    }

    private static List<Hash256> ReadHashes(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw ClobProblem.Invalid("order_hashes", $"must be a list of 1 to {MaxHashes} hashes");
        if (list.GetArrayLength() > MaxHashes)
            throw new ClobProblem("BATCH_SIZE_EXCEEDED", $"At most {MaxHashes} hashes in one request.");
        List<Hash256> hashes = new(list.GetArrayLength());
        foreach (JsonElement one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || !Hash256.TryParse(one.GetString(), out Hash256 hash))
                throw ClobProblem.Invalid("order_hashes", "must be 0x and 64 hexadecimal digits each");
            hashes.Add(hash);
        }

        return hashes;
    }

    private static async Task<IResult> CancelOnChain(
        HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter, ClobOptions options)
    {
        Caller caller = auth.Require(context, KeyPermissions.Trade);
        limiter.Take(Budget.Cancelling, caller.Name);
        OrderRecord order = Find(context, writer.Views, caller);
        lock (writer.Views.Gate)
        {
            if (order.Status == OrderStatus.Filled) throw new ClobProblem("ORDER_ALREADY_FILLED", "The order is filled.");
        }

        if (await writer.Execute(new VenueCommand.BurnOrder(caller.Wallet, order.Hash)) is VenueOutcome.Refused refused)
            throw new ClobProblem(refused.Code, refused.Message);
        object? transaction = options.Sandbox ? null : OnChainCancel.Transaction(order);
        lock (writer.Views.Gate)
            return Results.Json(new { OrderHash = order.Hash.ToString(), Status = Wire.Name(order.Status), Transaction = transaction }, Wire.Json);
    }

    private static IResult List(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context, "condition_id", "chain_id", "status", "cursor", "limit");
        VenueViews views = writer.Views;
        MarketRecord? market = RequestReader.MarketFilter(context, views);
        Func<OrderStatus, bool> wanted = (RequestReader.Text(context, "status") ?? "open") switch
        {
            "open" => s => s is OrderStatus.Open or OrderStatus.PartiallyFilled,
            "filled" => s => s is OrderStatus.Matched or OrderStatus.Filled,
            "cancelled" => s => s is OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.MatchFailed,
            "all" => _ => true,
            _ => throw ClobProblem.Invalid("status", "must be open, filled, cancelled or all"),
        };
        long? cursor = RequestReader.Cursor(context);
        int limit = RequestReader.Limit(context);
        lock (views.Gate)
        {
            IReadOnlyList<OrderRecord> orders = views.Wallet(caller.Wallet)?.Orders ?? [];
            (List<OrderBody> data, long? next) = Paging.NewestFirst(
                orders, cursor, limit, o => (market is null || o.Market == market) && wanted(o.Status), Wire.Order);
            return Results.Json(Wire.Paged(data, next), Wire.Json);
        }
    }

    private static IResult Get(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context);
        OrderRecord order = Find(context, writer.Views, caller);
        lock (writer.Views.Gate) return Results.Json(Wire.Order(order), Wire.Json);
    }

    private static OrderRecord Find(HttpContext context, VenueViews views, Caller caller)
    {
        lock (views.Gate)
        {
            return Hash256.TryParse(context.Request.RouteValues["order_hash"]?.ToString(), out Hash256 hash)
                && views.Order(hash) is { } order && order.Wallet == caller.Wallet
                ? order : throw new ClobProblem("ORDER_NOT_FOUND", "There is no such order.");
        }
    }
}
