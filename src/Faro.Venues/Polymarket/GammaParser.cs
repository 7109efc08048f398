using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>
/// Converts Gamma pages to our types. Accepts every listing of Gamma: events or markets, bare arrays or keyset envelopes.
/// Pure: the same bytes give the same page; no bytes make it throw.
/// </summary>
internal static class GammaParser
{
    /// <summary>Parses one page.</summary>
    public static ParsedPage Parse(ReadOnlyMemory<byte> body)
    {
        var page = new PageBuilder(Venue.Polymarket);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
                ReadRecords(ref reader, body, page);
            else if (reader.TokenType == JsonTokenType.StartObject)
                ReadEnvelope(ref reader, body, page);
            else
                page.Failure = "The page is neither a list nor an object.";
            if (page.Failure is null && reader.Read())
                page.Failure = "There is unexpected text after the page.";
        }
        catch (JsonException e)
        {
            page.Failure = $"The page is not JSON from byte {e.BytePositionInLine} of line {e.LineNumber}.";
        }
        return page.Build();
    }

    private static void ReadEnvelope(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(ref reader, "events"u8) || JsonText.Is(ref reader, "markets"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    found = true;
                    ReadRecords(ref reader, body, page);
                    continue;
                }
            }
            else if (JsonText.Is(ref reader, "next_cursor"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                    page.NextCursor = JsonText.Decode(ref reader);
            }
            else
            {
                reader.Read();
            }
            RecordReader.Skip(ref reader);
        }
        if (!found)
            page.Failure ??= "The page has no list of events or markets.";
    }

    private static void ReadRecords(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page)
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
            else if (IsMarket(reader))
            {
                var market = GammaMarket.Read(ref reader, record, body);
                if (market.Event is { Id: { } id, Title: { } } grouping && market.FaultCode is null && Limits.IsPlainId(id))
                    page.AddOnce(ToSnapshot(grouping));
                Add(page, market, market.Event);
            }
            else
            {
                ReadEvent(ref reader, body, page, record, new RecordReader(texts));
            }
        }
    }

    // Only markets have a question or a condition; reading ahead on a copy of the reader costs little, since they come early.
    private static bool IsMarket(Utf8JsonReader ahead)
    {
        var depth = ahead.CurrentDepth;
        while (ahead.Read() && ahead.CurrentDepth > depth)
        {
            if (ahead.TokenType != JsonTokenType.PropertyName)
                continue;
            if (JsonText.Is(ref ahead, "conditionId"u8) || JsonText.Is(ref ahead, "question"u8)
                || JsonText.Is(ref ahead, "questionID"u8))
                return true;
            if (JsonText.Is(ref ahead, "markets"u8) || JsonText.Is(ref ahead, "title"u8))
                return false;
            ahead.Read();
            RecordReader.Skip(ref ahead);
        }
        return false;
    }

    private static void ReadEvent(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PageBuilder page, RecordReader record, RecordReader faults)
    {
        var grouping = new GammaEvent();
        var markets = new List<GammaMarket>();
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
                    markets.Add(GammaMarket.Read(ref reader, record, body));
                    continue;
                }
                page.Reject(null, "bad_field", "The market is not an object, or exceeds the limit of a page.");
                RecordReader.Skip(ref reader);
            }
        }
        grouping.Markets = markets.Count;
        AddEvent(page, grouping, faults);
        var usable = grouping.Id is { } id && Limits.IsPlainId(id) ? grouping : null;
        foreach (var market in markets)
            Add(page, market, usable);
    }

    private static void AddEvent(PageBuilder page, GammaEvent grouping, RecordReader faults)
    {
        if (faults.Code is { } code)
            page.Reject(grouping.Id, code, faults.Detail);
        else if (grouping.Id is null || !Limits.IsPlainId(grouping.Id))
            page.Reject(grouping.Id, "missing_id", "The event has no usable id.");
        else if (string.IsNullOrWhiteSpace(grouping.Title))
            page.Reject(grouping.Id, "missing_title", "The event has no title.");
        else
            page.AddOnce(ToSnapshot(grouping));
    }

    private static void Add(PageBuilder page, GammaMarket market, GammaEvent? grouping)
    {
        if (PolymarketMapping.Judge(market) is { } refusal)
            page.Reject(market.ConditionId is { Length: > 0 } id ? id : market.Id, refusal.Code, refusal.Detail);
        else
            page.Markets.Add(PolymarketMapping.ToSnapshot(market, grouping));
    }

    private static EventSnapshot ToSnapshot(GammaEvent grouping) => new()
    {
        Venue = Venue.Polymarket,
        EventId = grouping.Id!,
        Title = PlainTitle.Of(grouping.Title),
        Subtitle = PolymarketMapping.OrNull(grouping.Subtitle),
        Description = PolymarketMapping.OrNull(grouping.Description),
        Category = PolymarketMapping.Category(grouping.Category, null, grouping.Tags),
        EndsAt = grouping.EndDate,
        SeriesId = PolymarketMapping.OrNull(grouping.SeriesSlug),
        Tags = grouping.Tags is { Count: > 0 } tags ? [.. tags.Select(t => t.Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
        MutuallyExclusive = grouping.NegRisk,
    };
}
