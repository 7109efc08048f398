using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <summary>One Foresight market (or its tokens answer, which has the same names) as it is on the wire.</summary>
internal sealed class ForesightMarket : WireRecord
{
    private enum F
    {
        ConditionId, ChainId, Question, Status, Tokens, FeeBps, CreatedAt, Summary, Rules, Exchange, EndDate, Ticker,
        MinOrderSize, PayoutYes, Decimals, TokenId, Outcome, BestBid, BestAsk, Collateral, Volume, Liquidity, Category,
    }

    private static readonly FieldTable Fields = new(
        ("condition_id", (int)F.ConditionId), ("chain_id", (int)F.ChainId), ("question", (int)F.Question),
        ("status", (int)F.Status), ("tokens", (int)F.Tokens), ("fee_rate_bps", (int)F.FeeBps),
        ("created_at", (int)F.CreatedAt), ("summary", (int)F.Summary), ("rules", (int)F.Rules),
        ("ctf_exchange_address", (int)F.Exchange), ("end_date", (int)F.EndDate), ("ticker", (int)F.Ticker),
        ("min_order_size", (int)F.MinOrderSize), ("payout_yes", (int)F.PayoutYes), ("decimals", (int)F.Decimals),
        ("collateral_token", (int)F.Collateral), ("volume", (int)F.Volume), ("liquidity", (int)F.Liquidity),
        ("category", (int)F.Category));

    private static readonly FieldTable TokenFields = new(
        ("token_id", (int)F.TokenId), ("outcome", (int)F.Outcome), ("decimals", (int)F.Decimals));

    private static readonly FieldTable TickerFields = new(("bestBid", (int)F.BestBid), ("bestAsk", (int)F.BestAsk));

    public string? ConditionId;
    public decimal? ChainId;
    public string? Question;
    public string? Status;
    public string? YesToken;
    public string? NoToken;
    public decimal? Decimals;
    public decimal? FeeBps;
    public DateTimeOffset? CreatedAt;
    public string? Summary;
    public string? Rules;
    public string? Exchange;
    public string? Collateral;
    public DateTimeOffset? EndDate;
    public decimal? BestBid;
    public decimal? BestAsk;
    public decimal? MinOrderSize;
    public decimal? PayoutYes;
    public decimal? Volume;
    public decimal? Liquidity;
    public string? Category;

    /// <summary>Reads the object under the reader, which ends on its last brace.</summary>
    public static ForesightMarket Read(ref Utf8JsonReader reader, RecordReader record, ReadOnlyMemory<byte> body)
    {
        var market = new ForesightMarket();
        var start = (int)reader.TokenStartIndex;
        record.Reset();
        while (Fields.Next(ref reader, out var field))
            market.Take((F)field, ref reader, record);
        market.Ended(record, body[start..(int)reader.BytesConsumed]);
        return market;
    }

    private void Take(F field, ref Utf8JsonReader reader, RecordReader record)
    {
        switch (field)
        {
            case F.ConditionId: ConditionId = record.Text(ref reader, "condition_id", Limits.Id); break;
            case F.ChainId: ChainId = record.Number(ref reader, "chain_id"); break;
            case F.Question: Question = record.Text(ref reader, "question", Limits.Title); break;
            case F.Status: Status = record.Text(ref reader, "status", Limits.Id); break;
            case F.Tokens: TakeTokens(ref reader, record); break;
            case F.FeeBps: FeeBps = record.Number(ref reader, "fee_rate_bps"); break;
            case F.CreatedAt: CreatedAt = record.Time(ref reader, "created_at"); break;
            case F.Summary: Summary = record.Text(ref reader, "summary", Limits.Description); break;
            case F.Rules: Rules = record.Text(ref reader, "rules", Limits.Description); break;
            case F.Exchange: Exchange = record.Text(ref reader, "ctf_exchange_address", Limits.Id); break;
            case F.Collateral: Collateral = record.Text(ref reader, "collateral_token", Limits.Id); break;
            case F.EndDate: EndDate = record.Time(ref reader, "end_date"); break;
            case F.Ticker: TakeTicker(ref reader, record); break;
            case F.MinOrderSize: MinOrderSize = record.Number(ref reader, "min_order_size"); break;
            case F.PayoutYes: PayoutYes = record.Number(ref reader, "payout_yes"); break;
            case F.Decimals: Decimals = record.Number(ref reader, "decimals"); break;
            case F.Volume: Volume = record.Number(ref reader, "volume"); break;
            case F.Liquidity: Liquidity = record.Number(ref reader, "liquidity"); break;
            case F.Category: Category = record.Text(ref reader, "category", Limits.Label); break;
        }
    }

    private void TakeTokens(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType != JsonTokenType.Null)
                record.Refuse("bad_field", "tokens is not a list.");
            RecordReader.Skip(ref reader);
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                record.Refuse("bad_field", "tokens contains something that is not a token.");
                RecordReader.Skip(ref reader);
                continue;
            }
            string? token = null;
            decimal? outcome = null, decimals = null;
            while (TokenFields.Next(ref reader, out var field))
            {
                switch ((F)field)
                {
                    case F.TokenId: token = record.Text(ref reader, "token_id", Limits.Id); break;
                    case F.Outcome: outcome = record.Number(ref reader, "outcome"); break;
                    case F.Decimals: decimals = record.Number(ref reader, "decimals"); break;
                }
            }
            if (outcome == 1)
                YesToken = token;
            else if (outcome == 0)
                NoToken = token;
            if (Decimals is { } before && decimals is { } here && before != here)
                record.Refuse("bad_field", "The tokens differ in their decimals.");
            Decimals = decimals ?? Decimals;
        }
    }

    // The embedded ticker is camelCase with JSON numbers, unlike everything around it.
    private void TakeTicker(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            RecordReader.Skip(ref reader);
            return;
        }
        while (TickerFields.Next(ref reader, out var field))
        {
            if (field == (int)F.BestBid)
                BestBid = record.Number(ref reader, "ticker.bestBid");
            else if (field == (int)F.BestAsk)
                BestAsk = record.Number(ref reader, "ticker.bestAsk");
        }
    }
}
