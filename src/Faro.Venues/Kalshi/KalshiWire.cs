using System.Runtime.CompilerServices;
using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <summary>
/// One Kalshi market as it is on the wire, in DFlow's spelling (camelCase, Unix seconds, dollar strings) or Kalshi's
/// own (snake_case, ISO times; dollars and, before March 2026, cents). Typed but not yet validated.
/// </summary>
internal sealed class KalshiMarket : WireRecord
{
    private enum F
    {
        StrikeType, FloorStrike, CapStrike, CustomStrike,
        Ticker, EventTicker, MarketType, Title, Subtitle, YesSub, NoSub, Open, Close, Status, Result, Volume, VolumeFp,
        OpenInterest, OpenInterestFp, YesBidText, YesAskText, YesBidCents, YesAskCents, Rules, RulesMore, Accounts, Mve,
        PriceStructure, Fractional, YesMint, NoMint, Initialized, Expected, Liquidity,
    }

    private static readonly FieldTable Fields = new(
        ("strike_type", (int)F.StrikeType), ("strikeType", (int)F.StrikeType), ("floor_strike", (int)F.FloorStrike),
        ("floorStrike", (int)F.FloorStrike), ("custom_strike", (int)F.CustomStrike), ("customStrike", (int)F.CustomStrike), ("cap_strike", (int)F.CapStrike), ("capStrike", (int)F.CapStrike),
        ("ticker", (int)F.Ticker), ("eventTicker", (int)F.EventTicker), ("event_ticker", (int)F.EventTicker),
        ("marketType", (int)F.MarketType), ("market_type", (int)F.MarketType), ("title", (int)F.Title),
        ("subtitle", (int)F.Subtitle), ("yesSubTitle", (int)F.YesSub), ("yes_sub_title", (int)F.YesSub),
        ("noSubTitle", (int)F.NoSub), ("no_sub_title", (int)F.NoSub), ("openTime", (int)F.Open), ("open_time", (int)F.Open),
        ("expected_expiration_time", (int)F.Expected), ("liquidity_dollars", (int)F.Liquidity),
        ("closeTime", (int)F.Close), ("close_time", (int)F.Close), ("status", (int)F.Status), ("result", (int)F.Result),
        ("volume", (int)F.Volume), ("volumeFp", (int)F.VolumeFp), ("volume_fp", (int)F.VolumeFp),
        ("openInterest", (int)F.OpenInterest), ("open_interest", (int)F.OpenInterest),
        ("openInterestFp", (int)F.OpenInterestFp), ("open_interest_fp", (int)F.OpenInterestFp),
        ("yesBid", (int)F.YesBidText), ("yesAsk", (int)F.YesAskText), ("yes_bid_dollars", (int)F.YesBidText),
        ("yes_ask_dollars", (int)F.YesAskText), ("yes_bid", (int)F.YesBidCents), ("yes_ask", (int)F.YesAskCents),
        ("rulesPrimary", (int)F.Rules), ("rules_primary", (int)F.Rules), ("rulesSecondary", (int)F.RulesMore),
        ("rules_secondary", (int)F.RulesMore), ("accounts", (int)F.Accounts), ("mve_collection_ticker", (int)F.Mve),
        ("price_level_structure", (int)F.PriceStructure), ("fractionalTradingEnabled", (int)F.Fractional),
        ("fractional_trading_enabled", (int)F.Fractional));

    private static readonly FieldTable AccountFields = new(
        ("yesMint", (int)F.YesMint), ("noMint", (int)F.NoMint), ("isInitialized", (int)F.Initialized));

    private const int MaxStrikeNames = 4;

    private static ReadOnlySpan<byte> UsdcUtf8 => "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"u8; // KalshiMints.Usdc

    public string? StrikeType;
    public decimal? FloorStrike;
    public decimal? CapStrike;
    public string? StrikeName;
    public string? Ticker;
    public string? EventTicker;
    public string? MarketType;
    public string? Title;
    public string? Subtitle;
    public string? YesSub;
    public string? NoSub;
    public DateTimeOffset? Open;
    public DateTimeOffset? Close;
    public DateTimeOffset? Expected;
    public string? Status;
    public string? Result;
    public decimal? Volume;
    public decimal? OpenInterest;
    public decimal? Liquidity;
    public decimal? YesBidDollars;
    public decimal? YesAskDollars;
    public decimal? YesBidCents;
    public decimal? YesAskCents;
    public string? Rules;
    public string? RulesMore;
    public string? MultivariateTicker;
    public string? PriceStructure;
    public bool? Fractional;
    public string? UsdcYesMint;
    public string? UsdcNoMint;
    public bool? UsdcInitialized;

    /// <summary>Reads the object under the reader, which ends on its last brace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    public static KalshiMarket Read(ref Utf8JsonReader reader, RecordReader record, ReadOnlyMemory<byte> body)
    {
        var market = new KalshiMarket();
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
            case F.StrikeType: StrikeType = record.Text(ref reader, "strike type", Limits.Id); break;
            case F.FloorStrike: FloorStrike = record.Number(ref reader, "floor strike"); break;
            case F.CapStrike: CapStrike = record.Number(ref reader, "cap strike"); break;
            case F.CustomStrike: TakeStrike(ref reader, record); break;
            case F.Ticker: Ticker = record.Text(ref reader, "ticker", Limits.Id); break;
            case F.EventTicker: EventTicker = record.Text(ref reader, "event ticker", Limits.Id); break;
            case F.MarketType: MarketType = record.Text(ref reader, "market type", Limits.Id); break;
            case F.Title: Title = record.Text(ref reader, "title", Limits.Title); break;
            case F.Subtitle: Subtitle = record.Text(ref reader, "subtitle", Limits.Title); break;
            case F.YesSub: YesSub = record.Text(ref reader, "yes subtitle", Limits.Title); break;
            case F.NoSub: NoSub = record.Text(ref reader, "no subtitle", Limits.Title); break;
            case F.Open: Open = record.Time(ref reader, "open time"); break;
            case F.Close: Close = record.Time(ref reader, "close time"); break;
            case F.Expected: Expected = record.Time(ref reader, "expected_expiration_time"); break;
            case F.Liquidity: Liquidity = record.Number(ref reader, "liquidity_dollars"); break;
            case F.Status: Status = record.Text(ref reader, "status", Limits.Id); break;
            case F.Result: Result = record.Text(ref reader, "result", Limits.Id); break;
            case F.Volume: Volume ??= record.Number(ref reader, "volume"); break;
            case F.VolumeFp: Volume = record.Number(ref reader, "volume") ?? Volume; break;
            case F.OpenInterest: OpenInterest ??= record.Number(ref reader, "open interest"); break;
            case F.OpenInterestFp: OpenInterest = record.Number(ref reader, "open interest") ?? OpenInterest; break;
            case F.YesBidText: YesBidDollars = record.Number(ref reader, "yes bid"); break;
            case F.YesAskText: YesAskDollars = record.Number(ref reader, "yes ask"); break;
            case F.YesBidCents: YesBidCents = record.Number(ref reader, "yes bid in cents"); break;
            case F.YesAskCents: YesAskCents = record.Number(ref reader, "yes ask in cents"); break;
            case F.Rules: Rules = record.Text(ref reader, "rules", Limits.Description); break;
            case F.RulesMore: RulesMore = record.Text(ref reader, "secondary rules", Limits.Description); break;
            case F.Mve: MultivariateTicker = record.Text(ref reader, "mve_collection_ticker", Limits.Id); break;
            case F.PriceStructure: PriceStructure = record.Text(ref reader, "price_level_structure", Limits.Id); break;
            case F.Fractional: Fractional = record.Flag(ref reader, "fractional trading"); break;
            case F.Accounts: TakeAccounts(ref reader, record); break;
        }
    }

    // {"Candidate": "…"}: a few texts; ids of teams, and values that are not strings, are not readable names.
    private void TakeStrike(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            RecordReader.Skip(ref reader);
            return;
        }

        List<string>? names = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || names is { Count: >= MaxStrikeNames })
                RecordReader.Skip(ref reader);
            else if (record.Text(ref reader, "custom strike", Limits.Title) is { Length: > 0 } name && !Guid.TryParse(name, out _))
                (names ??= []).Add(name.Trim());
        }

        if (names is not null)
            StrikeName = string.Join("; ", names.Order(StringComparer.Ordinal));
    }

    // Keyed by settlement mint, in no order; the pair under USDC is the one that Faro trades.
    private void TakeAccounts(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            if (reader.TokenType != JsonTokenType.Null)
                record.Refuse("bad_field", "accounts is not an object.");
            RecordReader.Skip(ref reader);
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var usdc = JsonText.Is(ref reader, UsdcUtf8);
            reader.Read();
            if (!usdc || reader.TokenType != JsonTokenType.StartObject)
            {
                RecordReader.Skip(ref reader);
                continue;
            }
            while (AccountFields.Next(ref reader, out var field))
            {
                switch ((F)field)
                {
                    case F.YesMint: UsdcYesMint = record.Text(ref reader, "yesMint", Limits.Id); break;
                    case F.NoMint: UsdcNoMint = record.Text(ref reader, "noMint", Limits.Id); break;
                    case F.Initialized: UsdcInitialized = record.Flag(ref reader, "isInitialized"); break;
                }
            }
        }
    }
}

/// <summary>One Kalshi event as it is on the wire, without its markets.</summary>
internal sealed class KalshiEvent
{
    private enum F
    {
        Ticker, SeriesTicker, Title, Subtitle, Category, Exclusive, Sources, Url, Name, StrikeDate,
    }

    private static readonly FieldTable Fields = new(
        ("ticker", (int)F.Ticker), ("event_ticker", (int)F.Ticker), ("seriesTicker", (int)F.SeriesTicker),
        ("series_ticker", (int)F.SeriesTicker), ("title", (int)F.Title), ("subtitle", (int)F.Subtitle),
        ("sub_title", (int)F.Subtitle), ("category", (int)F.Category), ("mutually_exclusive", (int)F.Exclusive),
        ("mutuallyExclusive", (int)F.Exclusive), ("settlementSources", (int)F.Sources), ("settlement_sources", (int)F.Sources),
        ("strikeDate", (int)F.StrikeDate), ("strike_date", (int)F.StrikeDate));

    private static readonly FieldTable SourceFields = new(("name", (int)F.Name), ("url", (int)F.Url));

    public string? Ticker;
    public string? SeriesTicker;
    public string? Title;
    public string? Subtitle;
    public string? Category;
    public bool? Exclusive;

    /// <summary>The day of the underlying event; most have none.</summary>
    public DateTimeOffset? StrikeDate;

    /// <summary>How many markets its record lists.</summary>
    public int Markets;
    public string? Sources;

    /// <summary>Takes the property under the reader, which ends on the value's last token.</summary>
    public void TakeProperty(ref Utf8JsonReader reader, RecordReader record)
    {
        var field = Fields.Find(ref reader);
        reader.Read();
        switch ((F)field)
        {
            case F.Ticker: Ticker = record.Text(ref reader, "event ticker", Limits.Id); break;
            case F.SeriesTicker: SeriesTicker = record.Text(ref reader, "series ticker", Limits.Id); break;
            case F.Title: Title = record.Text(ref reader, "event title", Limits.Title); break;
            case F.Subtitle: Subtitle = record.Text(ref reader, "event subtitle", Limits.Title); break;
            case F.Category: Category = record.Text(ref reader, "event category", Limits.Label); break;
            case F.Exclusive: Exclusive = record.Flag(ref reader, "mutually_exclusive"); break;
            case F.StrikeDate: StrikeDate = record.Time(ref reader, "strike_date"); break;
            case F.Sources: Sources = ReadSources(ref reader, record); break;
            default: RecordReader.Skip(ref reader); break;
        }
    }

    // "Federal Reserve (https://…), BLS (https://…)"; what does not fit is left out whole.
    private static string? ReadSources(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            RecordReader.Skip(ref reader);
            return null;
        }
        var text = "";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                RecordReader.Skip(ref reader);
                continue;
            }
            string? name = null, url = null;
            while (SourceFields.Next(ref reader, out var field))
            {
                if (field == (int)F.Name)
                    name = record.Text(ref reader, "settlement source", Limits.Source)?.Trim();
                else if (field == (int)F.Url)
                    url = record.Text(ref reader, "settlement source", Limits.Source)?.Trim();
            }
            var one = string.IsNullOrEmpty(name) ? url : string.IsNullOrEmpty(url) ? name : $"{name} ({url})";
            if (!string.IsNullOrEmpty(one) && text.Length + one.Length + 2 <= Limits.Source)
                text = text.Length == 0 ? one : $"{text}, {one}";
        }
        return text.Length == 0 ? null : text;
    }
}
