using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Clob.Engine;

namespace Faro.Conformance.Scenarios;

/// <summary>One scenario's market: operations go through the same checks and the same engine as orders over HTTP.</summary>
internal sealed class ScenarioMarket
{
    private readonly ClobEngine _engine = new(256);
    private readonly EventBuffer _events = new();
    private readonly Dictionary<string, int> _wallets = [];
    private readonly List<string> _walletNames = [];
    private readonly Dictionary<string, Order> _orders = [];
    private readonly List<Order> _byNumber = [];
    private readonly JsonArray _trades = [];
    private readonly JsonArray _batches = [];
    private readonly int _market;
    private readonly int _decimals;
    private readonly UInt128 _minimum;
    private long _now;

    public ScenarioMarket(JsonElement scenario)
    {
        JsonElement market = scenario.TryGetProperty("market", out JsonElement m) ? m : default;
        _decimals = (int)(Number(market, "decimals") ?? 18);
        if (_decimals is < 0 or > 18) throw new InvalidDataException("decimals must be 0 to 18");
        _minimum = Units(Text(market, "min_order_size") ?? "1");
        _now = Number(scenario, "now") ?? Number(market, "now") ?? 1000;
        _market = _engine.AddMarket(new MarketSpec(
            FeeBps: (int)(Number(market, "fee_bps") ?? 0),
            SelfTrade: (Text(market, "stp") ?? "cancel_resting") switch
            {
                "cancel_resting" => SelfTradeMode.CancelResting,
                "cancel_incoming" => SelfTradeMode.CancelIncoming,
                "cancel_both" => SelfTradeMode.CancelBoth,
                var other => throw new InvalidDataException($"unknown stp {other}"),
            },
            AutoSettle: Flag(market, "auto_settle") ?? true,
            Status: ParseStatus(Text(market, "status") ?? "OPEN")));
        foreach (JsonProperty account in scenario.GetProperty("accounts").EnumerateObject())
        {
            int wallet = Wallet(account.Name);
            if (Text(account.Value, "collateral") is { } collateral) Deposited(_engine.DepositCollateral(wallet, 0, Units(collateral)));
            if (Text(account.Value, "yes") is { } yes) Deposited(_engine.DepositTokens(wallet, _market, yes: true, Units(yes)));
            if (Text(account.Value, "no") is { } no) Deposited(_engine.DepositTokens(wallet, _market, yes: false, Units(no)));
        }
    }

    /// <summary>Carries out one operation and answers its acknowledgement.</summary>
    public JsonObject Execute(int index, JsonElement op)
    {
        _events.Clear();
        JsonObject ack = Require(op, "op") switch
        {
            "place" => Place(op),
            "cancel" => Cancel(op),
            "cancel_all" => CancelAll(op),
            "advance" => Advance(op),
            "status" => SetStatus(op),
            "redeem" => Redeem(op),
            "split" => Pairs(op, _engine.Split),
            "merge" => Pairs(op, _engine.Merge),
            "settle" => Settle(op),
            "settle_fail" => Fail(op),
            var other => throw new InvalidDataException($"unknown op {other}"),
        };
        Record(index);
        if (_engine.Audit() is { Count: > 0 } wrong) throw new InvalidDataException($"op {index}: {string.Join("; ", wrong)}");
        return ack;
    }

    /// <summary>Everything that an expectation holds, apart from the acknowledgements.</summary>
    public JsonObject Describe() => new()
    {
        ["trades"] = _trades.DeepClone(),
        ["orders"] = new JsonObject(_byNumber.Select(o => KeyValuePair.Create(o.Id, (JsonNode?)o.Describe(_decimals)))),
        ["book"] = new JsonObject { ["bids"] = Levels(OrderSide.Buy), ["asks"] = Levels(OrderSide.Sell) },
        ["queue"] = new JsonObject { ["bids"] = Queue(OrderSide.Buy), ["asks"] = Queue(OrderSide.Sell) },
        ["batches"] = _batches.DeepClone(),
        ["accounts"] = new JsonObject(_walletNames.Select(n => KeyValuePair.Create(n, (JsonNode?)Account(_wallets[n])))),
        ["fees"] = Fees(),
        ["sets_minted"] = OrderText.FormatUnits(_engine.SetsOf(_market), _decimals),
    };

    private JsonObject Place(JsonElement op)
    {
        string id = Require(op, "id");
        string type = Text(op, "type") ?? "LIMIT";
        string? tif = Text(op, "tif");
        string sideText = Require(op, "side");
        long outcome = Number(op, "outcome") ?? -1;
        bool postOnly = Flag(op, "post_only") ?? false;
        long expiration = Number(op, "expiration") ?? 0;
        TextError priceError = OrderText.ParsePrice(Require(op, "price"), out byte tick);
        TextError sizeError = OrderText.ParseUnits(Require(op, "size"), _decimals, out UInt128 size);
        if (priceError == TextError.Malformed || sizeError == TextError.Malformed || outcome is not (0 or 1) || expiration < 0
            || sideText is not ("BUY" or "SELL") || type is not ("LIMIT" or "MARKET" or "GTD")
            || tif is not (null or "GTC" or "FAK" or "FOK"))
        {
            return Error("INVALID_REQUEST");
        }

        bool yes = outcome == 1;
        OrderSide side = sideText == "BUY" ? OrderSide.Buy : OrderSide.Sell;
        if (_engine.StatusOf(_market) != MarketStatus.Open) return Error("MARKET_NOT_ACTIVE");
        if (priceError == TextError.PriceOutOfRange || (!yes && tick == 100)) return Error("PRICE_OUT_OF_RANGE");
        if (priceError != TextError.None) return Error("PRICE_NOT_ON_TICK");
        if (sizeError != TextError.None) return Error("INVALID_SIZE");
        if (size < _minimum || size < Lots.BaseUnits) return Error("SIZE_TOO_SMALL");
        if (!OrderFlagRules.TryCombine(type, tif, postOnly, out TimeInForce combined)) return Error("INVALID_ORDER_FLAGS");
        if (type == "GTD" && expiration == 0) return Error("INVALID_EXPIRATION");
        if (expiration != 0 && expiration <= _now) return Error("ORDER_EXPIRED");
        if (_orders.ContainsKey(id)) return Error("DUPLICATE_ORDER");
        int wallet = Wallet(Require(op, "wallet"));
        ulong number = (ulong)_byNumber.Count + 1;
        Refusal refusal = _engine.Place(_now, new NewOrder(
            number, wallet, _market, size / Lots.BaseUnits, tick, side, yes, combined, postOnly, expiration), _events);
        if (refusal != Refusal.None) return Error(Code(refusal));
        Order order = new() { Id = id, Yes = yes, Side = side };
        _orders.Add(id, order);
        _byNumber.Add(order);
        return new JsonObject { ["status"] = "OPEN" };
    }

    private JsonObject Cancel(JsonElement op)
    {
        List<ulong> numbers = [];
        foreach (JsonElement id in op.GetProperty("ids").EnumerateArray())
            if (_orders.TryGetValue(id.GetString() ?? "", out Order? order)) numbers.Add((ulong)_byNumber.IndexOf(order) + 1);
        _engine.Cancel(_now, Wallet(Require(op, "wallet")), [.. numbers], _events);
        return Ended("cancelled", OrderStatus.Cancelled);
    }

    private JsonObject CancelAll(JsonElement op)
    {
        OrderSide? side = Text(op, "side") switch
        {
            null => null,
            "BUY" => OrderSide.Buy,
            "SELL" => OrderSide.Sell,
            var other => throw new InvalidDataException($"unknown side {other}"),
        };
        bool? yes = Number(op, "outcome") switch
        {
            null => null,
            0 => false,
            1 => true,
            var other => throw new InvalidDataException($"unknown outcome {other}"),
        };
        _engine.CancelAll(_now, Wallet(Require(op, "wallet")), _market, yes, side, _events);
        return Ended("cancelled", OrderStatus.Cancelled);
    }

    private JsonObject Advance(JsonElement op)
    {
        _now += Number(op, "seconds") ?? throw new InvalidDataException("advance needs seconds");
        _engine.Advance(_now, _events);
        return Ended("expired", OrderStatus.Expired);
    }

    private JsonObject SetStatus(JsonElement op)
    {
        Refusal refusal = _engine.SetStatus(
            _now, _market, ParseStatus(Require(op, "to")), (int?)Number(op, "payout_yes"), _events);
        return refusal == Refusal.None ? Ended("cancelled", OrderStatus.Cancelled) : Error(Code(refusal));
    }

    private JsonObject Redeem(JsonElement op)
    {
        Refusal refusal = _engine.Redeem(Wallet(Require(op, "wallet")), _market, out UInt128 paid);
        return refusal == Refusal.None
            ? new JsonObject { ["paid"] = OrderText.FormatUnits(paid, _decimals) } : Error(Code(refusal));
    }

    private JsonObject Pairs(JsonElement op, Func<int, int, UInt128, Refusal> change)
    {
        switch (OrderText.ParseUnits(Require(op, "size"), _decimals, out UInt128 size))
        {
            case TextError.Malformed: return Error("INVALID_REQUEST");
            case not TextError.None: return Error("INVALID_SIZE");
        }

        Refusal refusal = change(Wallet(Require(op, "wallet")), _market, size);
        return refusal == Refusal.None ? new JsonObject { ["ok"] = true } : Error(Code(refusal));
    }

    private JsonObject Settle(JsonElement op)
    {
        long trade = Number(op, "trade") ?? 0;
        Refusal refusal = _engine.Settle(_now, _market, (ulong)Math.Max(0, trade), _events);
        return refusal == Refusal.None ? new JsonObject { ["settled"] = trade } : Error(Code(refusal));
    }

    private JsonObject Fail(JsonElement op)
    {
        long trade = Number(op, "trade") ?? 0;
        Blame blame = Text(op, "blame") switch
        {
            "maker" => Blame.Maker,
            "both" => Blame.Both,
            null or "taker" or "none" => Blame.Taker,
            var other => throw new InvalidDataException($"unknown blame {other}"),
        };
        Refusal refusal = _engine.Fail(_now, _market, (ulong)Math.Max(0, trade), blame, _events);
        return refusal == Refusal.None ? new JsonObject { ["failed"] = trade } : Error(Code(refusal));
    }

    /// <summary>Copies what the command did into the scenario's own records.</summary>
    private void Record(int op)
    {
        JsonArray? deltas = null;
        foreach (ref readonly EngineEvent e in _events.Events)
        {
            switch (e.Kind)
            {
                case EngineEventKind.Trade:
                    _trades.Add(DescribeTrade(op, e));
                    break;
                case EngineEventKind.Settled:
                    _trades[(int)e.Number - 1]!.AsObject().Remove("state");
                    break;
                case EngineEventKind.Failed:
                    _trades[(int)e.Number - 1]!["state"] = "FAILED";
                    break;
                case EngineEventKind.OrderState:
                    _byNumber[(int)e.Order - 1].Apply(e);
                    break;
                case EngineEventKind.BatchStart:
                    deltas = [];
                    _batches.Add(new JsonObject { ["op"] = op, ["deltas"] = deltas });
                    break;
                case EngineEventKind.BookLevel:
                    deltas!.Add(new JsonArray(
                        SideText(e.Side), OrderText.FormatPrice(e.Tick), OrderText.FormatLots(e.Lots, _decimals)));
                    break;
            }
        }
    }

    private JsonObject DescribeTrade(int op, in EngineEvent e)
    {
        Order maker = _byNumber[(int)e.Order - 1];
        Order taker = _byNumber[(int)e.Taker - 1];
        JsonObject trade = new()
        {
            ["n"] = (long)e.Number,
            ["op"] = op,
            ["type"] = e.Match.ToString().ToUpperInvariant(),
            ["maker"] = maker.Id,
            ["taker"] = taker.Id,
            ["price"] = OrderText.FormatPrice(e.Tick),
            ["size"] = OrderText.FormatLots(e.Lots, _decimals),
            ["maker_collateral"] = Collateral(maker, e),
            ["taker_collateral"] = Collateral(taker, e),
        };
        if (e.Filled != UInt128.Zero)
        {
            trade["taker_fee"] = new JsonObject
            {
                ["asset"] = taker.Side == OrderSide.Sell ? "collateral" : taker.Yes ? "yes" : "no",
                ["amount"] = OrderText.FormatUnits(e.Filled, _decimals),
            };
        }

        if (!e.Settled) trade["state"] = "PENDING";
        return trade;
    }

    private string Collateral(Order order, in EngineEvent e) =>
        OrderText.FormatUnits(Lots.Times(e.Lots, order.Yes ? e.Tick : 100u - e.Tick), _decimals);

    private JsonObject Ended(string name, OrderStatus status)
    {
        JsonArray ids = [];
        foreach (ref readonly EngineEvent e in _events.Events)
            if (e.Kind == EngineEventKind.OrderState && e.Status == status && e.Reason != EndReason.None)
                ids.Add(_byNumber[(int)e.Order - 1].Id);
        return new JsonObject { [name] = ids };
    }

    private JsonArray Levels(OrderSide side) => [.. _engine.Book(_market, side).Select(l =>
        new JsonArray(OrderText.FormatPrice(l.Tick), OrderText.FormatLots(l.Lots, _decimals)))];

    private JsonArray Queue(OrderSide side) =>
        [.. _engine.Queue(_market, side).Select(n => JsonValue.Create(_byNumber[(int)n - 1].Id))];

    private JsonObject Account(int wallet)
    {
        JsonObject account = [];
        AddBalance(account, "collateral", _engine.CollateralOf(wallet));
        AddBalance(account, "yes", _engine.TokensOf(wallet, _market, yes: true));
        AddBalance(account, "no", _engine.TokensOf(wallet, _market, yes: false));
        return account;
    }

    private void AddBalance(JsonObject account, string asset, Balance balance)
    {
        JsonObject parts = [];
        AddAmount(parts, "available", balance.Available);
        AddAmount(parts, "reserved", balance.Reserved);
        AddAmount(parts, "pending", balance.Pending);
        if (parts.Count > 0) account[asset] = parts;
    }

    private JsonObject Fees()
    {
        JsonObject fees = [];
        (UInt128 collateral, UInt128 yes, UInt128 no) = _engine.FeesOf(_market);
        AddAmount(fees, "collateral", collateral);
        AddAmount(fees, "yes", yes);
        AddAmount(fees, "no", no);
        return fees;
    }

    private void AddAmount(JsonObject to, string name, UInt128 amount)
    {
        if (amount != UInt128.Zero) to[name] = OrderText.FormatUnits(amount, _decimals);
    }

    private int Wallet(string name)
    {
        if (_wallets.TryGetValue(name, out int wallet)) return wallet;
        wallet = _engine.AddWallet();
        _wallets.Add(name, wallet);
        _walletNames.Add(name);
        return wallet;
    }

    private static void Deposited(Refusal refusal)
    {
        if (refusal != Refusal.None) throw new InvalidDataException("a starting balance is too large");
    }

    private UInt128 Units(string text) => OrderText.ParseUnits(text, _decimals, out UInt128 units) == TextError.None
        ? units : throw new InvalidDataException($"not an amount: {text}");

    private static MarketStatus ParseStatus(string text) => text switch
    {
        "SEEDING" => MarketStatus.Seeding,
        "OPEN" => MarketStatus.Open,
        "PAUSED" => MarketStatus.Paused,
        "CLOSED" => MarketStatus.Closed,
        "RESOLVED" => MarketStatus.Resolved,
        _ => throw new InvalidDataException($"unknown status {text}"),
    };

    private static string Code(Refusal refusal) => refusal switch
    {
        Refusal.MarketNotActive => "MARKET_NOT_ACTIVE",
        Refusal.OrderExpired => "ORDER_EXPIRED",
        Refusal.DuplicateOrder => "DUPLICATE_ORDER",
        Refusal.InsufficientBalance => "INSUFFICIENT_BALANCE",
        Refusal.TooManyOpenOrders => "RATE_LIMITED",
        Refusal.MarketNotResolved => "MARKET_NOT_RESOLVED",
        Refusal.NotPending => "NOT_PENDING",
        _ => "INVALID_REQUEST",
    };

    private static JsonObject Error(string code) => new() { ["error"] = code };

    private static string SideText(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    private static string Require(JsonElement from, string name) =>
        Text(from, name) ?? throw new InvalidDataException($"{name} is missing");

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static long? Number(JsonElement from, string name)
    {
        if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => long.Parse(value.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture),
            _ => value.GetInt64(),
        };
    }

    private static bool? Flag(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : null;

    private sealed class Order
    {
        private UInt128 _filled;
        private UInt128 _remaining;
        private OrderStatus _status;
        private EndReason _reason;

        public required string Id { get; init; }

        public required bool Yes { get; init; }

        public required OrderSide Side { get; init; }

        public void Apply(in EngineEvent e)
        {
            _filled = e.Filled;
            _remaining = e.Lots;
            _status = e.Status;
            if (e.Reason != EndReason.None) _reason = e.Reason;
        }

        public JsonObject Describe(int decimals)
        {
            JsonObject order = new()
            {
                ["status"] = Upper(_status.ToString()),
                ["filled"] = OrderText.FormatLots(_filled, decimals),
                ["remaining"] = OrderText.FormatLots(_remaining, decimals),
            };
            if (_reason != EndReason.None) order["reason"] = Upper(_reason.ToString());
            return order;
        }
    }

    /// <summary><c>PartiallyFilled</c> as <c>PARTIALLY_FILLED</c>.</summary>
    private static string Upper(string name) => string.Concat(
        name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
