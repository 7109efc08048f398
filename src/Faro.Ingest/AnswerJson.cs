using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faro.Ingest;

/// <summary>How rows that are served as they are stored are written: the API's snake_case names, plain numbers, ISO times in UTC.</summary>
public static class AnswerJson
{
    /// <summary>The one setting of all stored answers.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
