using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Clob.Engine;
using Faro.Clob.Http;
using Faro.Clob.Venue;

namespace Faro.Clob.Sockets;

/// <summary>The messages of the socket (13.2 to 13.4), as UTF-8 JSON built once for all subscribers.</summary>
internal static class SocketMessages
{
    public static readonly byte[] Pong = """{"type":"pong"}"""u8.ToArray();

    public static readonly byte[] InvalidJson = """{"type":"error","message":"Invalid JSON"}"""u8.ToArray();

    public static byte[] Ack(string type, string channel, MarketRecord? market) => Make(new AckBody(
        type, channel, market?.Terms.ConditionId.ToString(), market?.Terms.ChainId));

    public static byte[] Error(string code, string message, string? channel, string? conditionId, long? chainId) =>
        Make(new ErrorBody("error", code, message, channel, conditionId, chainId));

    public static byte[] Snapshot(MarketRecord market, long atMs)
    {
        BookBody book = Wire.Book(market);
        return Make(new SnapshotBody("book_snapshot", book.ConditionId, book.ChainId, book.Seq, book.Bids, book.Asks, Wire.Time(atMs)));
    }

    public static byte[] Batch(Publication.Batch batch) => Make(new BatchBody(
        "book_delta_batch", batch.Market.Terms.ConditionId.ToString(), batch.Market.Terms.ChainId, batch.Sequence,
        [.. batch.Levels.Select(l => new DeltaBody(Wire.Side(l.Side), OrderText.FormatPrice(l.Tick), Wire.Size(l.Lots, batch.Market)))],
        Wire.Time(batch.AtMs)));

    public static byte[] Ticker(MarketRecord market, TickerValues values, long atMs)
    {
        TickerBody t = Wire.Ticker(market, values, atMs);
        return Make(new TickerMessage(
            "ticker", t.ConditionId, t.ChainId, t.BestBid, t.BestAsk, t.LastPrice, t.Spread, t.DisplayPriceYes, t.DisplayPriceNo, t.Timestamp));
    }

    public static byte[] Trade(TradeRecord trade)
    {
        TradeBody t = Wire.Trade(trade);
        return Make(new TradeMessage(
            "trade", t.TradeId, t.ConditionId, t.ChainId, t.Price, t.Size, t.Side, t.Outcome, t.MatchType, t.Timestamp));
    }

    public static byte[] UserOrder(Publication.UserOrder u)
    {
        OrderRecord o = u.Order;
        return Make(new UserOrderBody(
            u.Type, u.UserSequence, EventId(o.Wallet.ToLowerHex(), u.UserSequence), o.Hash.ToString(), o.Market.Terms.ConditionId.ToString(),
            o.Market.Terms.ChainId, Wire.Side(o.Side), o.Yes ? 1 : 0, OrderText.FormatPrice(o.Tick),
            OrderText.FormatUnits(o.SizeUnits, o.Market.Decimals), Wire.Size(u.State.Remaining, o.Market), Wire.Size(u.State.Filled, o.Market),
            Wire.Name(u.State.Status), u.State.Reason == EndReason.None ? null : Wire.Name(u.State.Reason), Wire.Time(u.AtMs)));
    }

    public static byte[] UserFill(Publication.UserFill u)
    {
        JsonElement fill = JsonSerializer.SerializeToElement(Wire.Fill(u.Fill) with { Status = u.Status, SettledAt = null, TxHash = null }, Wire.Json);
        Dictionary<string, object?> message = new()
        {
            ["type"] = "fill",
            ["user_seq"] = u.UserSequence,
            ["event_id"] = EventId(u.Wallet.ToLowerHex(), u.UserSequence),
        };
        foreach (JsonProperty field in fill.EnumerateObject()) message[field.Name] = field.Value;
        message["timestamp"] = Wire.Time(u.Fill.Trade.AtMs);
        return Make(message);
    }

    public static byte[] UserSettlement(Publication.UserSettlement u) => Make(new SettlementBody(
        "settlement", u.UserSequence, EventId(u.Wallet.ToLowerHex(), u.UserSequence), u.Fill.Trade.TradeId, u.Fill.FillId,
        u.Fill.Order.Hash.ToString(), u.Status, u.Fill.Trade.TransactionHash, u.Reason, Wire.Time(u.AtMs)));

    private static string EventId(string wallet, ulong sequence) => $"{wallet[2..]}-{sequence}";

    private static byte[] Make<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Wire.Json);

    private sealed record AckBody(
        string Type, string Channel,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConditionId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ChainId);

    private sealed record ErrorBody(
        string Type, string Code, string Message,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Channel,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConditionId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ChainId);

    private sealed record SnapshotBody(
        string Type, string ConditionId, long ChainId, ulong Seq, List<LevelBody> Bids, List<LevelBody> Asks, string Timestamp);

    private sealed record DeltaBody(string Side, string Price, string Size);

    private sealed record BatchBody(string Type, string ConditionId, long ChainId, ulong Seq, DeltaBody[] Deltas, string Timestamp);

    private sealed record TickerMessage(
        string Type, string ConditionId, long ChainId, string? BestBid, string? BestAsk, string? LastPrice, string? Spread,
        string? DisplayPriceYes, string? DisplayPriceNo, string Timestamp);

    private sealed record TradeMessage(
        string Type, string TradeId, string ConditionId, long ChainId, string Price, string Size, string Side, int Outcome, string MatchType,
        string Timestamp);

    private sealed record UserOrderBody(
        string Type, ulong UserSeq, string EventId, string OrderHash, string ConditionId, long ChainId, string Side, int Outcome, string Price,
        string Size, string RemainingSize, string FilledSize, string Status, string? Reason, string Timestamp);

    private sealed record SettlementBody(
        string Type, ulong UserSeq, string EventId, string TradeId, string FillId, string OrderHash, string Status, string? TxHash,
        string? Reason, string Timestamp);
}
