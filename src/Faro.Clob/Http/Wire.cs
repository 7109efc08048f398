using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Venue;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Clob.Http;

/// <summary>Records as the JSON of section 5: snake_case, prices and sizes as decimal strings, times as ISO 8601.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // answers are application/json, never inside a page
    };

    public static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? Price(int? tick) => tick is { } t ? OrderText.FormatPrice(t) : null;

    public static string Size(UInt128 lots, MarketRecord market) => OrderText.FormatLots(lots, market.Decimals);

    public static string Amount(UInt128 units) => units.ToString(CultureInfo.InvariantCulture);

    public static string Number(in Hash256 word) => AbiWord.ToUint(word).ToString(CultureInfo.InvariantCulture);

    public static string Side(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    /// <summary><c>PartiallyFilled</c> as <c>PARTIALLY_FILLED</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    public static Page<T> Paged<T>(List<T> data, long? next) =>
        new(data, next is { } position ? RequestReader.MakeCursor(position) : null, next is not null);

    public static MarketBody Market(MarketRecord market)
    {
        MarketListing m = market.Market.Listing;
        TickerValues ticker = market.Ticker();
        return new MarketBody(
            m.ConditionId.ToString(), m.ChainId, m.Question, Name(market.Terms.Status), Tokens(m), m.FeeRateBps,
            Time(market.Market.CreatedAtMs), m.Summary, m.Rules, m.CollateralToken.ToString(), m.Exchange.ToString(),
            m.ConditionalTokens.ToString(), m.EndsAtMs is { } ends ? Time(ends) : null,
            m.IsClob
                ? new EmbeddedTicker(ticker.Bid / 100m, ticker.Ask / 100m, ticker.Last / 100m, ticker.Spread / 100m, ticker.DisplayYes / 100m, ticker.DisplayNo / 100m)
                : null,
            OrderText.FormatUnits(m.MinOrderSize, m.Decimals), market.PayoutYes);
    }

    public static TokensBody TokensOf(MarketRecord market)
    {
        MarketListing m = market.Market.Listing;
        return new TokensBody(m.ConditionId.ToString(), m.ChainId, m.CollateralToken.ToString(), m.Decimals, Tokens(m));
    }

    public static BookBody Book(MarketRecord market)
    {
        List<LevelBody> bids = [];
        List<LevelBody> asks = [];
        for (int t = 100; t >= 1; t--)
            if (market.Bids[t] != UInt128.Zero) bids.Add(new LevelBody(OrderText.FormatPrice(t), Size(market.Bids[t], market)));
        for (int t = 1; t <= 100; t++)
            if (market.Asks[t] != UInt128.Zero) asks.Add(new LevelBody(OrderText.FormatPrice(t), Size(market.Asks[t], market)));
        MarketListing m = market.Market.Listing;
        return new BookBody(
            m.ConditionId.ToString(), m.ChainId, Time(Math.Max(market.BookAtMs, market.Market.CreatedAtMs)), market.Sequence, bids, asks);
    }

    public static TickerBody Ticker(MarketRecord market, TickerValues t, long atMs)
    {
        MarketListing m = market.Market.Listing;
        return new TickerBody(
            m.ConditionId.ToString(), m.ChainId, Price(t.Bid), Price(t.Ask), Price(t.Last), Price(t.Spread), Price(t.DisplayYes),
            Price(t.DisplayNo), Time(atMs));
    }

    public static TradeBody Trade(TradeRecord trade)
    {
        MarketListing m = trade.Market.Market.Listing;
        return new TradeBody(
            trade.TradeId, m.ConditionId.ToString(), m.ChainId, OrderText.FormatPrice(trade.Tick), Size(trade.Lots, trade.Market),
            Side(trade.Taker.Side), trade.Taker.Yes ? 1 : 0, Name(trade.Match), Time(trade.AtMs));
    }

    public static OrderBody Order(OrderRecord o)
    {
        MarketListing m = o.Market.Market.Listing;
        return new OrderBody(
            o.Hash.ToString(), m.ConditionId.ToString(), m.ChainId, Side(o.Side), o.Yes ? 1 : 0, o.OrderType,
            OrderText.FormatPrice(o.Tick), OrderText.FormatUnits(o.SizeUnits, o.Market.Decimals), Size(o.Remaining, o.Market),
            Size(o.Filled, o.Market), Name(o.Status), o.Reason == EndReason.None ? null : Name(o.Reason),
            Number(o.Yes ? m.YesToken : m.NoToken), m.FeeRateBps, o.Expiration == default ? null : Number(o.Expiration),
            Name(o.TimeInForce), o.PostOnly, o.BookAddedAtMs is { } added ? Time(added) : null, Time(o.CreatedAtMs), Time(o.UpdatedAtMs));
    }

    public static FillBody Fill(FillRecord fill)
    {
        TradeRecord t = fill.Trade;
        OrderRecord o = fill.Order;
        MarketListing m = t.Market.Market.Listing;
        UInt128 fee = fill.IsTaker ? t.Fee : UInt128.Zero;
        return new FillBody(
            fill.FillId, t.TradeId, o.Hash.ToString(), m.ConditionId.ToString(), m.ChainId, Side(o.Side), o.Yes ? 1 : 0,
            OrderText.FormatPrice(t.Tick), fill.TokenTick == 0 ? "0.00" : OrderText.FormatPrice((int)fill.TokenTick), Size(t.Lots, t.Market),
            Amount(Lots.Times(t.Lots, fill.TokenTick)), new FeeBody(o.Side == OrderSide.Buy ? "TOKEN" : "COLLATERAL", Amount(fee)),
            fill.IsTaker ? "TAKER" : "MAKER", Name(t.Match), t.Status, t.TransactionHash, Time(t.AtMs),
            t.SettledAtMs is { } at ? Time(at) : null);
    }

    /// <summary>The answer to an order that was just accepted: always OPEN, whatever the worker does next.</summary>
    public static PlacedBody Placed(OrderItem item, MarketRecord market, long atMs)
    {
        ValidOrder valid = item.Valid!;
        MarketListing m = market.Market.Listing;
        return new PlacedBody(
            valid.Hash.ToString(), m.ConditionId.ToString(), m.ChainId, valid.Order.Yes ? 1 : 0, Side(valid.Order.Side),
            valid.Order.OrderType, OrderText.FormatPrice(valid.YesTick), OrderText.FormatUnits(valid.SizeUnits, m.Decimals),
            Size(valid.Lots, market), "OPEN", [], null, Time(atMs));
    }

    private static TokenBody[] Tokens(MarketListing m) =>
        [new(Number(m.YesToken), 1, m.Decimals), new(Number(m.NoToken), 0, m.Decimals)];
}

internal sealed record Page<T>(List<T> Data, string? NextCursor, bool HasMore);

internal sealed record DataBody<T>(List<T> Data);

internal sealed record TokenBody(string TokenId, int Outcome, int Decimals);

internal sealed record EmbeddedTicker(
    [property: JsonPropertyName("bestBid")] decimal? BestBid, [property: JsonPropertyName("bestAsk")] decimal? BestAsk,
    [property: JsonPropertyName("lastPrice")] decimal? LastPrice, [property: JsonPropertyName("spread")] decimal? Spread,
    [property: JsonPropertyName("displayPriceYES")] decimal? DisplayPriceYes, [property: JsonPropertyName("displayPriceNO")] decimal? DisplayPriceNo);

internal sealed record MarketBody(
    string ConditionId, long ChainId, string Question, string Status, TokenBody[] Tokens, int FeeRateBps, string CreatedAt,
    string? Summary, string? Rules, string CollateralToken, string CtfExchangeAddress, string ConditionalTokensAddress,
    string? EndDate, EmbeddedTicker? Ticker, string MinOrderSize, int? PayoutYes);

internal sealed record TokensBody(string ConditionId, long ChainId, string CollateralToken, int Decimals, TokenBody[] Tokens);

internal sealed record LevelBody(string Price, [property: JsonPropertyName("remainingSize")] string RemainingSize);

internal sealed record BookBody(
    string ConditionId, long ChainId, string Timestamp, ulong Seq, List<LevelBody> Bids, List<LevelBody> Asks);

internal sealed record TickerBody(
    string ConditionId, long ChainId, string? BestBid, string? BestAsk, string? LastPrice, string? Spread, string? DisplayPriceYes,
    string? DisplayPriceNo, string Timestamp);

internal sealed record TradeBody(
    string TradeId, string ConditionId, long ChainId, string Price, string Size, string Side, int Outcome, string MatchType, string Timestamp);

internal sealed record OrderBody(
    string OrderHash, string ConditionId, long ChainId, string Side, int Outcome, string OrderType, string Price, string Size,
    string RemainingSize, string FilledSize, string Status, string? Reason, string TokenId, int FeeRateBps, string? Expiration,
    string TimeInForce, bool PostOnly, string? BookAddedAt, string CreatedAt, string UpdatedAt);

internal sealed record FeeBody(string Asset, string Amount);

internal sealed record FillBody(
    string FillId, string TradeId, string OrderHash, string ConditionId, long ChainId, string Side, int Outcome, string Price,
    string TokenPrice, string Size, string CollateralAmount, FeeBody Fee, string Role, string MatchType, string Status, string? TxHash,
    string CreatedAt, string? SettledAt);

internal sealed record PlacedBody(
    string OrderHash, string ConditionId, long ChainId, int Outcome, string Side, string OrderType, string Price, string Size,
    string RemainingSize, string Status, string[] Fills, string? BookAddedAt, string CreatedAt);

internal sealed record ErrorItem(ErrorText Error);

internal sealed record ErrorText(string Code, string Message);
