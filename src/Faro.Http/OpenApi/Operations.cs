using System.Globalization;
using System.Reflection;
using Faro.Http.Input;
using Faro.Http.Keys;
using Faro.Http.Serving;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>An operation's input and answers, from its method's parameters and attributes.</summary>
internal static class Operations
{
    public static async Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var method = ((ControllerActionDescriptor)context.Description.ActionDescriptor).MethodInfo;
        var access = context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeAttribute>().Single().Access;
        operation.Security = SecurityOf(access, context.Document!);
        if (access is Access.Read or Access.Trade)
            operation.AddExtension("x-faro-scope", new JsonNodeExtension(access == Access.Read ? "read" : "trade"));
        await AddParameters(operation, method, context, cancel);
        await AddBody(operation, method, context, cancel);
        DescribeAnswers(operation, method, access, context.Document!);
    }

    private static async Task AddParameters(OpenApiOperation operation, MethodInfo method, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.Parameters = method.GetCustomAttribute<TakesHeaderAttribute>() is { } header
            ?
            [
                new OpenApiParameter
                {
                    Name = header.Name,
                    In = ParameterLocation.Header,
                    Description = header.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            ]
            : null;
        if (Binding.ParametersOf(method) is not { } type)
            return;
        var record = await context.GetOrCreateSchemaAsync(type, null, cancel);
        operation.Parameters ??= [];
        foreach (var (name, value) in record.Properties!)
        {
            var property = type.GetProperties().Single(p => Naming.Of(p) == name);
            var schema = (OpenApiSchema)value;
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = property.IsDefined(typeof(InPathAttribute)) ? ParameterLocation.Path : ParameterLocation.Query,
                Required = record.Required?.Contains(name) == true,
                Description = schema.Description,
                Example = schema.Examples is [var example] ? example : null,
                Schema = Bare(schema),
            });
        }
    }

    /// <summary>What is said of the parameter need not be said of its schema again.</summary>
    private static OpenApiSchema Bare(OpenApiSchema schema)
    {
        var bare = (OpenApiSchema)schema.CreateShallowCopy();
        bare.Description = null;
        bare.Examples = null;
        return bare;
    }

    private static async Task AddBody(OpenApiOperation operation, MethodInfo method, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.RequestBody = null;
        if (Binding.BodyOf(method) is not { } type)
            return;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = context.Description.HttpMethod != "DELETE",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = await Component(type, context, cancel) } },
        };
    }

    private static async Task<IOpenApiSchema> Component(Type type, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancel);
        var name = type.GetCustomAttribute<SchemaAttribute>()?.Name ?? type.Name;
        context.Document!.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, context.Document);
    }

    private static void DescribeAnswers(OpenApiOperation operation, MethodInfo method, Access access, OpenApiDocument document)
    {
        var asOf = Binding.ParametersOf(method)?.GetProperty("AsOf") is not null || method.GetCustomAttribute<ReturnsAttribute>()?.FromLog == true;
        foreach (var (status, response) in operation.Responses!)
        {
            var number = int.Parse(status, CultureInfo.InvariantCulture);
            var target = (OpenApiResponse)response;
            target.Description = Frame.MeaningOf(number, access);
            target.Headers = Frame.HeadersOf(access, limited: number == 429, asOf: asOf && number < 300)
                .ToDictionary(h => h, IOpenApiHeader (h) => new OpenApiHeaderReference(h, document));
        }
    }

    private static List<OpenApiSecurityRequirement> SecurityOf(Access access, OpenApiDocument document)
    {
        if (access is Access.Public or Access.Probe)
            return [];
        var scheme = access switch { Access.Admin => "adminSecret", Access.Cron => "cronSecret", _ => "apiKey" };
        return [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }];
    }
}
