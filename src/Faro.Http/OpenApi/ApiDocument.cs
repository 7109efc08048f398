using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Http.Keys;
using Microsoft.AspNetCore.Http.Json;

namespace Faro.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document: built from the endpoints' types, attributes and comments, so that it cannot differ from the code.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void Add(IServiceCollection services)
    {
        // Used for the document's schemas; answers themselves are written by ApiJson.
        services.Configure<JsonOptions>(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddSingleton<ServedDocument>();
        services.AddEndpointsApiExplorer();
        services.AddOpenApi(Name, o =>
        {
            o.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1;
            o.ShouldInclude = d => d.ActionDescriptor.EndpointMetadata.OfType<ScopeAttribute>().Any();
            o.CreateSchemaReferenceId = Schemas.NameOf;
            o.AddSchemaTransformer(Schemas.Describe);
            o.AddOperationTransformer(Operations.Describe);
            o.AddDocumentTransformer(Frame.Describe);
            o.AddDocumentTransformer(Completion.Describe);
        });
    }
}
