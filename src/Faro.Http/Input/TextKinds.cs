using System.Text.Json;
using Faro.Venues;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>Reads JSON strings; the parser accepts escaped unpaired surrogates until the text is read.</summary>
internal static class Texts
{
    public static bool TryRead(JsonElement json, out string text, out string fault)
    {
        (text, fault) = ("", "Must be a string.");
        if (json.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            text = json.GetString()!;
            fault = PlainText.Fault(text) ?? "";
            return fault.Length == 0;
        }
        catch (InvalidOperationException)
        {
            fault = "Must not contain an unpaired surrogate.";
            return false;
        }
    }
}

/// <summary>Text within a length.</summary>
internal sealed class TextKind(int shortest, int longest, bool blank) : SimpleKind<string>
{
    private readonly string _fault = $"Must have {shortest} to {longest} characters{(blank ? "" : ", not all of them blank")}.";

    public override bool TryRead(string text, out string value, out string fault)
    {
        (value, fault) = (text, _fault);
        return text.Length >= shortest && text.Length <= longest && (blank || !string.IsNullOrWhiteSpace(text));
    }

    public override bool TryRead(JsonElement json, out string value, out string fault) =>
        Texts.TryRead(json, out value, out fault) && TryRead(value, out value, out fault);

    public override void Describe(OpenApiSchema schema) => (schema.Type, schema.MinLength, schema.MaxLength) = (JsonSchemaType.String, shortest, longest);
}

/// <summary>Text within a bound of its own.</summary>
internal sealed class BoundTextKind(TextBoundAttribute bound) : SimpleKind<string>
{
    public override bool TryRead(string text, out string value, out string fault)
    {
        value = text;
        fault = bound.Fault(text) ?? "";
        return fault.Length == 0;
    }

    // The bound's own message for anything but a string, too: it says what is accepted.
    public override bool TryRead(JsonElement json, out string value, out string fault) =>
        Texts.TryRead(json, out value, out _) ? TryRead(value, out value, out fault) : TryRead("", out _, out fault);

    public override void Describe(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String;
        bound.Describe(schema);
    }
}

/// <summary>Text that must not be printed.</summary>
internal sealed class SecretKind(Kind<string> text) : Kind<Secret>
{
    public override bool TryRead(JsonElement json, string at, Issues issues, out Secret value)
    {
        var read = text.TryRead(json, at, issues, out var plain);
        value = read ? new Secret(plain) : null!;
        return read;
    }

    public override void Describe(OpenApiSchema schema) => text.Describe(schema);
}
