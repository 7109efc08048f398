using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Foresight;

/// <summary>The tokens of a market, from <c>/v1/markets/{id}/tokens</c>.</summary>
internal sealed record ForesightTokens(string Yes, string No, int? Decimals);

/// <summary>
/// Turns Foresight's market pages into our words. Pure: the same bytes give the same page; no bytes make it throw.
/// </summary>
internal static class ForesightParser
{
    private const int MaxDecimals = 36;

    /// <summary>Parses one page of <c>/v1/markets</c>.</summary>
    /// <param name="body">The page.</param>
    /// <param name="tokens">Tokens read for markets that the page lists without, by market id; null when none were.</param>
    public static ParsedPage Parse(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, ForesightTokens>? tokens = null)
    {
        var page = new PageBuilder(Venue.Foresight);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadEnvelope(ref reader, body, page, tokens);
            else
                page.Failure = "The page is not an object.";
            if (page.Failure is null && reader.Read())
                page.Failure = "There is unexpected text after the page.";
        }
        catch (JsonException e)
        {
            page.Failure = $"The page is not JSON from byte {e.BytePositionInLine} of line {e.LineNumber}.";
        }
        return page.Build();
    }

    /// <summary>Parses one market object, as <c>/v1/markets/{id}</c> answers it; null with a reason when it is not one.</summary>
    public static MarketSnapshot? ParseOne(ReadOnlyMemory<byte> body, out string reason)
    {
        reason = "The answer is not a market.";
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            var market = ForesightMarket.Read(ref reader, new RecordReader(new LongTexts(body)), body);
            if (Judge(market) is not { } refusal)
                return ToSnapshot(market, null);
            reason = refusal.Detail;
        }
        catch (JsonException)
        {
            reason = "The answer is not JSON.";
        }
        return null;
    }

    /// <summary>Parses <c>/v1/markets/{id}/tokens</c>; null when the body is not that answer.</summary>
    public static ForesightTokens? ParseTokens(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            var market = ForesightMarket.Read(ref reader, new RecordReader(new LongTexts(body)), body);
            return market.FaultCode is null && HasTokens(market) && market.Decimals is null or (>= 0 and <= MaxDecimals)
                ? new ForesightTokens(market.YesToken!, market.NoToken!, (int?)market.Decimals)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void ReadEnvelope(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page,
        IReadOnlyDictionary<string, ForesightTokens>? tokens)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var data = JsonText.Is(ref reader, "data"u8);
            var cursor = !data && JsonText.Is(ref reader, "next_cursor"u8);
            reader.Read();
            if (cursor && reader.TokenType == JsonTokenType.String)
                page.NextCursor = JsonText.Decode(ref reader);
            else if (data && reader.TokenType == JsonTokenType.StartArray)
            {
                found = true;
                ReadRecords(ref reader, body, page, tokens);
            }
            else
                RecordReader.Skip(ref reader);
        }
        if (!found)
            page.Failure ??= "The page has no list of markets.";
    }

    private static void ReadRecords(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page,
        IReadOnlyDictionary<string, ForesightTokens>? tokens)
    {
        var record = new RecordReader(new LongTexts(body));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            page.TopRecords++;
            if (page.Count >= Limits.PageRecords)
            {
                page.Failure = $"The page has more than {Limits.PageRecords} records.";
                RecordReader.Skip(ref reader);
            }
            else if (reader.TokenType != JsonTokenType.StartObject)
            {
                page.Reject(null, "bad_field", "The record is not an object.");
                RecordReader.Skip(ref reader);
            }
            else
            {
                var market = ForesightMarket.Read(ref reader, record, body);
                if (Judge(market) is { } refusal)
                    page.Reject(market.ConditionId, refusal.Code, refusal.Detail);
                else
                    page.Markets.Add(ToSnapshot(market, tokens));
            }
        }
    }

    private static (string Code, string Detail)? Judge(ForesightMarket market)
    {
        if (market.FaultCode is { } code)
            return (code, market.FaultDetail);
        if (string.IsNullOrEmpty(market.ConditionId))
            return ("missing_id", "condition_id is empty.");
        if (!Limits.IsHexId(market.ConditionId) || market.ConditionId.Length != 66)
            return ("bad_field", "condition_id is not 0x and 64 hex digits.");
        if (market.ChainId is not (> 0 and <= int.MaxValue) || decimal.Truncate(market.ChainId.Value) != market.ChainId)
            return ("bad_field", "chain_id is not a chain.");
        if (string.IsNullOrWhiteSpace(market.Question))
            return ("missing_title", "question is empty.");
        if (string.IsNullOrEmpty(market.Status))
            return ("missing_field", "status is missing.");
        if ((market.YesToken ?? market.NoToken) is not null && !HasTokens(market))
            return ("bad_field", "tokens is not two different token ids.");
        if (market.Decimals is not (null or (>= 0 and <= MaxDecimals)))
            return ("bad_field", "decimals is out of range.");
        if (market.FeeBps is not (null or (>= 0 and <= 10_000)) || market.MinOrderSize is < 0)
            return ("bad_field", "fee_rate_bps or min_order_size is out of range.");
        if (market.Exchange is { Length: > 0 } exchange && (exchange.Length != 42 || !Limits.IsHexId(exchange)))
            return ("bad_field", "ctf_exchange_address is not an address.");
        if (market.PayoutYes is not (null or (>= 0 and <= 100)))
            return ("bad_field", "payout_yes is out of range.");
        return null;
    }

    private static MarketSnapshot ToSnapshot(ForesightMarket market, IReadOnlyDictionary<string, ForesightTokens>? tokens)
    {
        var id = ForesightIds.MarketId(market.ConditionId!, (int)market.ChainId!.Value);
        return new MarketSnapshot
        {
            Market = new MarketRef(Venue.Foresight, id),
            Title = PlainTitle.Of(market.Question),
            YesLabel = "Yes",
            NoLabel = "No",
            Description = Rules(market),
            Category = string.IsNullOrWhiteSpace(market.Category) ? null : market.Category.Trim().ToLowerInvariant(),
            OpensAt = market.CreatedAt,
            EndsAt = market.EndDate,
            Status = Standing(market.Status!),
            Resolution = market.Status == "RESOLVED" ? market.PayoutYes switch
            {
                null => null,
                100 => Resolution.Yes,
                0 => Resolution.No,
                _ => Resolution.Split,
            } : null,
            LiquidityUsd = market.Liquidity,
            VolumeUsd = market.Volume,
            BestBid = market.BestBid is { } bid ? Price.FromDollars(bid) : null,
            BestAsk = market.BestAsk is { } ask ? Price.FromDollars(ask) : null,
            Trading = Terms(market, tokens?.GetValueOrDefault(id)),
            Raw = market.Raw,
        };
    }

    private static string Rules(ForesightMarket market)
    {
        var summary = market.Summary?.Trim() ?? "";
        var rules = market.Rules?.Trim() ?? "";
        return summary.Length == 0 ? rules : rules.Length == 0 ? summary : $"{summary}\n\n{rules}";
    }

    // A word that is not in the contract means "not tradable": the market is still there.
    private static MarketStatus Standing(string status) => status switch
    {
        "OPEN" => MarketStatus.Trading,
        "SEEDING" => MarketStatus.Upcoming,
        "CLOSED" => MarketStatus.Closed,
        "RESOLVED" => MarketStatus.Resolved,
        _ => MarketStatus.Paused,
    };

    private static TradingTerms? Terms(ForesightMarket market, ForesightTokens? read)
    {
        var yes = market.YesToken ?? read?.Yes;
        var no = market.NoToken ?? read?.No;
        var decimals = (int?)market.Decimals ?? read?.Decimals;
        if (yes is null || no is null || decimals is null || string.IsNullOrEmpty(market.Exchange))
            return null;
        return new TradingTerms
        {
            YesToken = yes,
            NoToken = no,
            TickTenThousandths = Price.One / 100,
            MinimumShares = market.MinOrderSize,
            FeeRateBps = (int?)market.FeeBps,
            ChainId = (int)market.ChainId!.Value,
            ExchangeAddress = market.Exchange,
            Decimals = decimals,
        };
    }

    private static bool HasTokens(ForesightMarket market) =>
        market.YesToken is { } yes && market.NoToken is { } no && yes != no && Limits.IsTokenId(yes) && Limits.IsTokenId(no);
}
