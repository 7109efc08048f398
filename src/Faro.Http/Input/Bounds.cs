using System.Text.Json.Nodes;
using Faro.Signing;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>
/// A bound of a text field, beyond those that the framework's annotations name. The binder checks it and the OpenAPI
/// document shows it, so the two cannot differ.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class TextBoundAttribute : Attribute
{
    /// <summary>What is wrong with a text; null when nothing is. Never quotes the text, which may be a secret.</summary>
    public abstract string? Fault(string text);

    /// <summary>Shows the bound.</summary>
    public abstract void Describe(OpenApiSchema schema);
}

/// <summary>One of some words.</summary>
/// <param name="values">The words.</param>
public sealed class OneOfAttribute(params string[] values) : TextBoundAttribute
{
    private readonly string _fault = $"Must be one of: {string.Join(", ", values)}.";

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Values => values;

    /// <inheritdoc/>
    public override string? Fault(string text) => Array.IndexOf(values, text) >= 0 ? null : _fault;

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => schema.Enum = [.. values.Select(v => (JsonNode)v)];
}

/// <summary>An address of Ethereum: 0x and 40 hexadecimal digits.</summary>
/// <param name="checksummed">Whether capitals, if there are any, must be the checksum of EIP-55.</param>
public sealed class EthAddressAttribute(bool checksummed = true) : TextBoundAttribute
{
    /// <inheritdoc/>
    public override string? Fault(string text) =>
        text.Length != 42 || !EthAddress.TryParse(text, out _) ? "Must be 0x and 40 hexadecimal digits."
        : checksummed && !EthAddress.HasValidChecksum(text) ? "Its capitals are not the checksum of EIP-55."
        : null;

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => (schema.Pattern, schema.MinLength, schema.MaxLength) = ("^0x[0-9a-fA-F]{40}$", 42, 42);
}

/// <summary>An address of Solana: base58 of 32 bytes.</summary>
public sealed class SolanaAddressAttribute : TextBoundAttribute
{
    /// <inheritdoc/>
    public override string? Fault(string text) =>
        text.Length is >= 32 and <= 44 && Base58.IsAddress(text) ? null : "Must be a Solana address: base58 of 32 bytes.";

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => (schema.Pattern, schema.MinLength, schema.MaxLength) = ("^[1-9A-HJ-NP-Za-km-z]+$", 32, 44);
}

/// <summary>An account's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AccountNameAttribute : TextBoundAttribute
{
    private const int Longest = 64;

    /// <inheritdoc/>
    public override string? Fault(string text) =>
        text.Length is > 0 and <= Longest && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
            ? null
            : "Must have 1 to 64 characters of a-z, 0-9 and -.";

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => (schema.MinLength, schema.MaxLength, schema.Pattern) = (1, Longest, "^[a-z0-9-]+$");
}

/// <summary>Text that can be the value of an HTTP header.</summary>
public sealed class HeaderTextAttribute : TextBoundAttribute
{
    private const int Longest = 500;

    /// <inheritdoc/>
    public override string? Fault(string text) =>
        text.Length is > 0 and <= Longest && text.All(c => c is >= ' ' and <= '~') ? null : $"Must be 1 to {Longest} printable ASCII characters.";

    /// <inheritdoc/>
    public override void Describe(OpenApiSchema schema) => (schema.Pattern, schema.MinLength, schema.MaxLength) = ("^[ -~]*$", 1, Longest);
}

/// <summary>
/// A number between two bounds, in whole steps if a step is given. Bounds and step are written as decimals, since an
/// attribute cannot hold one.
/// </summary>
/// <param name="sentence">The message for anything that is not such a number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(string sentence) : Attribute
{
    /// <summary>The message for anything that is not such a number.</summary>
    public string Sentence => sentence;

    /// <summary>The least number allowed.</summary>
    public string? AtLeast { get; init; }

    /// <summary>The number must be greater.</summary>
    public string? Above { get; init; }

    /// <summary>The greatest number allowed.</summary>
    public string? AtMost { get; init; }

    /// <summary>The number must be less.</summary>
    public string? Below { get; init; }

    /// <summary>The number is a multiple of this.</summary>
    public string? Step { get; init; }

    /// <summary>Whether the number is allowed.</summary>
    public bool Allows(decimal number) =>
        (AtLeast is null || number >= Parse(AtLeast)) && (Above is null || number > Parse(Above))
        && (AtMost is null || number <= Parse(AtMost)) && (Below is null || number < Parse(Below))
        && (Step is null || number % Parse(Step) == 0);

    /// <summary>Shows the bounds.</summary>
    public void Describe(OpenApiSchema schema)
    {
        (schema.Minimum, schema.ExclusiveMinimum, schema.Maximum, schema.ExclusiveMaximum) = (AtLeast, Above, AtMost, Below);
        schema.MultipleOf = Step is null ? null : Parse(Step);
    }

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A property that is part of the path; all others of a parameters record come from the query string.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InPathAttribute : Attribute;

/// <summary>A value for the documentation.</summary>
/// <param name="value">The value as it is written in a URL.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExampleAttribute(string value) : Attribute
{
    /// <summary>The value as it is written in a URL.</summary>
    public string Value => value;
}

/// <summary>The name of a record's schema in the OpenAPI document, where it is not the record's own.</summary>
/// <param name="name">The name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SchemaAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;
}

/// <summary>A record that a request is read into: the document shows its bounds and refuses other members, as the binder does.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AskedAttribute : Attribute;

/// <summary>The format of a text in an answer, such as <c>date-time</c>.</summary>
/// <param name="format">As JSON Schema names it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string format) : Attribute
{
    /// <summary>As JSON Schema names it.</summary>
    public string Format => format;
}

/// <summary>An answer's member that has one of several forms.</summary>
/// <param name="forms">The records, or lists of them.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnyOfAttribute(params Type[] forms) : Attribute
{
    /// <summary>The records, or lists of them.</summary>
    public IReadOnlyList<Type> Forms => forms;
}
