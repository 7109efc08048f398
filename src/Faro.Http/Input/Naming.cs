using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Http.Input;

/// <summary>The API's spelling of names.</summary>
internal static class Naming
{
    /// <summary>A property's name in JSON and in query strings.</summary>
    public static string Of(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
