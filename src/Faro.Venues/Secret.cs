using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faro.Venues;

/// <summary>A value that must never be printed, logged or serialized: an API key, an admin secret, a signature in flight.</summary>
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret(string value)
{
    /// <summary>The value itself. Call it only where the value leaves for its one destination.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    private sealed class SecretJsonConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("A secret must be a string."));

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A Secret refuses to be serialized.");
    }
}
