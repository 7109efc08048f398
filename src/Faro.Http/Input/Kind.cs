using System.Text.Json;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>How one kind of value is read from a query string, a path or a JSON body, and how the document describes it.</summary>
internal abstract class Kind<V>
{
    /// <summary>Reads a parameter; the fault says what is accepted.</summary>
    public virtual bool TryRead(string text, out V value, out string fault) => throw new NotSupportedException($"{typeof(V)} is not a parameter.");

    /// <summary>Reads a field of a body; faults go to <paramref name="issues"/> under <paramref name="at"/>.</summary>
    public abstract bool TryRead(JsonElement json, string at, Issues issues, out V value);

    /// <summary>Adds type and bounds to a schema.</summary>
    public abstract void Describe(OpenApiSchema schema);
}

/// <summary>A kind whose JSON form has one fault at most.</summary>
internal abstract class SimpleKind<V> : Kind<V>
{
    public sealed override bool TryRead(JsonElement json, string at, Issues issues, out V value)
    {
        if (TryRead(json, out value, out var fault))
            return true;
        issues.Add(at, fault);
        return false;
    }

    public abstract bool TryRead(JsonElement json, out V value, out string fault);
}

/// <summary>A value that may be absent.</summary>
internal sealed class Optional<V>(Kind<V> inner) : Kind<V?>
    where V : struct
{
    public override bool TryRead(string text, out V? value, out string fault)
    {
        var read = inner.TryRead(text, out var v, out fault);
        value = v;
        return read;
    }

    public override bool TryRead(JsonElement json, string at, Issues issues, out V? value)
    {
        var read = inner.TryRead(json, at, issues, out var v);
        value = v;
        return read;
    }

    public override void Describe(OpenApiSchema schema) => inner.Describe(schema);
}
