using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Faro.Log.Past;
using Faro.Venues;
using Microsoft.OpenApi;

namespace Faro.Http.Input;

/// <summary>The kind of a property, from its type and attributes. Looked up once per property, at start.</summary>
internal static class Kinds
{
    /// <summary>A <see cref="Kind{V}"/> of the property's type.</summary>
    /// <exception cref="NotSupportedException">No kind supports such a property.</exception>
    public static object Of(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Activator.CreateInstance(typeof(Optional<>).MakeGenericType(inner), Scalar(property, inner))!;
        return Scalar(property, type);
    }

    /// <summary>Adds a property's type and bounds to a schema; false when no kind supports such a property.</summary>
    public static bool Describe(PropertyInfo property, OpenApiSchema schema)
    {
        var kind = Of(property);
        kind.GetType().GetMethod(nameof(Kind<int>.Describe))!.Invoke(kind, [schema]);
        return true;
    }

    private static object Scalar(PropertyInfo property, Type type)
    {
        var range = property.GetCustomAttribute<RangeAttribute>();
        if (type == typeof(int))
            return new IntKind((int)Number(range?.Minimum, 0), (int)Number(range?.Maximum, int.MaxValue));
        if (type == typeof(long))
            return new IntegerKind((long)Number(range?.Minimum, 0), (long)Number(range?.Maximum, long.MaxValue));
        if (type == typeof(decimal))
            return property.GetCustomAttribute<BetweenAttribute>() is { } bounds ? new BetweenKind(bounds) : new FractionKind(Number(range?.Minimum, 0), Number(range?.Maximum, 1));
        if (type == typeof(bool))
            return new FlagKind();
        if (type == typeof(Guid))
            return new UuidKind();
        if (type == typeof(DateTimeOffset))
            return new TimeKind();
        if (type == typeof(ReadUpTo))
            return new LogPlaceKind();
        if (type == typeof(string))
            return Text(property);
        if (type == typeof(Secret))
            return new SecretKind(Text(property));
        return Nested(property, type);
    }

    private static Kind<string> Text(PropertyInfo property)
    {
        if (property.GetCustomAttribute<TextBoundAttribute>() is { } bound)
            return new BoundTextKind(bound);
        var length = LengthOf(property);
        return new TextKind(length.MinimumLength, length.MaximumLength, property.IsDefined(typeof(InPathAttribute)));
    }

    private static object Nested(PropertyInfo property, Type type)
    {
        if (type == typeof(IReadOnlyList<string>))
            return property.GetCustomAttribute<OneOfAttribute>() is { } words ? new SomeOfKind(words) : new ShortTextsKind(LengthOf(property));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Make(typeof(ListKind<>), type.GetGenericArguments()[0], LengthOf(property), property.Name.ToLowerInvariant());
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments()[0] == typeof(Guid))
            return Make(typeof(ByIdKind<>), type.GetGenericArguments()[1], LengthOf(property), "leg");
        if (type.IsClass && type.Assembly == typeof(Kinds).Assembly)
            return Activator.CreateInstance(typeof(RecordKind<>).MakeGenericType(type))!;
        throw new NotSupportedException($"{property.DeclaringType}.{property.Name} is of no kind that the API reads.");
    }

    private static object Make(Type kind, Type item, LengthAttribute length, string word) =>
        Activator.CreateInstance(kind.MakeGenericType(item), length, word)!;

    private static LengthAttribute LengthOf(PropertyInfo property) => property.GetCustomAttribute<LengthAttribute>()
        ?? throw new NotSupportedException($"{property.DeclaringType}.{property.Name} has no [Length].");

    private static decimal Number(object? bound, decimal otherwise) => bound is null ? otherwise : Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
}
