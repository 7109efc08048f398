using System.Reflection;
using System.Text.Json.Nodes;

namespace Faro.Http.OpenApi;

/// <summary>Requests and answers that a test recorded on a synced, matched and traded sandbox, one file per operation.</summary>
internal static class RecordedExamples
{
    private static readonly Assembly Here = typeof(RecordedExamples).Assembly;

    /// <summary>An operation's <c>request</c>, if it takes a body, and <c>answer</c>; null when none was recorded.</summary>
    public static JsonObject? Of(string operation)
    {
        using var file = Here.GetManifestResourceStream($"Faro.Http.OpenApi.Examples.{operation}.json");
        return file is null ? null : JsonNode.Parse(file)!.AsObject();
    }

    /// <summary>A refusal for each status.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Errors() =>
        Of("errors") is { } all ? all.ToDictionary(e => e.Key, e => e.Value!.DeepClone().AsObject()) : [];
}
