using System.Numerics;
using Faro.Clob.Engine;
using Faro.Clob.Journal;
using Faro.Clob.Venue;

namespace Faro.Clob.Http;

/// <summary>One's own fills, positions and balances (routes 20 to 22).</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/fills", Fills);
        app.MapGet("/v1/positions", Positions);
        app.MapGet("/v1/balances", Balances);
    }

    private static IResult Fills(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context, "condition_id", "chain_id", "order_hash", "cursor", "limit");
        VenueViews views = writer.Views;
        MarketRecord? market = RequestReader.MarketFilter(context, views);
        Faro.Signing.Hash256? hash = RequestReader.Text(context, "order_hash") switch
        {
            null => null,
            var text when Faro.Signing.Hash256.TryParse(text, out Faro.Signing.Hash256 parsed) => parsed,
            _ => throw ClobProblem.Invalid("order_hash", "must be 0x and 64 hexadecimal digits"),
        };
        long? cursor = RequestReader.Cursor(context);
        int limit = RequestReader.Limit(context);
        lock (views.Gate)
        {
            IReadOnlyList<FillRecord> fills = views.Wallet(caller.Wallet)?.Fills ?? [];
            (List<FillBody> data, long? next) = Paging.NewestFirst(fills, cursor, limit,
                f => (market is null || f.Trade.Market == market) && (hash is null || f.Order.Hash == hash), Wire.Fill);
            return Results.Json(Wire.Paged(data, next), Wire.Json);
        }
    }

    private static async Task<IResult> Positions(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context, "condition_id", "chain_id", "cursor", "limit");
        VenueViews views = writer.Views;
        int? only = RequestReader.MarketFilter(context, views)?.Market.Index;
        long? cursor = RequestReader.Cursor(context);
        int limit = RequestReader.Limit(context);

        // Balances are the core's own: read between two batches they are exactly what is committed.
        List<Holding> holdings = await writer.Read(core => Held(core, caller, only));
        lock (views.Gate)
        {
            WalletRecord? wallet = views.Wallet(caller.Wallet);
            (List<PositionBody> data, long? next) = Paging.NewestFirst(
                holdings, cursor, limit, _ => true, h => Describe(h, views.Markets[h.Market], PendingIn(wallet, h), wallet));
            return Results.Json(Wire.Paged(data, next), Wire.Json);
        }
    }

    private static async Task<IResult> Balances(HttpContext context, VenueWriter writer, Authenticator auth, RateLimiter limiter)
    {
        Caller caller = auth.Require(context, KeyPermissions.Read);
        limiter.Take(Budget.PrivateReads, caller.Name);
        RequestReader.AllowOnly(context);
        List<BalanceBody> data = await writer.Read(core =>
        {
            List<BalanceBody> balances = [];
            if (core.WalletOf(caller.Wallet) is not { } wallet) return balances;
            HashSet<int> seen = [];
            foreach (VenueMarket market in core.Markets)
            {
                if (!seen.Add(market.Collateral)) continue;
                Balance b = core.Engine.CollateralOf(wallet, market.Collateral);
                if (b.Total == UInt128.Zero) continue;
                balances.Add(new BalanceBody(
                    market.Listing.ChainId, market.Listing.CollateralToken.ToString(), market.Listing.Decimals, Wire.Amount(b.Total),
                    Wire.Amount(b.Available), Wire.Amount(b.Reserved), Wire.Amount(b.Pending)));
            }

            return balances;
        });
        return Results.Json(new DataBody<BalanceBody>(data), Wire.Json);
    }

    private static List<Holding> Held(VenueCore core, Caller caller, int? only)
    {
        List<Holding> holdings = [];
        if (core.WalletOf(caller.Wallet) is not { } wallet) return holdings;
        foreach (VenueMarket market in core.Markets)
        {
            if (only is { } index && market.Index != index) continue;
            foreach (bool yes in (ReadOnlySpan<bool>)[true, false])
            {
                Balance balance = core.Engine.TokensOf(wallet, market.Index, yes);
                if (balance.Total != UInt128.Zero) holdings.Add(new Holding(market.Index, yes, balance));
            }
        }

        return holdings;
    }

    private static PositionBody Describe(Holding h, MarketRecord market, UInt128 pendingIn, WalletRecord? wallet)
    {
        MarketListing m = market.Market.Listing;
        string? average = wallet?.Bought.TryGetValue((h.Market, h.Yes), out (UInt128 Lots, UInt128 Cost) bought) == true && bought.Lots != UInt128.Zero
            ? OrderText.FormatUnits((UInt128)((BigInteger)bought.Cost * 10_000 / ((BigInteger)bought.Lots * Lots.BaseUnits)), 4) : null;
        bool redeemable = market.PayoutYes is { } payout && (h.Yes ? payout : 100 - payout) > 0 && h.Balance.Available > UInt128.Zero;
        return new PositionBody(
            m.ConditionId.ToString(), m.ChainId, h.Yes ? 1 : 0, Wire.Number(h.Yes ? m.YesToken : m.NoToken),
            OrderText.FormatUnits(h.Balance.Total, m.Decimals), OrderText.FormatUnits(h.Balance.Available, m.Decimals),
            OrderText.FormatUnits(h.Balance.Reserved, m.Decimals), OrderText.FormatUnits(pendingIn, m.Decimals), average,
            Wire.Name(market.Terms.Status), market.PayoutYes, redeemable);
    }

    /// <summary>Tokens that arrive when pending trades settle.</summary>
    private static UInt128 PendingIn(WalletRecord? wallet, Holding h)
    {
        UInt128 sum = UInt128.Zero;
        foreach (FillRecord fill in wallet?.Fills ?? [])
        {
            if (fill.Trade.Status == "MATCHED" && fill.Order.Side == OrderSide.Buy && fill.Order.Yes == h.Yes
                && fill.Trade.Market.Market.Index == h.Market)
            {
                sum += (fill.Trade.Lots * Lots.BaseUnits) - (fill.IsTaker ? fill.Trade.Fee : UInt128.Zero);
            }
        }

        return sum;
    }

    private readonly record struct Holding(int Market, bool Yes, Balance Balance);

    private sealed record BalanceBody(
        long ChainId, string CollateralToken, int Decimals, string Total, string Available, string Reserved, string Pending);

    private sealed record PositionBody(
        string ConditionId, long ChainId, int Outcome, string TokenId, string Size, string Available, string Reserved, string PendingIn,
        string? AvgPrice, string MarketStatus, int? PayoutYes, bool Redeemable);
}
