using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Polymarket;

/// <summary>Accepts signed orders like the CLOB: every check, the book, balances, trades. One lock for the venue.</summary>
internal sealed class ClobExchange(VenueCatalog catalog, BookShelf books, Ledger ledger, ClobDomains domains, FaultBoard faults, TimeProvider clock)
{
    private readonly Dictionary<string, ClobOrder> _orders = new(StringComparer.Ordinal);
    private readonly List<ClobTrade> _trades = [];

    public Ledger Ledger => ledger;

    public Units Balance(string wallet, string asset)
    {
        lock (books.Gate)
            return ledger.Balance(wallet, asset);
    }

    /// <summary>Sets a wallet's balance.</summary>
    public void Fund(string wallet, string asset, Units amount)
    {
        lock (books.Gate)
            ledger.Set(wallet, asset, amount);
    }

    /// <summary>Orders that rest in one market's book.</summary>
    public List<RestingOrder> Resting(string conditionId)
    {
        lock (books.Gate)
            return [.. _orders.Values.Where(o => o.ConditionId == conditionId).Select(o => o.Resting).OfType<RestingOrder>()];
    }

    /// <summary>Checks an order and accepts it, or returns why not.</summary>
    public (ClobPlaced? Placed, ClobRefusal? Refusal) Place(SignedClobOrder signed, ClobCredentials caller)
    {
        if (signed.Owner != caller.ApiKey)
            return Refuse("the order owner has to be the owner of the API KEY");
        if (!catalog.TryFindByToken(signed.TokenId, out var market, out var outcome, out var variant))
            return Refuse("market not found", 404);
        var facts = market.Record.Facts;
        var domain = domains.For(facts.ProtocolV2, facts.NegRisk);
        var id = signed.Digest(domain).ToString();
        if (CheckSigner(signed, caller, domain, facts) is { } wrongSigner)
            return (null, wrongSigner);
        if (!facts.Tradable)
            return Refuse("the market is not yet ready to process new orders");
        if (ClobAmounts.Check(signed, facts, id, out var price, out var size) is { } wrongAmounts)
            return Refuse(wrongAmounts);
        var now = clock.GetUtcNow();
        if (signed.Kind == "GTD" ? signed.Expiration < now.ToUnixTimeSeconds() + 60 : signed.Expiration != 0)
            return Refuse("invalid expiration");
        if (signed.PostOnly && signed.Kind is ("FOK" or "FAK"))
            return Refuse("invalid post-only order: post-only is not supported for market orders");
        var order = new ClobOrder
        {
            Id = id,
            Signed = signed,
            Wallet = signed.Maker.ToLowerHex(),
            Market = market,
            Variant = variant,
            Outcome = outcome,
            Price = price,
            Size = size,
            CreatedAt = now,
        };
        lock (books.Gate)
            return Match(order, facts);
    }

    /// <summary>Removes orders from the book; returns why for each that stays.</summary>
    public (List<string> Cancelled, List<(string Id, string Reason)> Not) Cancel(IEnumerable<string> ids, ClobCredentials caller)
    {
        var cancelled = new List<string>();
        var not = new List<(string, string)>();
        lock (books.Gate)
        {
            Expire();
            foreach (var id in ids)
            {
                if (!_orders.TryGetValue(id, out var order) || order.Signed.Owner != caller.ApiKey || order.Status == "CANCELED")
                    not.Add((id, "order not found or already canceled"));
                else if (order.Status == "MATCHED")
                    not.Add((id, "already canceled or matched"));
                else
                {
                    End(order, "CANCELED");
                    cancelled.Add(id);
                }
            }
        }

        return (cancelled, not);
    }

    /// <summary>The caller's live orders, of one market or token if asked.</summary>
    public List<ClobOrder> Live(ClobCredentials caller, string? market = null, string? asset = null, string? id = null)
    {
        lock (books.Gate)
        {
            Expire();
            return [.. _orders.Values.Where(o => o.Signed.Owner == caller.ApiKey && o.Status == "LIVE"
                && (market is null || o.ConditionId == market) && (asset is null || o.Signed.TokenId == asset) && (id is null || o.Id == id))];
        }
    }

    public ClobOrder? Find(string id, ClobCredentials caller)
    {
        lock (books.Gate)
        {
            Expire();
            return _orders.TryGetValue(id, out var order) && order.Signed.Owner == caller.ApiKey ? order : null;
        }
    }

    /// <summary>The caller's trades, newest first.</summary>
    public List<ClobTrade> Trades(ClobCredentials caller)
    {
        lock (books.Gate)
            return [.. _trades.Where(t => t.Taker.Signed.Owner == caller.ApiKey || t.Maker?.Signed.Owner == caller.ApiKey).Reverse()];
    }

    /// <summary>What a wallet holds: token, size, average price paid over its trades.</summary>
    public List<(string Token, Units Size, decimal AveragePrice)> Positions(string wallet)
    {
        lock (books.Gate)
            return [.. ledger.Holdings(wallet).Select(h => (h.Asset, h.Amount, Average(wallet, h.Asset)))];
    }

    /// <summary>Lets the house take a resting order, all or part of it; for tests that wait for a fill. False when it does not rest.</summary>
    public bool FillByHouse(string id, Units? size)
    {
        lock (books.Gate)
        {
            if (!_orders.TryGetValue(id, out var order) || order.Resting is not { } resting)
                return false;
            var part = Units.Min(size ?? resting.Left, resting.Left);
            var fill = new Fill(resting, resting.Price, part);
            books.Open(order.Market).Execute([fill]);
            Settle(order, fill, order.Price, taker: false, fails: false, bucket: 0);
            books.Changed(order.Market);
            return true;
        }
    }

    /// <summary>The state of a trade: it is mined within a second and confirmed (or failed) within two.</summary>
    public string TradeStatus(ClobTrade trade)
    {
        var age = clock.GetUtcNow() - trade.At;
        return age < TimeSpan.FromMilliseconds(400) ? "MATCHED" : age < TimeSpan.FromMilliseconds(1_200) ? "MINED" : trade.Fails ? "FAILED" : "CONFIRMED";
    }

    private (ClobPlaced?, ClobRefusal?) Match(ClobOrder order, MarketFacts facts)
    {
        Expire();
        var signed = order.Signed;
        if (_orders.ContainsKey(order.Id))
            return Refuse($"order {order.Id} is invalid. Duplicated.");
        var bid = signed.Buy == (order.Outcome == 0);
        var limit = InYes(order, order.Price);
        var book = books.Open(order.Market);
        var spends = signed.Buy && signed.Kind is ("FOK" or "FAK");
        var fills = spends
            ? book.Preview(bid, limit, Units.Unlimited, signed.MakerAmount, p => InYes(order, p))
            : book.Preview(bid, limit, order.Size);
        if (signed.PostOnly && fills.Count > 0)
            return Refuse("invalid post-only order: order crosses book");
        var cost = fills.Sum(f => f.Size.CostAt(InYes(order, f.Price)));
        var got = fills.Sum(f => f.Size);
        var fees = fills.Sum(f => Fee(facts, f.Size, InYes(order, f.Price)));
        var asset = signed.Buy ? ledger.Cash : signed.TokenId;
        var needed = signed.MakerAmount + (signed.Buy ? fees : Units.Zero);
        if (ledger.Available(order.Wallet, asset) < needed)
            return Refuse("not enough balance / allowance");
        if (signed.Kind == "FOK" && (spends ? cost < signed.MakerAmount - Units.Cent : got < order.Size))
            return Refuse("order couldn't be fully filled. FOK orders are fully filled or killed.");
        if (signed.Kind == "FAK" && fills.Count == 0)
            return Refuse("no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.");
        if (fills.Count > 0 && signed.Kind != "FOK" && faults.TryTake("polymarket", "partial_fill"))
            fills = [fills[0] with { Size = Units.Max(fills[0].Size.Part(2).FloorToCent(), Units.Cent) }];

        _orders[order.Id] = order;
        var fails = fills.Count > 0 && faults.TryTake("polymarket", "reverted_fill");
        book.Execute(fills);
        var trades = fills.Select((f, i) => Settle(order, f, InYes(order, f.Price), taker: true, fails, i)).ToList();
        var rest = order.Size - order.Matched;
        if (signed.Kind is ("GTC" or "GTD") && rest >= Units.Cent)
        {
            order.Resting = new RestingOrder(order.Id, order.Wallet, bid, limit, rest);
            order.Reserved = signed.Buy ? rest.CostAt(order.Price) : rest;
            ledger.Reserve(order.Wallet, asset, order.Reserved);
            book.Rest(order.Resting);
        }
        else
        {
            order.Status = "MATCHED"; // the rest of a FAK is cancelled with the answer
        }

        books.Changed(order.Market);
        var matched = trades.Sum(t => t.Size);
        var money = trades.Sum(t => t.Size.CostAt(t.Price));
        return (new ClobPlaced(order, signed.Buy ? money : matched, signed.Buy ? matched : money, trades), null);
    }

    private ClobTrade Settle(ClobOrder order, Fill fill, Price price, bool taker, bool fails, int bucket)
    {
        var maker = fill.Maker.Wallet is not null && taker ? _orders.GetValueOrDefault(fill.Maker.Id) : null;
        var facts = order.Market.Record.Facts;
        var fee = taker ? Fee(facts, fill.Size, price) : Units.Zero;
        var seed = SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{order.Id}/{_trades.Count}")));
        var makerPrice = maker is null ? price : maker.Outcome == order.Outcome ? price : price.Complement;
        var trade = new ClobTrade(new Guid(seed.AsSpan(0, 16)).ToString(), order, maker, price, makerPrice, fill.Size, fee, bucket,
            clock.GetUtcNow(), fails, "0x" + Convert.ToHexStringLower(seed));
        _trades.Add(trade);
        Fill(order, trade, price, fee, fails);
        if (maker is not null)
            Fill(maker, trade, makerPrice, Units.Zero, fails);
        return trade;
    }

    private void Fill(ClobOrder order, ClobTrade trade, Price price, Units fee, bool fails)
    {
        order.Matched += trade.Size;
        order.Trades.Add(trade.Id);
        if (order.Resting is { } resting)
        {
            var release = resting.Left == Units.Zero ? order.Reserved : order.Signed.Buy ? trade.Size.CostAt(order.Price) : trade.Size;
            Release(order, Units.Min(release, order.Reserved));
            if (resting.Left == Units.Zero)
            {
                order.Status = "MATCHED";
                order.Resting = null;
            }
        }

        if (fails)
            return;
        var money = trade.Size.CostAt(price);
        ledger.Add(order.Wallet, ledger.Cash, (order.Signed.Buy ? -money : money) - fee);
        ledger.Add(order.Wallet, order.Signed.TokenId, order.Signed.Buy ? trade.Size : -trade.Size);
    }

    private void End(ClobOrder order, string status)
    {
        if (order.Resting is { } resting)
        {
            books.Open(order.Market).Cancel(resting);
            books.Changed(order.Market);
        }

        order.Resting = null;
        Release(order, order.Reserved);
        order.Status = status;
    }

    private void Release(ClobOrder order, Units amount)
    {
        ledger.Reserve(order.Wallet, order.Signed.Buy ? ledger.Cash : order.Signed.TokenId, -amount);
        order.Reserved -= amount;
    }

    /// <summary>GTD orders past their time, and orders of markets that closed, leave the book.</summary>
    private void Expire()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var order in _orders.Values.Where(o => o.Status == "LIVE").ToList())
        {
            var closed = !catalog.TryFindByToken(order.Signed.TokenId, out var row, out _, out _) || !row.Record.Facts.Tradable;
            if (closed || (order.Signed.Kind == "GTD" && order.Signed.Expiration - 60 <= now))
                End(order, closed ? "CANCELED_MARKET_RESOLVED" : "CANCELED");
        }
    }

    private ClobRefusal? CheckSigner(SignedClobOrder signed, ClobCredentials caller, in Hash256 domain, MarketFacts facts)
    {
        if (signed.SigningKey(domain, domains.ChainId) is not { } key || key.ToLowerHex() != caller.Address)
        {
            foreach (var other in domains.Others(facts.ProtocolV2))
            {
                if (signed.SigningKey(other, domains.ChainId)?.ToLowerHex() == caller.Address)
                    return new ClobRefusal(400, "order_version_mismatch");
            }

            return signed.SignatureType != 3 && signed.Signer.ToLowerHex() != caller.Address
                ? new ClobRefusal(400, "the order signer address has to be the address of the API KEY")
                : new ClobRefusal(400, "invalid signature");
        }

        var fits = signed.SignatureType switch
        {
            0 => signed.Maker == key && signed.Signer == key,
            1 => signed.Signer == key && signed.Maker == PolymarketWallets.Proxy(key),
            2 => signed.Signer == key && signed.Maker == PolymarketWallets.Safe(key),
            _ => signed.Signer == signed.Maker && (signed.Maker == PolymarketWallets.DepositUups(key) || signed.Maker == PolymarketWallets.DepositBeacon(key)),
        };
        if (fits)
            return null;
        return new ClobRefusal(400, signed.SignatureType == 1 && signed.Maker == key
            ? "maker address not allowed, please use the deposit wallet flow"
            : "the order signer address has to be the address of the API KEY");
    }

    private decimal Average(string wallet, string token)
    {
        var bought = _trades.Where(t => !t.Fails).SelectMany(t => new[] { (Order: t.Taker, t.Price, t.Size), (Order: t.Maker!, Price: t.MakerPrice, t.Size) })
            .Where(t => t.Order is not null && t.Order.Wallet == wallet && t.Order.Signed.TokenId == token && t.Order.Signed.Buy).ToList();
        var size = bought.Sum(t => t.Size.Amount);
        return size == 0 ? 0 : bought.Sum(t => t.Size.Amount * t.Price.Dollars) / size;
    }

    /// <summary>From the order's own prices to those of YES, and back.</summary>
    private static Price InYes(ClobOrder order, Price price) => order.Outcome == 0 ? price : price.Complement;

    /// <summary>shares × rate × p × (1 − p), floored to five decimals of a dollar.</summary>
    private static Units Fee(MarketFacts facts, Units size, Price price) =>
        Units.Floor(Math.Floor(size.Amount * facts.FeeRate * price.Dollars * price.Complement.Dollars * 100_000) / 100_000);

    private static (ClobPlaced?, ClobRefusal?) Refuse(string text, int status = 400) => (null, new ClobRefusal(status, text));
}
