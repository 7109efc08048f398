using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Signing;

namespace Faro.Sandbox.Polymarket;

/// <summary>The CLOB's trading and key routes.</summary>
internal sealed class ClobTradingRoutes(ClobExchange exchange, ClobKeys keys, FaultBoard faults, Func<HttpContext, int, string, Task> error)
{
    private const int MaxBatch = 15;

    public void AddTo(RouteTable routes) => routes
        .Post("/auth/api-key", (http, _) => Key(http, create: true))
        .Get("/auth/derive-api-key", (http, _) => Key(http, create: false))
        .Get("/auth/ban-status/closed-only", (http, _) => Signed(http, (_, _) => Answer.Raw(http, 200, "{\"closed_only\":false}"u8.ToArray())))
        .Post("/order", (http, _) => Signed(http, (caller, body) => Place(http, caller, body, batch: false)))
        .Post("/orders", (http, _) => Signed(http, (caller, body) => Place(http, caller, body, batch: true)))
        .Delete("/order", (http, _) => Signed(http, (caller, body) => CancelOne(http, caller, body)))
        .Delete("/orders", (http, _) => Signed(http, (caller, body) => CancelMany(http, caller, body)))
        .Delete("/cancel-all", (http, _) => Signed(http, (caller, _) => Cancelled(http, caller, exchange.Live(caller).Select(o => o.Id))))
        .Delete("/cancel-market-orders", (http, _) => Signed(http, (caller, body) => CancelMarket(http, caller, body)))
        .Get("/data/order/{id}", (http, id) => Signed(http, (caller, _) => exchange.Find(id, caller) is { } order
            ? Answer.Json(http, 200, w => ClobWriting.Order(w, order))
            : error(http, 404, "order not found")))
        .Get("/data/orders", (http, _) => Signed(http, (caller, _) => Orders(http, caller)))
        .Get("/data/trades", (http, _) => Signed(http, (caller, _) => Trades(http, caller)))
        .Get("/balance-allowance", (http, _) => Signed(http, (caller, _) => Balance(http, caller)))
        .Get("/balance-allowance/update", (http, _) => Signed(http, (_, _) => Answer.Raw(http, 200, "{}"u8.ToArray())));

    private Task Key(HttpContext http, bool create)
    {
        if (keys.FromL1(http.Request, out var existed) is not { } credentials)
            return error(http, 401, "Invalid L1 Request headers");
        if (create && existed)
            return error(http, 400, "Could not create api key");
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteString("apiKey", credentials.ApiKey);
            w.WriteString("secret", credentials.Secret);
            w.WriteString("passphrase", credentials.Passphrase);
            w.WriteEndObject();
        });
    }

    private async Task Signed(HttpContext http, Func<ClobCredentials, byte[], Task> handle)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted); // Kestrel ends it at 1 MiB
        var bytes = body.ToArray();
        if (keys.FromL2(http.Request, bytes) is not { } caller)
            await error(http, 401, "Unauthorized/Invalid api key");
        else
            await handle(caller, bytes);
    }

    private async Task Place(HttpContext http, ClobCredentials caller, byte[] body, bool batch)
    {
        if (faults.TryTake("polymarket", "restart_425"))
        {
            await error(http, 425, "Too Early");
            return;
        }

        using var document = Parse(body);
        if (document is null || document.RootElement.ValueKind != (batch ? JsonValueKind.Array : JsonValueKind.Object))
        {
            await error(http, 400, "Invalid order payload");
            return;
        }

        JsonElement[] items = batch ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
        if (items.Length > MaxBatch)
        {
            await error(http, 400, $"Too many orders in payload: {items.Length}, max allowed: {MaxBatch}");
            return;
        }

        if (!items.All(i => i.Flag("postOnly")) && faults.TryTake("polymarket", "post_only"))
        {
            http.Response.Headers.RetryAfter = "79";
            await Answer.Raw(http, 503, "{\"error\":\"post-only mode: only post-only orders and cancels are allowed\",\"code\":\"post_only_mode\",\"retry_after_seconds\":79}"u8.ToArray());
            return;
        }

        var soft = faults.TryTake("polymarket", "soft_reject");
        var silence = faults.Take("polymarket", "accept_then_timeout");
        var answers = items.Select(i => soft ? (null, new ClobRefusal(200, "not enough balance / allowance")) : One(i, caller)).ToList();
        if (silence is not null)
        {
            await Task.Delay(silence.DelayMs, http.RequestAborted);
            http.Abort(); // the orders are placed; the client gets no answer
            return;
        }

        if (!batch && answers[0].Refusal is { Status: >= 400 } refusal)
            await error(http, refusal.Status, refusal.Text);
        else
            await Answer.Json(http, 200, w => ClobWriting.Placed(w, answers, batch));
    }

    private (ClobPlaced? Placed, ClobRefusal? Refusal) One(JsonElement item, ClobCredentials caller)
    {
        var signed = SignedClobOrder.Read(item, out var retired);
        if (retired)
            return (null, new ClobRefusal(400, "order_version_mismatch"));
        return signed is null ? (null, new ClobRefusal(400, "Invalid order payload")) : exchange.Place(signed, caller);
    }

    private Task CancelOne(HttpContext http, ClobCredentials caller, byte[] body)
    {
        using var document = Parse(body);
        var id = document?.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Text("orderID") : null;
        return Hash256.TryParse(id, out _) ? Cancelled(http, caller, [id!]) : error(http, 400, "Invalid orderID");
    }

    private Task CancelMany(HttpContext http, ClobCredentials caller, byte[] body)
    {
        using var document = Parse(body);
        if (document?.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > 1000)
            return error(http, 400, "Invalid order payload");
        var ids = document.RootElement.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : "").ToList();
        return ids.All(i => Hash256.TryParse(i, out _)) ? Cancelled(http, caller, ids) : error(http, 400, "Invalid orderID");
    }

    private Task CancelMarket(HttpContext http, ClobCredentials caller, byte[] body)
    {
        using var document = Parse(body);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
            return error(http, 400, "Invalid order payload");
        var market = document.RootElement.Text("market") is { Length: > 0 } m ? m : null;
        var asset = document.RootElement.Text("asset_id") is { Length: > 0 } a ? a : null;
        return Cancelled(http, caller, exchange.Live(caller, market, asset).Select(o => o.Id));
    }

    private Task Cancelled(HttpContext http, ClobCredentials caller, IEnumerable<string> ids)
    {
        var (cancelled, not) = exchange.Cancel([.. ids], caller);
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("canceled");
            foreach (var id in cancelled)
                w.WriteStringValue(id);
            w.WriteEndArray();
            w.WriteStartObject("not_canceled");
            foreach (var (id, reason) in not)
                w.WriteString(id, reason);
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private Task Orders(HttpContext http, ClobCredentials caller)
    {
        var query = http.Request.Query;
        string? Asked(string name) => query[name].ToString() is { Length: > 0 } v ? v : null;
        var orders = exchange.Live(caller, Asked("market"), Asked("asset_id"), Asked("id"));
        return List(http, orders.Count, w =>
        {
            foreach (var order in orders)
                ClobWriting.Order(w, order);
        });
    }

    private Task Trades(HttpContext http, ClobCredentials caller)
    {
        var query = http.Request.Query;
        bool Asked(string name, string value) => query[name].ToString() is not { Length: > 0 } v || string.Equals(v, value, StringComparison.OrdinalIgnoreCase);
        var trades = exchange.Trades(caller).Where(t => Asked("id", t.Id) && Asked("market", t.Taker.ConditionId)
            && (Asked("asset_id", t.Taker.Signed.TokenId) || Asked("asset_id", t.Maker?.Signed.TokenId ?? ""))
            && (Asked("maker_address", t.Taker.Wallet) || Asked("maker_address", t.Maker?.Wallet ?? ""))).ToList();
        return List(http, trades.Count, w =>
        {
            foreach (var trade in trades)
                ClobWriting.Trade(w, trade, exchange.TradeStatus(trade), caller);
        });
    }

    private static Task List(HttpContext http, int count, Action<Utf8JsonWriter> rows) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteNumber("limit", 500);
        w.WriteNumber("count", count);
        w.WriteString("next_cursor", "LTE=");
        w.WriteStartArray("data");
        rows(w);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private Task Balance(HttpContext http, ClobCredentials caller)
    {
        var query = http.Request.Query;
        var owner = EthAddress.Parse(caller.Address);
        var wallet = query["signature_type"].ToString() switch
        {
            "1" => PolymarketWallets.Proxy(owner),
            "2" => PolymarketWallets.Safe(owner),
            "3" => PolymarketWallets.DepositBeacon(owner),
            _ => owner,
        };
        var asset = query["asset_type"].ToString() switch
        {
            "COLLATERAL" => exchange.Ledger.Cash,
            "CONDITIONAL" or "CONDITIONAL-V2" => query["token_id"].ToString(),
            _ => "",
        };
        if (asset.Length == 0)
            return error(http, 400, "Invalid asset type");
        var balance = exchange.Balance(wallet.ToLowerHex(), asset);
        return Answer.Json(http, 200, w =>
        {
            w.WriteStartObject();
            w.WriteString("balance", balance.ToUnits());
            w.WriteStartObject("allowances");
            foreach (var spender in (string[])["0xE111180000d2663C0091e4f400237545B87B996B", "0xe2222d279d744050d28e00520010520000310F59"])
                w.WriteString(spender, "115792089237316195423570985008687907853269984665640564039457584007913129639935");
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
