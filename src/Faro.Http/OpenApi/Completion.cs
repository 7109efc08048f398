using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Http.Audit;
using Faro.Http.Serving;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>
/// What can only be added once all schemas exist: what a successful answer is, what a field that refers to another schema
/// means, and the examples, which were recorded from real answers.
/// </summary>
internal static class Completion
{
    private const string Json = "application/json";

    public static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var errors = RecordedExamples.Errors();
        document.Components!.Examples = errors.ToDictionary(
            e => "error_" + e.Key, IOpenApiExample (e) => new OpenApiExample { Summary = (string?)e.Value["error"], Value = e.Value });
        foreach (var schema in document.Components.Schemas!.Values)
        {
            foreach (var property in schema.Properties?.Values ?? [])
                LiftDescription(property);
        }

        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations!.Values))
            Complete(operation, document, [.. errors.Keys]);
        return Task.CompletedTask;
    }

    /// <summary>A field that is another schema or null has its description inside the choice, where few readers look.</summary>
    private static void LiftDescription(IOpenApiSchema property)
    {
        if (property is OpenApiSchema { Description: null, OneOf: { Count: > 0 } choices } schema)
            schema.Description = choices.OfType<OpenApiSchemaReference>().Select(c => c.Reference.Description).FirstOrDefault(d => d is not null);
    }

    private static void Complete(OpenApiOperation operation, OpenApiDocument document, IReadOnlyCollection<string> errors)
    {
        var recorded = RecordedExamples.Of(operation.OperationId!);
        if (operation.RequestBody?.Content is { } bodies && bodies[Json] is OpenApiMediaType body)
            body.Example = recorded?["request"]?.DeepClone();
        foreach (var (status, response) in operation.Responses!)
        {
            if (response.Content?.Values.FirstOrDefault() is not OpenApiMediaType { Schema: OpenApiSchemaReference reference } content)
                continue;
            if (int.Parse(status, CultureInfo.InvariantCulture) < 300)
            {
                response.Description = document.Components!.Schemas![reference.Reference.Id!].Description;
                content.Example = recorded?["answer"]?.DeepClone();
                if (recorded?["answer"] is JsonObject fact && response.Content.TryGetValue(FactExport.Csv, out var csv) && csv is OpenApiMediaType file)
                    file.Example = FactExport.Example(fact);
            }
            else if (reference.Reference.Id == ErrorAnswer.SchemaName && errors.Contains(status))
            {
                content.Examples = new Dictionary<string, IOpenApiExample> { [ErrorAnswer.SchemaName] = new OpenApiExampleReference("error_" + status, document) };
            }
            else
            {
                content.Example = recorded?["refused"]?.DeepClone();
            }
        }
    }
}
