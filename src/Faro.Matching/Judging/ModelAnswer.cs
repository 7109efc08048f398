using System.Text.Json;

namespace Faro.Matching.Judging;

/// <summary>A doubt that the model lifts, with the words of both markets that justify it.</summary>
/// <param name="Doubt">Its number in the question.</param>
/// <param name="Left">Words of the left market.</param>
/// <param name="Right">Words of the right market.</param>
internal sealed record LiftedDoubt(int Doubt, string Left, string Right);

/// <summary>A model's answer, read strictly: every field present, of its type and within its bounds, and no other field.</summary>
internal sealed record ModelAnswer(
    bool Same, decimal Confidence, Polarity Polarity, string Reasoning, IReadOnlyList<LiftedDoubt> Lifted, IReadOnlyList<Finding> Risks)
{
    private const int MaxReasoning = 2_000;
    private const int MaxItems = 20;
    private const int MaxWords = 300;
    private const string Fence = "```";

    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        FindingCodes.Date, FindingCodes.Threshold, FindingCodes.Comparator, FindingCodes.Direction, FindingCodes.Unit, FindingCodes.Scope, FindingCodes.Round,
        FindingCodes.Party, FindingCodes.Place, FindingCodes.Office, FindingCodes.Predicate, FindingCodes.Entity, FindingCodes.Source, FindingCodes.VoidRule,
        FindingCodes.SettlementInstant, FindingCodes.Rounding, FindingCodes.DisputeProcess, FindingCodes.AbsentClause, FindingCodes.Polarity, FindingCodes.Wording,
    };

    /// <summary>
    /// The schema sent with the request. Services that enforce a schema refuse one with bounds (<c>maxLength</c>, <c>minimum</c>,
    /// <c>format</c>, …): those are checked here when the answer is read.
    /// </summary>
    public static BinaryData Schema { get; } = BinaryData.FromString($$"""
        {"type": "object", "additionalProperties": false,
         "required": ["same", "confidence", "polarity", "reasoning", "lifted_doubts", "divergence_risks"],
         "properties": {
           "same": {"type": "boolean"},
           "confidence": {"type": "number"},
           "polarity": {"type": "string", "enum": ["direct", "inverted", "unknown"]},
           "reasoning": {"type": "string"},
           "lifted_doubts": {"type": "array", "items": {
             "type": "object", "additionalProperties": false, "required": ["doubt", "left", "right"],
             "properties": {"doubt": {"type": "integer"}, "left": {"type": "string"}, "right": {"type": "string"} } } },
           "divergence_risks": {"type": "array", "items": {
             "type": "object", "additionalProperties": false, "required": ["code", "left", "right"],
             "properties": {
               "code": {"type": "string", "enum": [{{string.Join(", ", Codes.Order(StringComparer.Ordinal).Select(c => $"\"{c}\""))}}]},
               "left": {"type": "string"},
               "right": {"type": "string"}
           } } } } }
        """);

    /// <summary>Reads an answer, which may be in one code fence; null with the reason when it does not match the schema.</summary>
    public static ModelAnswer? Read(string text, out string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(Unfenced(text), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(json.RootElement, out problem);
        }
        catch (JsonException e)
        {
            problem = $"not JSON (at byte {e.BytePositionInLine})";
            return null;
        }
    }

    private static string Unfenced(string text)
    {
        var t = text.Trim();
        if (t.Length < 2 * Fence.Length || !t.StartsWith(Fence, StringComparison.Ordinal) || !t.EndsWith(Fence, StringComparison.Ordinal))
            return t;
        var line = t.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 || t[Fence.Length..line].Trim() is not ("" or "json" or "JSON") || line > t.Length - Fence.Length ? t : t[line..^Fence.Length];
    }

    private static ModelAnswer? Read(JsonElement root, out string problem)
    {
        problem = "";
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 6)
            problem = "not the six fields";
        else if (!root.TryGetProperty("same", out var same) || same.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            problem = "same is not a boolean";
        else if (!root.TryGetProperty("confidence", out var c) || c.ValueKind != JsonValueKind.Number || !c.TryGetDecimal(out var confidence) || confidence is < 0 or > 1)
            problem = "confidence is not a number from 0 to 1";
        else if (!root.TryGetProperty("polarity", out var p) || Polarities(p) is not { } polarity)
            problem = "polarity is not one of the three";
        else if (Text(root, "reasoning", MaxReasoning) is not { } reasoning)
            problem = "reasoning is not a text of allowed length";
        else if (!root.TryGetProperty("lifted_doubts", out var lifts) || List(lifts, Lift) is not { } lifted)
            problem = "lifted_doubts is not a list of doubts with quotations";
        else if (!root.TryGetProperty("divergence_risks", out var list) || List(list, Risk) is not { } risks)
            problem = "divergence_risks is not a list of findings";
        else
            return new ModelAnswer(same.GetBoolean(), confidence, polarity, reasoning, lifted, risks);
        return null;
    }

    private static Polarity? Polarities(JsonElement e) => e.ValueKind != JsonValueKind.String ? null : e.GetString() switch
    {
        "direct" => Faro.Matching.Polarity.Direct,
        "inverted" => Faro.Matching.Polarity.Inverted,
        "unknown" => Faro.Matching.Polarity.Unknown,
        _ => null,
    };

    private static string? Text(JsonElement e, string name, int max) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String && v.GetString() is { } s && s.Length <= max ? s : null;

    private static LiftedDoubt? Lift(JsonElement item) =>
        item.TryGetProperty("doubt", out var n) && n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var doubt)
            && Text(item, "left", MaxWords) is { } left && Text(item, "right", MaxWords) is { } right
            ? new LiftedDoubt(doubt, left, right)
            : null;

    private static Finding? Risk(JsonElement item) =>
        Text(item, "code", 40) is { } code && Codes.Contains(code) && Text(item, "left", MaxWords) is { } left && Text(item, "right", MaxWords) is { } right
            ? new Finding(code, Severity.Risk, left, right)
            : null;

    private static List<T>? List<T>(JsonElement list, Func<JsonElement, T?> read)
        where T : class
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxItems)
            return null;
        var items = new List<T>();
        foreach (var e in list.EnumerateArray())
        {
            if (e.ValueKind != JsonValueKind.Object || e.GetPropertyCount() != 3 || read(e) is not { } item)
                return null;
            items.Add(item);
        }

        return items;
    }
}
