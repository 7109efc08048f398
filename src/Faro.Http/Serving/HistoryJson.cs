using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Faro.Venues;

namespace Faro.Http.Serving;

/// <summary>
/// How recorded facts are written, whichever stream they are on: snake_case names, money in dollars, shares as shares, prices in dollars per
/// share, times in UTC with a Z. On the log they are in the units that the code counts in.
/// </summary>
internal static class HistoryJson
{
    private const string Dollars = "_usd";

    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Rename } },
        };
        options.Converters.Add(new Told<Money>((json, value) => json.WriteNumberValue(value.Dollars)));
        options.Converters.Add(new Told<Shares>((json, value) => json.WriteNumberValue(value.Count)));
        options.Converters.Add(new Told<Price>((json, value) => json.WriteNumberValue(value.Dollars)));
        options.Converters.Add(new Told<DateTimeOffset>((json, value) => json.WriteStringValue(ApiJson.Milliseconds(value))));
        options.Converters.Add(new Told<Outcome>((json, value) => json.WriteStringValue(value.Word())));
        options.Converters.Add(new Told<Side>((json, value) => json.WriteStringValue(value.Word())));
        options.Converters.Add(new Told<TimeInForce>((json, value) => json.WriteStringValue(value.Word())));
        options.Converters.Add(new Told<VenueOrderId>((json, value) => json.WriteStringValue(value.Text)));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        options.MakeReadOnly();
        return options;
    }

    /// <summary>By the member's own name and type: the names on the log contain units that are left out here. A key's hash is never shown.</summary>
    private static void Rename(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (property.AttributeProvider is not System.Reflection.PropertyInfo member)
                continue;
            if (type.Type == typeof(Keys.KeyIssued) && member.Name == nameof(Keys.KeyIssued.Sha256))
            {
                type.Properties.RemoveAt(i);
                continue;
            }

            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            var money = (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) == typeof(Money);
            property.Name = money && !name.EndsWith(Dollars, StringComparison.Ordinal) ? name + Dollars : name;
        }
    }

    private sealed class Told<T>(Action<Utf8JsonWriter, T> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Histories are written, never read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value);
    }
}
