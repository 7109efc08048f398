using System.Text.Json.Nodes;

namespace Faro.Http.Input;

/// <summary>Where a parameter stands in a request.</summary>
internal enum ParameterPlace
{
    Query,
    Path,
}

/// <summary>
/// One parameter of a route: how it is read and what the documentation says of it, in one place, so that they cannot
/// differ. Unknown and repeated parameters are refused by the reader, so a route lists all that it takes.
/// </summary>
internal abstract class Parameter(string name, string description, JsonObject schema)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public ParameterPlace Place { get; init; } = ParameterPlace.Query;

    public bool Required { get; init; }

    /// <summary>A value for the documentation.</summary>
    public string? Example { get; init; }

    /// <summary>The JSON schema, bounds and default included.</summary>
    public JsonObject Schema { get; } = schema;

    /// <summary>The value when the parameter is absent.</summary>
    public abstract object? Default { get; }

    /// <summary>Reads a value; on failure a sentence that says what would be right.</summary>
    public abstract bool TryRead(string text, out object? value, out string fault);
}

/// <inheritdoc/>
internal sealed class Parameter<T>(string name, string description, JsonObject schema, Func<string, (T Value, string? Fault)> read, T otherwise)
    : Parameter(name, description, schema)
{
    // Boxed once: most calls leave most parameters out.
    private readonly object? _default = otherwise;

    public override object? Default => _default;

    public override bool TryRead(string text, out object? value, out string fault)
    {
        var (read1, why) = read(text);
        (value, fault) = (read1, why ?? "");
        return why is null;
    }
}
