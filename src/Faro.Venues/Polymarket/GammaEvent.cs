using System.Text.Json;
using Faro.Venues.Json;

namespace Faro.Venues.Polymarket;

/// <summary>One Gamma event as it is on the wire, without its markets.</summary>
internal sealed class GammaEvent
{
    private const int MaxTags = 100;

    private enum F
    {
        SeriesSlug,
        Id, Title, Subtitle, Description, Category, EndDate, NegRisk, Tags, Label, Slug,
    }

    private static readonly FieldTable Fields = new(
        ("seriesSlug", (int)F.SeriesSlug),
        ("id", (int)F.Id), ("title", (int)F.Title), ("subtitle", (int)F.Subtitle), ("description", (int)F.Description),
        ("category", (int)F.Category), ("endDate", (int)F.EndDate), ("negRisk", (int)F.NegRisk), ("tags", (int)F.Tags),
        ("slug", (int)F.Slug));

    private static readonly FieldTable TagFields = new(("label", (int)F.Label), ("slug", (int)F.Slug));

    public string? SeriesSlug;
    public string? Id;
    public string? Title;
    public string? Subtitle;
    public string? Description;
    public string? Category;
    public string? Slug;
    public DateTimeOffset? EndDate;
    public bool? NegRisk;
    public List<string>? Tags;

    /// <summary>How many markets its record lists; null where a market refers to its event and not vice versa.</summary>
    public int? Markets;

    /// <summary>Reads the object under the reader, which ends on its last brace.</summary>
    public static GammaEvent Read(ref Utf8JsonReader reader, RecordReader record)
    {
        var grouping = new GammaEvent();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            grouping.TakeProperty(ref reader, record);
        return grouping;
    }

    /// <summary>Takes the property under the reader, which ends on the value's last token.</summary>
    public void TakeProperty(ref Utf8JsonReader reader, RecordReader record)
    {
        var field = Fields.Find(ref reader);
        reader.Read();
        switch ((F)field)
        {
            case F.SeriesSlug: SeriesSlug = record.Text(ref reader, "event seriesSlug", Limits.Label); break;
            case F.Id: Id = record.Text(ref reader, "event id", Limits.Id); break;
            case F.Title: Title = record.Text(ref reader, "event title", Limits.Title); break;
            case F.Subtitle: Subtitle = record.Text(ref reader, "event subtitle", Limits.Title); break;
            case F.Description: Description = record.Text(ref reader, "event description", Limits.Description); break;
            case F.Category: Category = record.Text(ref reader, "event category", Limits.Label); break;
            case F.EndDate: EndDate = record.Time(ref reader, "event endDate"); break;
            case F.NegRisk: NegRisk = record.Flag(ref reader, "event negRisk"); break;
            case F.Slug: Slug = record.Text(ref reader, "event slug", Limits.Label); break;
            case F.Tags: Tags = ReadTags(ref reader, record); break;
            default: RecordReader.Skip(ref reader); break;
        }
    }

    /// <summary>The labels of a tag list, which holds objects; null when it is not a list.</summary>
    public static List<string>? ReadTags(ref Utf8JsonReader reader, RecordReader record)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            RecordReader.Skip(ref reader);
            return null;
        }
        var tags = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                RecordReader.Skip(ref reader);
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var label = TagFields.Find(ref reader) == (int)F.Label;
                reader.Read();
                if (label && tags.Count < MaxTags && record.Text(ref reader, "tag label", Limits.Label) is { Length: > 0 } text)
                    tags.Add(text);
                else
                    RecordReader.Skip(ref reader);
            }
        }
        return tags;
    }
}
