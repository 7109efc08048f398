using System.Runtime.CompilerServices;
using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>One Gamma market as it is on the wire, typed but not yet validated.</summary>
internal sealed class GammaMarket : WireRecord
{
    private enum F
    {
        Id, Version, ConditionId, Question, Description, ResolutionSource, Outcomes, OutcomePrices, ClobTokenIds, PositionIds,
        GameStartTime, SportsMarketType, Line,
        GroupItemTitle, Active, Closed, Archived, EnableOrderBook, AcceptingOrders, StartDate, EndDate, Liquidity, LiquidityNum,
        Volume, VolumeNum, BestBid, BestAsk, TickSize, MinSize, NegRisk, FeesEnabled, FeeSchedule, UmaStatus, Category, Events,
        Tags, Rate, Exponent, Slug,
    }

    private static readonly FieldTable Fields = new(
        ("id", (int)F.Id), ("version", (int)F.Version), ("conditionId", (int)F.ConditionId), ("question", (int)F.Question),
        ("description", (int)F.Description), ("resolutionSource", (int)F.ResolutionSource), ("outcomes", (int)F.Outcomes),
        ("outcomePrices", (int)F.OutcomePrices), ("clobTokenIds", (int)F.ClobTokenIds), ("positionIds", (int)F.PositionIds),
        ("gameStartTime", (int)F.GameStartTime), ("sportsMarketType", (int)F.SportsMarketType), ("line", (int)F.Line),
        ("groupItemTitle", (int)F.GroupItemTitle), ("active", (int)F.Active), ("closed", (int)F.Closed),
        ("archived", (int)F.Archived), ("enableOrderBook", (int)F.EnableOrderBook), ("acceptingOrders", (int)F.AcceptingOrders),
        ("startDate", (int)F.StartDate), ("endDate", (int)F.EndDate), ("liquidity", (int)F.Liquidity),
        ("liquidityNum", (int)F.LiquidityNum), ("volume", (int)F.Volume), ("volumeNum", (int)F.VolumeNum),
        ("bestBid", (int)F.BestBid), ("bestAsk", (int)F.BestAsk), ("orderPriceMinTickSize", (int)F.TickSize),
        ("orderMinSize", (int)F.MinSize), ("negRisk", (int)F.NegRisk), ("feesEnabled", (int)F.FeesEnabled),
        ("feeSchedule", (int)F.FeeSchedule), ("umaResolutionStatus", (int)F.UmaStatus), ("category", (int)F.Category),
        ("events", (int)F.Events), ("tags", (int)F.Tags), ("slug", (int)F.Slug));

    private static readonly FieldTable FeeFields = new(("rate", (int)F.Rate), ("exponent", (int)F.Exponent));

    public string? Id;
    public string? Version;
    public string? ConditionId;
    public string? Question;
    public string? Description;
    public string? ResolutionSource;
    public string[]? Outcomes;
    public string[]? OutcomePrices;
    public string[]? ClobTokenIds;
    public string[]? PositionIds;
    public DateTimeOffset? GameStartTime;
    public string? SportsMarketType;
    public decimal? Line;
    public string? GroupItemTitle;
    public bool? Active;
    public bool? Closed;
    public bool? Archived;
    public bool? EnableOrderBook;
    public bool? AcceptingOrders;
    public DateTimeOffset? StartDate;
    public DateTimeOffset? EndDate;
    public decimal? Liquidity;
    public decimal? Volume;
    public decimal? BestBid;
    public decimal? BestAsk;
    public decimal? TickSize;
    public decimal? MinSize;
    public bool? NegRisk;
    public bool? FeesEnabled;
    public decimal? FeeRate;
    public decimal? FeeExponent;
    public string? UmaStatus;
    public string? Category;
    public string? Slug;
    public List<string>? Tags;
    public GammaEvent? Event;

    /// <summary>Reads the object under the reader, which ends on its last brace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    public static GammaMarket Read(ref Utf8JsonReader reader, RecordReader record, ReadOnlyMemory<byte> body)
    {
        var market = new GammaMarket();
        var start = (int)reader.TokenStartIndex;
        record.Reset();
        while (Fields.Next(ref reader, out var field))
            market.Take((F)field, ref reader, record);
        market.Ended(record, body[start..(int)reader.BytesConsumed]);
        return market;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    private void Take(F field, ref Utf8JsonReader reader, RecordReader record)
    {
        switch (field)
        {
            case F.Id: Id = record.Text(ref reader, "id", Limits.Id); break;
            case F.Version: Version = record.Text(ref reader, "version", Limits.Id); break;
            case F.ConditionId: ConditionId = record.Text(ref reader, "conditionId", Limits.Id); break;
            case F.Question: Question = record.Text(ref reader, "question", Limits.Title); break;
            case F.Description: Description = record.Text(ref reader, "description", Limits.Description); break;
            case F.ResolutionSource: ResolutionSource = record.Text(ref reader, "resolutionSource", Limits.Source); break;
            case F.Outcomes: Outcomes = record.TextList(ref reader, "outcomes", Limits.Label); break;
            case F.OutcomePrices: OutcomePrices = record.TextList(ref reader, "outcomePrices", Limits.Id); break;
            case F.ClobTokenIds: ClobTokenIds = record.TextList(ref reader, "clobTokenIds", Limits.Id); break;
            case F.PositionIds: PositionIds = record.TextList(ref reader, "positionIds", Limits.Id); break;
            case F.GameStartTime: GameStartTime = record.Time(ref reader, "gameStartTime"); break;
            case F.SportsMarketType: SportsMarketType = record.Text(ref reader, "sportsMarketType", Limits.Label); break;
            case F.Line: Line = record.Number(ref reader, "line"); break;
            case F.GroupItemTitle: GroupItemTitle = record.Text(ref reader, "groupItemTitle", Limits.Label); break;
            case F.Active: Active = record.Flag(ref reader, "active"); break;
            case F.Closed: Closed = record.Flag(ref reader, "closed"); break;
            case F.Archived: Archived = record.Flag(ref reader, "archived"); break;
            case F.EnableOrderBook: EnableOrderBook = record.Flag(ref reader, "enableOrderBook"); break;
            case F.AcceptingOrders: AcceptingOrders = record.Flag(ref reader, "acceptingOrders"); break;
            case F.StartDate: StartDate = record.Time(ref reader, "startDate"); break;
            case F.EndDate: EndDate = record.Time(ref reader, "endDate"); break;
            case F.Liquidity: Liquidity ??= record.Number(ref reader, "liquidity"); break;
            case F.LiquidityNum: Liquidity = record.Number(ref reader, "liquidityNum") ?? Liquidity; break;
            case F.Volume: Volume ??= record.Number(ref reader, "volume"); break;
            case F.VolumeNum: Volume = record.Number(ref reader, "volumeNum") ?? Volume; break;
            case F.BestBid: BestBid = record.Number(ref reader, "bestBid"); break;
            case F.BestAsk: BestAsk = record.Number(ref reader, "bestAsk"); break;
            case F.TickSize: TickSize = record.Number(ref reader, "orderPriceMinTickSize"); break;
            case F.MinSize: MinSize = record.Number(ref reader, "orderMinSize"); break;
            case F.NegRisk: NegRisk = record.Flag(ref reader, "negRisk"); break;
            case F.FeesEnabled: FeesEnabled = record.Flag(ref reader, "feesEnabled"); break;
            case F.FeeSchedule: TakeFees(ref reader, record); break;
            case F.UmaStatus: UmaStatus = record.Text(ref reader, "umaResolutionStatus", Limits.Id); break;
            case F.Category: Category = record.Text(ref reader, "category", Limits.Label); break;
            case F.Slug: Slug = record.Text(ref reader, "slug", Limits.Label); break;
            case F.Tags: Tags = GammaEvent.ReadTags(ref reader, record); break;
            case F.Events: TakeEvent(ref reader, record); break;
        }
    }

    private void TakeFees(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            if (reader.TokenType != JsonTokenType.Null)
                record.Refuse("bad_field", "feeSchedule is not an object.");
            RecordReader.Skip(ref reader);
            return;
        }
        while (FeeFields.Next(ref reader, out var field))
        {
            if (field == (int)F.Rate)
                FeeRate = record.Number(ref reader, "feeSchedule.rate");
            else if (field == (int)F.Exponent)
                FeeExponent = record.Number(ref reader, "feeSchedule.exponent");
        }
    }

    // A page of markets nests the event in each; the first one is the market's.
    private void TakeEvent(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            RecordReader.Skip(ref reader);
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && Event is null)
                Event = GammaEvent.Read(ref reader, record);
            else
                RecordReader.Skip(ref reader);
        }
    }
}
