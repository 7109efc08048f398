using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>One property of a parameters record or of a body record: its name in the API, how it is read, and where it is stored.</summary>
internal abstract class Field<T>(PropertyInfo property)
{
    public PropertyInfo Property => property;

    /// <summary>In the API's own spelling.</summary>
    public string Name { get; } = Naming.Of(property);

    public bool Required { get; } = property.IsDefined(typeof(RequiredMemberAttribute));

    public bool InPath { get; } = property.IsDefined(typeof(InPathAttribute));

    public abstract bool TryRead(T target, string text, out string fault);

    public abstract bool TryRead(T target, JsonElement json, string at, Issues issues);

    public abstract void Describe(OpenApiSchema schema);

    /// <summary>The fields of a record, in the order of their declaration.</summary>
    public static Field<T>[] All { get; } =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null)
            .Select(p => (Field<T>)Activator.CreateInstance(typeof(Field<,>).MakeGenericType(typeof(T), p.PropertyType), p)!),
    ];
}

/// <inheritdoc/>
internal sealed class Field<T, V>(PropertyInfo property) : Field<T>(property)
{
    private readonly Kind<V> _kind = (Kind<V>)Kinds.Of(property);
    private readonly Action<T, V> _set = property.SetMethod!.CreateDelegate<Action<T, V>>();

    public override bool TryRead(T target, string text, out string fault)
    {
        if (!_kind.TryRead(text, out var value, out fault))
            return false;
        _set(target, value);
        return true;
    }

    public override bool TryRead(T target, JsonElement json, string at, Issues issues)
    {
        if (!_kind.TryRead(json, at, issues, out var value))
            return false;
        _set(target, value);
        return true;
    }

    public override void Describe(OpenApiSchema schema) => _kind.Describe(schema);
}
