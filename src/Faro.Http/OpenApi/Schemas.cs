using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Faro.Http.Input;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>Schemas of records: the binder's own bounds, and stable names.</summary>
internal static class Schemas
{
    private const string Suffix = "Answer";

    /// <summary>The name of a type's schema; null for types that are described inline.</summary>
    public static string? NameOf(JsonTypeInfo type)
    {
        if (type.Type.Assembly != typeof(Schemas).Assembly || type.Kind != JsonTypeInfoKind.Object)
            return null;
        return type.Type.GetCustomAttribute<SchemaAttribute>()?.Name
            ?? (type.Type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Type.Name[..^Suffix.Length] : type.Type.Name);
    }

    public static async Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        if (context.JsonPropertyInfo is null && type.IsDefined(typeof(AskedAttribute)))
            schema.AdditionalPropertiesAllowed = false;
        if (type == typeof(JsonObject))
            schema.AdditionalProperties = new OpenApiSchema(); // any members that the log or the venue has
        if (context.JsonPropertyInfo?.AttributeProvider is not PropertyInfo property)
            return;
        if (property.ReflectedType!.IsDefined(typeof(AskedAttribute)))
            DescribeAsked(schema, property);
        else
            await DescribeAnswer(schema, property, context, cancel);
    }

    /// <summary>The binder and the document agree: the same kinds describe both.</summary>
    private static void DescribeAsked(OpenApiSchema schema, PropertyInfo property)
    {
        schema.Format = null;
        schema.Pattern = null;
        Kinds.Describe(property, schema);
        if (schema.Type is { } type)
            schema.Type = type & ~JsonSchemaType.Null;
        if (DefaultOf(property) is { } otherwise)
            schema.Default = otherwise;
        if (property.GetCustomAttribute<ExampleAttribute>() is { } example)
            schema.Examples = [example.Value];
    }

    private static async Task DescribeAnswer(OpenApiSchema schema, PropertyInfo property, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (property.GetCustomAttribute<FormatAttribute>() is { } format)
            schema.Format = format.Format;
        if (property.GetCustomAttribute<OneOfAttribute>() is { } words)
        {
            var isNull = schema.Type is { } type && type.HasFlag(JsonSchemaType.Null);
            var target = schema.Items as OpenApiSchema ?? schema;
            words.Describe(target);
            if (isNull && ReferenceEquals(target, schema))
                schema.Enum!.Add(JsonNullSentinel.JsonNull);
        }

        if (property.GetCustomAttribute<AnyOfAttribute>() is { } any)
        {
            schema.Type = null;
            schema.OneOf = [];
            foreach (var form in any.Forms)
                schema.OneOf.Add(await context.GetOrCreateSchemaAsync(form, null, cancel));
        }
    }

    private static JsonNode? DefaultOf(PropertyInfo property)
    {
        if (property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)))
            return null;
        var value = property.GetValue(Activator.CreateInstance(property.ReflectedType!));
        return value is null ? null : JsonSerializer.SerializeToNode(value, property.PropertyType, ApiJson.Options);
    }
}
