using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Http.Serving;
using Faro.Log;
using JasperFx.Events;

namespace Faro.Http.Audit;

/// <summary>Recorded facts as a file: JSON Lines or CSV, written as they are read.</summary>
internal static class FactExport
{
    /// <summary>The content type of JSON Lines.</summary>
    public const string Jsonl = "application/x-ndjson";

    /// <summary>The content type of CSV.</summary>
    public const string Csv = "text/csv";

    private const int FlushAt = 64 * 1024;
    private const string Columns = "sequence,recorded_at,stream,version,name,by,correlation_id,causation_id,data\r\n";
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A file of facts.</summary>
    /// <param name="format"><c>jsonl</c> or <c>csv</c>.</param>
    /// <param name="name">The file's name, without an ending.</param>
    /// <param name="facts">The facts.</param>
    public static Answer Of(string format, string name, IAsyncEnumerable<IEvent> facts) => Answer.Written(async http =>
    {
        var csv = format == "csv";
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentType = csv ? Csv + "; charset=utf-8" : Jsonl;
        headers.ContentDisposition = $"attachment; filename=\"{name}.{format}\"";
        if (http.Items.ContainsKey(Envelope.HeadItem))
            return;
        var to = http.Response.BodyWriter;
        if (csv)
            Encoding.UTF8.GetBytes(Columns, to);
        await foreach (var fact in facts.WithCancellation(http.RequestAborted))
        {
            if (csv)
                Encoding.UTF8.GetBytes(Row(fact), to);
            else
                WriteLine(to, fact);
            if (to.UnflushedBytes > FlushAt)
                await to.FlushAsync(http.RequestAborted);
        }

        await to.FlushAsync(http.RequestAborted);
    });

    /// <summary>A fact as a row of CSV, as RFC 4180 says.</summary>
    internal static string Row(IEvent fact)
    {
        var data = JsonSerializer.Serialize(fact.Data, fact.Data.GetType(), HistoryJson.Options);
        string?[] fields =
        [
            fact.Sequence.ToString(CultureInfo.InvariantCulture), ApiJson.Milliseconds(fact.Timestamp), fact.Stream,
            fact.Version.ToString(CultureInfo.InvariantCulture), fact.EventTypeName, FactJson.By(fact), fact.CorrelationId, fact.CausationId, data,
        ];
        return string.Join(',', fields.Select(Field)) + "\r\n";
    }

    /// <summary>A file of one recorded fact, for the document.</summary>
    internal static string Example(JsonObject fact) =>
        Columns + string.Join(',', Columns.TrimEnd().Split(',').Select(column => Field(Text(fact[column])))) + "\r\n";

    private static string? Text(JsonNode? value) =>
        value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : value?.ToJsonString(HistoryJson.Options);

    private static void WriteLine(PipeWriter to, IEvent fact)
    {
        using (var json = new Utf8JsonWriter(to, Written))
        {
            json.WriteStartObject();
            HistoryPage.WriteMembers(json, fact);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static string Field(string? text) => text is null ? ""
        : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
