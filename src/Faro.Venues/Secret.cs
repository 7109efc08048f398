using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>A value that must never be printed, logged or serialized: an API key, an admin secret, a signature in flight.</summary>
[JsonConverter(typeof(SecretJsonConverter))]
[TypeConverter(typeof(SecretTypeConverter))]
public sealed class Secret(string value)
{
    /// <summary>The value itself. Call it only where the value leaves for its one destination.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    // Lets settings be bound from configuration, where everything is text; there is no way back.
    private sealed class SecretTypeConverter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is string { Length: > 0 } text ? new Secret(text) : null;
    }

    private sealed class SecretJsonConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("A secret must be a string."));

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A Secret refuses to be serialized.");
    }
}
