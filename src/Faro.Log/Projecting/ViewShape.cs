using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Faro.Log.Projecting;

/// <summary>
/// What a view's rows are like, in one word that changes with it: the members of its documents, its columns, its search column and the
/// revision of its fold. Rows written under another word have to be rebuilt.
/// </summary>
internal static class ViewShape
{
    public static string Of<TView>(int revision, ViewTable<TView> table)
        where TView : class
    {
        EventTypes.DefaultJson.MakeReadOnly(populateMissingResolver: true);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{revision} {table.Name} {table.Search}\n"));
        foreach (var column in table.Columns)
            text.Append(CultureInfo.InvariantCulture, $"{column.Name} {column.SqlType}\n");
        Describe(typeof(TView), text, []);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static void Describe(Type type, StringBuilder text, HashSet<Type> told)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            text.Append('?');
            type = value;
        }

        var json = EventTypes.DefaultJson.GetTypeInfo(type);
        switch (json.Kind)
        {
            case JsonTypeInfoKind.Object when told.Add(type):
                DescribeObject(json, text, told);
                break;
            case JsonTypeInfoKind.Enumerable when json.ElementType is { } element:
                text.Append("[]");
                Describe(element, text, told);
                break;
            case JsonTypeInfoKind.Dictionary when json is { KeyType: { } key, ElementType: { } element }:
                text.Append("{}").Append(key.Name);
                Describe(element, text, told);
                break;
            default:
                text.Append(type.FullName).Append(type.IsEnum ? $"({string.Join(',', Enum.GetNames(type))})" : "").Append('\n');
                break;
        }
    }

    private static void DescribeObject(JsonTypeInfo json, StringBuilder text, HashSet<Type> told)
    {
        text.Append("{\n");
        foreach (var member in json.Properties.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(member.Name).Append(member.IsRequired ? "! " : " ");
            Describe(member.PropertyType, text, told);
        }

        foreach (var derived in json.PolymorphismOptions?.DerivedTypes ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"|{derived.TypeDiscriminator} ");
            Describe(derived.DerivedType, text, told);
        }

        text.Append("}\n");
    }
}
