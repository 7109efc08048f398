using System.Text.Json;

namespace Faro.Matching.Judging;

/// <summary>A model's answer, read strictly: every field present, of its type and within its bounds, and no other field.</summary>
internal sealed record ModelAnswer(bool Same, decimal Confidence, Polarity Polarity, string Reasoning, IReadOnlyList<Finding> Risks)
{
    private const int MaxReasoning = 2_000;
    private const int MaxRisks = 20;
    private const int MaxWords = 300;

    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        FindingCodes.Date, FindingCodes.Threshold, FindingCodes.Comparator, FindingCodes.Direction, FindingCodes.Unit, FindingCodes.Scope, FindingCodes.Round,
        FindingCodes.Party, FindingCodes.Place, FindingCodes.Office, FindingCodes.Predicate, FindingCodes.Entity, FindingCodes.Source, FindingCodes.VoidRule,
        FindingCodes.SettlementInstant, FindingCodes.Rounding, FindingCodes.DisputeProcess, FindingCodes.AbsentClause, FindingCodes.Polarity, FindingCodes.Wording,
    };

    /// <summary>The schema sent with the request.</summary>
    public static JsonElement Schema { get; } = JsonDocument.Parse($$"""
        {"type": "object", "additionalProperties": false,
         "required": ["same", "confidence", "polarity", "reasoning", "divergence_risks"],
         "properties": {
           "same": {"type": "boolean"},
           "confidence": {"type": "number", "minimum": 0, "maximum": 1},
           "polarity": {"type": "string", "enum": ["direct", "inverted", "unknown"]},
           "reasoning": {"type": "string", "maxLength": {{MaxReasoning}}},
           "divergence_risks": {"type": "array", "maxItems": {{MaxRisks}}, "items": {
             "type": "object", "additionalProperties": false, "required": ["code", "left", "right"],
             "properties": {
               "code": {"type": "string", "enum": [{{string.Join(", ", Codes.Order(StringComparer.Ordinal).Select(c => $"\"{c}\""))}}]},
               "left": {"type": "string", "maxLength": {{MaxWords}}},
               "right": {"type": "string", "maxLength": {{MaxWords}}}
           } } } } }
        """).RootElement.Clone();

    /// <summary>Reads an answer; null with the reason when it does not keep to the schema.</summary>
    public static ModelAnswer? Read(string text, out string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(json.RootElement, out problem);
        }
        catch (JsonException e)
        {
            problem = $"not JSON (at byte {e.BytePositionInLine})";
            return null;
        }
    }

    private static ModelAnswer? Read(JsonElement root, out string problem)
    {
        problem = "";
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 5)
            problem = "not the five fields";
        else if (!root.TryGetProperty("same", out var same) || same.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            problem = "same is not a boolean";
        else if (!root.TryGetProperty("confidence", out var c) || c.ValueKind != JsonValueKind.Number || !c.TryGetDecimal(out var confidence) || confidence is < 0 or > 1)
            problem = "confidence is not a number from 0 to 1";
        else if (!root.TryGetProperty("polarity", out var p) || Polarities(p) is not { } polarity)
            problem = "polarity is not one of the three";
        else if (Text(root, "reasoning", MaxReasoning) is not { } reasoning)
            problem = "reasoning is not a text of allowed length";
        else if (!root.TryGetProperty("divergence_risks", out var list) || Findings(list) is not { } risks)
            problem = "divergence_risks is not a list of findings";
        else
            return new ModelAnswer(same.GetBoolean(), confidence, polarity, reasoning, risks);
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

    private static List<Finding>? Findings(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxRisks)
            return null;
        var findings = new List<Finding>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || item.GetPropertyCount() != 3 || Text(item, "code", 40) is not { } code || !Codes.Contains(code)
                || Text(item, "left", MaxWords) is not { } left || Text(item, "right", MaxWords) is not { } right)
                return null;
            findings.Add(new Finding(code, Severity.Risk, left, right));
        }

        return findings;
    }
}
