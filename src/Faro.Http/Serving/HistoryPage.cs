using System.Text.Json;
using Faro.Http.Input;
using Faro.Log;
using JasperFx.Events;

namespace Faro.Http.Serving;

/// <summary>A page of recorded facts of some streams, in the order of the log.</summary>
internal static class HistoryPage
{
    public static Task<Answer> Read(EventLog log, IReadOnlyList<string> streams, HistoryParameters asked, CancellationToken stop, (string Name, string Value)? of = null) =>
        LogPlace.AnswerWithPlace(log, [], () => Page(log, streams, asked, of, stop), stop);

    private static async Task<Answer> Page(EventLog log, IReadOnlyList<string> streams, HistoryParameters asked, (string Name, string Value)? of, CancellationToken stop)
    {
        var limit = asked.Limit;
        var after = asked.After ?? 0;
        var facts = new List<IEvent>();
        foreach (var stream in streams)
            facts.AddRange(await log.ReadStream(stream, after, limit + 1, stop)); // one more than a page shows whether there is another

        facts.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return Of(facts, limit, of);
    }

    /// <summary>A page of facts that were read in the order of the log; one more than a page shows whether there is another.</summary>
    public static Answer Of(IReadOnlyList<IEvent> facts, int limit, (string Name, string Value)? of = null) => Answer.Json(JsonRows.Object(facts.Count * 512, json =>
    {
        if (of is { } named)
            json.WriteString(named.Name, named.Value);
        json.WriteStartArray("history");
        foreach (var fact in facts.Take(limit))
            Write(json, fact);
        json.WriteEndArray();
        json.WritePropertyName("next_after");
        JsonSerializer.Serialize(json, facts.Count > limit ? facts[limit - 1].Sequence : (long?)null, ApiJson.Options);
    }));

    private static void Write(Utf8JsonWriter json, IEvent fact)
    {
        json.WriteStartObject();
        WriteMembers(json, fact);
        json.WriteEndObject();
    }

    /// <summary>The fields of a recorded fact in every answer.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, IEvent fact)
    {
        json.WriteNumber("sequence", fact.Sequence);
        json.WriteString("stream", fact.Stream);
        json.WriteNumber("version", fact.Version);
        json.WriteString("name", fact.EventTypeName);
        json.WriteString("recorded_at", ApiJson.Milliseconds(fact.Timestamp));
        json.WriteString("by", FactJson.By(fact));
        json.WriteString("correlation_id", fact.CorrelationId);
        json.WriteString("causation_id", fact.CausationId);
        json.WriteString("user_name", fact.UserName);
        json.WritePropertyName("data");
        JsonSerializer.Serialize(json, fact.Data, fact.Data.GetType(), HistoryJson.Options);
    }
}
