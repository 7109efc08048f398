using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;

namespace Faro.Sandbox.Polymarket;

/// <summary>Orders and trades in the CLOB's JSON.</summary>
internal static class ClobWriting
{
    private const string House = "0x00000000000000000000000000000000000f0a50";

    public static void Placed(Utf8JsonWriter w, IReadOnlyList<(ClobPlaced? Placed, ClobRefusal? Refusal)> answers, bool batch)
    {
        if (batch)
            w.WriteStartArray();
        foreach (var (placed, refusal) in answers)
        {
            w.WriteStartObject();
            w.WriteString("errorMsg", refusal?.Text ?? "");
            w.WriteString("orderID", placed?.Order.Id ?? "");
            var matched = placed is { Trades.Count: > 0 };
            w.WriteString("takingAmount", matched ? placed!.Taking.ToString() : "");
            w.WriteString("makingAmount", matched ? placed!.Making.ToString() : "");
            w.WriteString("status", placed is null ? "" : matched ? "matched" : "live");
            if (matched)
            {
                w.WriteStartArray("transactionsHashes");
                foreach (var trade in placed!.Trades)
                    w.WriteStringValue(trade.Hash);
                w.WriteEndArray();
                w.WriteStartArray("tradeIDs");
                foreach (var trade in placed.Trades)
                    w.WriteStringValue(trade.Id);
                w.WriteEndArray();
            }

            w.WriteBoolean("success", placed is not null || refusal?.Status == 200);
            w.WriteEndObject();
        }

        if (batch)
            w.WriteEndArray();
    }

    public static void Order(Utf8JsonWriter w, ClobOrder order)
    {
        w.WriteStartObject();
        w.WriteString("id", order.Id);
        w.WriteString("status", order.Status);
        w.WriteString("owner", order.Signed.Owner);
        w.WriteString("maker_address", order.Signed.Maker.ToString());
        w.WriteString("market", order.ConditionId);
        w.WriteString("asset_id", order.Signed.TokenId);
        w.WriteString("side", order.Signed.Buy ? "BUY" : "SELL");
        w.WriteString("original_size", order.Size.ToString());
        w.WriteString("size_matched", order.Matched.ToString());
        w.WriteString("price", order.Price.ToString());
        w.WriteString("outcome", Outcome(order));
        w.WriteString("expiration", order.Signed.Expiration.ToString(CultureInfo.InvariantCulture));
        w.WriteString("order_type", order.Signed.Kind);
        w.WriteStartArray("associate_trades");
        foreach (var trade in order.Trades)
            w.WriteStringValue(trade);
        w.WriteEndArray();
        w.WriteNumber("created_at", order.CreatedAt.ToUnixTimeSeconds());
        w.WriteEndObject();
    }

    public static void Trade(Utf8JsonWriter w, ClobTrade trade, string status, ClobCredentials caller)
    {
        var taker = trade.Taker;
        var at = trade.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        w.WriteStartObject();
        w.WriteString("id", trade.Id);
        w.WriteString("taker_order_id", taker.Id);
        w.WriteString("market", taker.ConditionId);
        w.WriteString("asset_id", taker.Signed.TokenId);
        w.WriteString("side", taker.Signed.Buy ? "BUY" : "SELL");
        w.WriteString("size", trade.Size.ToString());
        w.WriteString("fee_rate_bps", "0");
        w.WriteString("price", trade.Price.ToString());
        w.WriteString("status", status);
        w.WriteString("match_time", at);
        w.WriteString("last_update", at);
        w.WriteString("outcome", Outcome(taker));
        w.WriteNumber("bucket_index", trade.Bucket);
        w.WriteString("owner", taker.Signed.Owner);
        w.WriteString("maker_address", taker.Signed.Maker.ToString());
        w.WriteString("transaction_hash", status == "MATCHED" ? "" : trade.Hash);
        w.WriteString("trader_side", taker.Signed.Owner == caller.ApiKey ? "TAKER" : "MAKER");
        w.WriteStartArray("maker_orders");
        w.WriteStartObject();
        var maker = trade.Maker;
        w.WriteString("order_id", maker?.Id ?? "0x" + new string('0', 64));
        w.WriteString("owner", maker?.Signed.Owner ?? Guid.Empty.ToString());
        w.WriteString("maker_address", maker?.Signed.Maker.ToString() ?? House);
        w.WriteString("matched_amount", trade.Size.ToString());
        w.WriteString("price", trade.MakerPrice.ToString());
        w.WriteString("fee_rate_bps", "");
        w.WriteString("asset_id", maker?.Signed.TokenId ?? taker.Signed.TokenId);
        w.WriteString("outcome", Outcome(maker ?? taker));
        w.WriteString("side", (maker?.Signed.Buy ?? !taker.Signed.Buy) ? "BUY" : "SELL");
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    }

    public static string Outcome(ClobOrder order)
    {
        using var record = JsonDocument.Parse(order.Market.Record.Json.Json);
        return record.RootElement.Strings("outcomes").ElementAtOrDefault(order.Outcome) ?? "";
    }
}
