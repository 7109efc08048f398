using System.Globalization;
using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi;

/// <summary>
/// Converts DFlow's and Kalshi's own pages to our types; both listings (events with nested markets, bare markets).
/// Pure: the same bytes give the same page; no bytes make it throw.
/// </summary>
internal static class KalshiParser
{
    /// <summary>Parses one page.</summary>
    /// <param name="body">The page.</param>
    /// <param name="categories">Category by series ticker: DFlow's events have none.</param>
    public static ParsedPage Parse(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> categories)
    {
        var page = new PageBuilder(Venue.Kalshi);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadEnvelope(ref reader, body, page, categories);
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

    /// <summary>Parses <c>/series</c> into category by series ticker; null when the body is not that list.</summary>
    public static Dictionary<string, string>? ParseSeries(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("series"u8, out var list) || list.ValueKind != JsonValueKind.Array)
                return null;
            var categories = new Dictionary<string, string>();
            foreach (var series in list.EnumerateArray())
                if (Word(series, "ticker"u8) is { } ticker && Word(series, "category"u8) is { } category)
                    categories[ticker] = category.Trim().ToLowerInvariant();
            return categories;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // not JSON, or not valid Unicode
        }
    }

    private static string? Word(JsonElement record, ReadOnlySpan<byte> name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= Limits.Label } text ? text : null;

    private static void ReadEnvelope(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page, IReadOnlyDictionary<string, string> categories)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var events = JsonText.Is(ref reader, "events"u8);
            var markets = !events && JsonText.Is(ref reader, "markets"u8);
            var cursor = !events && !markets && JsonText.Is(ref reader, "cursor"u8);
            reader.Read();
            if (cursor && reader.TokenType == JsonTokenType.String)
                page.NextCursor = JsonText.Decode(ref reader);
            else if (cursor && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var offset))
                page.NextCursor = offset.ToString(CultureInfo.InvariantCulture);
            else if ((events || markets) && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null)
            {
                found = true; // an empty listing may be null
                if (reader.TokenType == JsonTokenType.StartArray)
                    ReadRecords(ref reader, body, page, events, categories);
            }
            else
                RecordReader.Skip(ref reader);
        }
        if (!found)
            page.Failure ??= "The page has no list of events or markets.";
    }

    private static void ReadRecords(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page, bool events,
        IReadOnlyDictionary<string, string> categories)
    {
        var texts = new LongTexts(body);
        var record = new RecordReader(texts);
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
            else if (events)
                ReadEvent(ref reader, body, page, record, new RecordReader(texts), categories);
            else
                Add(page, KalshiMarket.Read(ref reader, record, body), null, null);
        }
    }

    private static void ReadEvent(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page, RecordReader record, RecordReader faults,
        IReadOnlyDictionary<string, string> categories)
    {
        var grouping = new KalshiEvent();
        var markets = new List<KalshiMarket>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!JsonText.Is(ref reader, "markets"u8))
            {
                grouping.TakeProperty(ref reader, faults);
                continue;
            }
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                if (reader.TokenType != JsonTokenType.Null)
                    faults.Refuse("bad_field", "event markets is not a list.");
                RecordReader.Skip(ref reader);
                continue;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject && page.Count + markets.Count < Limits.PageRecords)
                {
                    markets.Add(KalshiMarket.Read(ref reader, record, body));
                    continue;
                }
                page.Reject(null, "bad_field", "The market is not an object, or exceeds the limit of a page.");
                RecordReader.Skip(ref reader);
            }
        }
        var category = KalshiMapping.OrNull(grouping.Category)?.ToLowerInvariant()
            ?? (grouping.SeriesTicker is { } series ? categories.GetValueOrDefault(series) : null);
        grouping.Markets = markets.Count;
        AddEvent(page, grouping, faults, category, markets);
        foreach (var market in markets)
            Add(page, market, grouping, category);
    }

    private static void AddEvent(
        PageBuilder page, KalshiEvent grouping, RecordReader faults, string? category, List<KalshiMarket> markets)
    {
        if (KalshiMapping.IsParlay(grouping.Ticker))
            page.Reject(grouping.Ticker, "parlay", "A generated combination of other markets.");
        else if (faults.Code is { } code)
            page.Reject(grouping.Ticker, code, faults.Detail);
        else if (grouping.Ticker is null || !Limits.IsPlainId(grouping.Ticker))
            page.Reject(grouping.Ticker, "missing_id", "The event has no usable ticker.");
        else if (string.IsNullOrWhiteSpace(grouping.Title))
            page.Reject(grouping.Ticker, "missing_title", "The event has no title.");
        else
            page.AddOnce(new EventSnapshot
            {
                Venue = Venue.Kalshi,
                EventId = grouping.Ticker,
                Title = PlainTitle.Of(grouping.Title),
                Subtitle = KalshiMapping.OrNull(grouping.Subtitle),
                Category = category,
                SeriesId = KalshiMapping.OrNull(grouping.SeriesTicker),
                EndsAt = markets.Max(m => m.Close),
                MutuallyExclusive = grouping.Exclusive,
            });
    }

    private static void Add(PageBuilder page, KalshiMarket market, KalshiEvent? grouping, string? category)
    {
        if (KalshiMapping.Judge(market, grouping) is { } refusal)
            page.Reject(market.Ticker, refusal.Code, refusal.Detail);
        else
            page.Markets.Add(KalshiMapping.ToSnapshot(market, grouping, category));
    }
}
