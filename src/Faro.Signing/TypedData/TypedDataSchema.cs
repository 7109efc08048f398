using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nethereum.ABI.EIP712;

namespace Faro.Signing.TypedData;

/// <summary>The type of a field.</summary>
internal abstract record FieldType
{
    public sealed record Integer(int Bits, bool Signed) : FieldType;

    public sealed record FixedBytes(int Length) : FieldType;

    public sealed record Address : FieldType;

    public sealed record Bool : FieldType;

    public sealed record Text : FieldType;

    public sealed record DynamicBytes : FieldType;

    /// <summary>A null <paramref name="Length"/> is an array of any length.</summary>
    public sealed record Array(FieldType Element, int? Length) : FieldType;

    public sealed record Struct(StructType Type) : FieldType;
}

/// <summary>A declared struct; its type string and hash are filled in once all types are known.</summary>
internal sealed class StructType(string name)
{
    public string Name => name;

    public List<(string Name, string TypeName, FieldType Type)> Fields { get; } = [];

    public string EncodeType { get; set; } = "";

    public Hash256 TypeHash { get; set; }

    /// <summary>
    /// How many fields Nethereum writes for this type string: it follows every path to a referred type, so a type that is
    /// reached in two ways counts twice. Zero until known.
    /// </summary>
    public int FieldsWritten { get; set; }
}

/// <summary>All types of one piece of typed data, resolved.</summary>
internal sealed partial class TypedDataSchema
{
    private const int MaxTypes = 64;
    private const int MaxFields = 64; // of one type
    private const int MaxNameLength = 128;
    private const int TooManyFields = 1_000_000;
    private const string DomainName = "EIP712Domain";

    private static readonly (string Name, string Type)[] DomainFields =
        [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"), ("salt", "bytes32")];

    private readonly Dictionary<string, StructType> _types = new(StringComparer.Ordinal);

    private TypedDataSchema() => Domain = new(DomainName);

    public StructType Domain { get; private set; }

    public StructType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The declarations in Nethereum's form.</summary>
    public Dictionary<string, MemberDescription[]> Descriptions() => _types.Values.Append(Domain).DistinctBy(t => t.Name).ToDictionary(
        t => t.Name, t => t.Fields.Select(f => new MemberDescription { Name = f.Name, Type = f.TypeName }).ToArray(), StringComparer.Ordinal);

    public static TypedDataError? TryRead(JsonElement types, JsonElement domain, out TypedDataSchema? schema)
    {
        schema = new TypedDataSchema();
        var error = schema.Declare(types) ?? schema.Define(types) ?? schema.DefineDomain(domain) ?? schema.CheckReferences();
        if (error is not null)
        {
            schema = null;
            return error;
        }
        foreach (var type in schema._types.Values) Seal(type);
        Seal(schema.Domain);
        return null;
    }

    private TypedDataError? Declare(JsonElement types)
    {
        if (types.ValueKind != JsonValueKind.Object) return new(TypedDataFault.WrongKind, "types", "An object of types.");
        if (types.GetPropertyCount() > MaxTypes) return new(TypedDataFault.TooLarge, "types", $"At most {MaxTypes} types.");
        foreach (var member in types.EnumerateObject())
        {
            if (!IsIdentifier(member.Name) || IsElementaryName(member.Name))
                return new(TypedDataFault.InvalidName, "types", "Not a name for a type.");
            _types[member.Name] = new(member.Name);
        }
        return null;
    }

    private TypedDataError? Define(JsonElement types)
    {
        foreach (var member in types.EnumerateObject())
        {
            var type = _types[member.Name];
            if (member.Value.ValueKind != JsonValueKind.Array)
                return new(TypedDataFault.WrongKind, $"types.{type.Name}", "An array of fields.");
            if (member.Value.GetArrayLength() > MaxFields)
                return new(TypedDataFault.TooLarge, $"types.{type.Name}", $"At most {MaxFields} fields.");
            var index = 0;
            foreach (var field in member.Value.EnumerateArray())
            {
                if (AddField(type, field) is { } error) return error.Under($"types.{type.Name}[{index}]");
                index++;
            }
        }
        return null;
    }

    private TypedDataError? AddField(StructType type, JsonElement field)
    {
        if (field.ValueKind != JsonValueKind.Object || field.GetPropertyCount() != 2
            || !field.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
            || !field.TryGetProperty("type", out var typeName) || typeName.ValueKind != JsonValueKind.String)
            return new(TypedDataFault.WrongMembers, "", "A field has exactly a name and a type.");
        return AddField(type, name.GetString()!, typeName.GetString()!);
    }

    private TypedDataError? AddField(StructType type, string name, string typeName)
    {
        if (!IsIdentifier(name) || type.Fields.Exists(f => f.Name == name))
            return new(TypedDataFault.InvalidName, "", "Not a name for a field, or one that is taken.");
        if (typeName.Length > MaxNameLength || Resolve(typeName) is not { } resolved)
            return new(TypedDataFault.UnknownType, "", "A type that is neither declared nor one of the standard's.");
        type.Fields.Add((name, typeName, resolved));
        return null;
    }

    private TypedDataError? DefineDomain(JsonElement domain)
    {
        if (_types.TryGetValue(DomainName, out var declared))
        {
            Domain = declared;
            return declared.Fields.TrueForAll(f => DomainFields.Contains((f.Name, f.TypeName)))
                ? null
                : new(TypedDataFault.UnknownType, $"types.{DomainName}", "The standard has no such field of the domain.");
        }
        foreach (var (name, typeName) in DomainFields)
            if (domain.TryGetProperty(name, out _) && AddField(Domain, name, typeName) is { } error) return error;
        return null;
    }

    /// <summary>
    /// What the standard allows and Nethereum cannot hash: a type that contains itself (its recursion would not end), a referred
    /// type whose name has uint8, bytes4 or the like in it (taken for that), and type strings of too many parts.
    /// </summary>
    private TypedDataError? CheckReferences()
    {
        foreach (var type in _types.Values.Append(Domain))
        {
            if (ElementaryInside().IsMatch(type.Name))
                return new(TypedDataFault.InvalidName, $"types.{type.Name}", "Not a name for a type: it contains an elementary type's.");
            if (Measure(type, []) is { } error) return error;
        }
        return null;
    }

    private static TypedDataError? Measure(StructType type, HashSet<StructType> open)
    {
        if (type.FieldsWritten > 0) return null;
        if (!open.Add(type)) return new(TypedDataFault.RecursiveType, $"types.{type.Name}", "A type that contains itself.");
        var written = 1 + type.Fields.Count;
        foreach (var inner in type.Fields.Select(f => StructIn(f.Type)).OfType<StructType>().Distinct())
        {
            if (Measure(inner, open) is { } error) return error;
            written = Math.Min(written + inner.FieldsWritten, TooManyFields);
        }
        open.Remove(type);
        type.FieldsWritten = written;
        return null;
    }

    private FieldType? Resolve(string name)
    {
        if (!name.EndsWith(']')) return Elementary(name) ?? (Find(name) is { } type ? new FieldType.Struct(type) : null);
        var open = name.LastIndexOf('[');
        if (open <= 0 || Resolve(name[..open]) is not { } element) return null;
        var length = name[(open + 1)..^1];
        if (length.Length == 0) return new FieldType.Array(element, null);
        return TryReadSize(length, out var size) ? new FieldType.Array(element, size) : null;
    }

    private static FieldType? Elementary(string name)
    {
        switch (name)
        {
            case "address": return new FieldType.Address();
            case "bool": return new FieldType.Bool();
            case "string": return new FieldType.Text();
            case "bytes": return new FieldType.DynamicBytes();
        }
        int size;
        if (name.StartsWith("uint", StringComparison.Ordinal))
            return TryReadSize(name[4..], out size) && size <= 256 && size % 8 == 0 ? new FieldType.Integer(size, Signed: false) : null;
        if (name.StartsWith("int", StringComparison.Ordinal))
            return TryReadSize(name[3..], out size) && size <= 256 && size % 8 == 0 ? new FieldType.Integer(size, Signed: true) : null;
        if (name.StartsWith("bytes", StringComparison.Ordinal))
            return TryReadSize(name[5..], out size) && size <= 32 ? new FieldType.FixedBytes(size) : null;
        return null;
    }

    /// <summary>A positive number without leading zeros, as in a type's name.</summary>
    private static bool TryReadSize(string digits, out int size)
    {
        size = 0;
        if (digits.Length is 0 or > 6 || digits[0] == '0' || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var digit in digits) size = (size * 10) + (digit - '0');
        return true;
    }

    /// <summary>Names of the standard's types or similar ones (uint7, bytes33): no struct may have them.</summary>
    private static bool IsElementaryName(string name) =>
        name.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) is "uint" or "int" or "bytes"
        || name is "address" or "bool" or "string";

    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= MaxNameLength && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    private static void AppendDefinition(StringBuilder into, StructType type) =>
        into.Append(type.Name).Append('(').AppendJoin(',', type.Fields.Select(f => $"{f.TypeName} {f.Name}")).Append(')');

    /// <summary>The type's own definition, then those of all it refers to, by name.</summary>
    private static void Seal(StructType type)
    {
        var referred = new SortedDictionary<string, StructType>(StringComparer.Ordinal);
        var open = new Stack<StructType>([type]);
        while (open.TryPop(out var next))
            foreach (var field in next.Fields)
                if (StructIn(field.Type) is { } found && found != type && referred.TryAdd(found.Name, found)) open.Push(found);

        var text = new StringBuilder();
        AppendDefinition(text, type);
        foreach (var other in referred.Values) AppendDefinition(text, other);
        type.EncodeType = text.ToString();
        type.TypeHash = Eip712.TypeHash(type.EncodeType);
    }

    private static StructType? StructIn(FieldType type) => type switch
    {
        FieldType.Struct s => s.Type,
        FieldType.Array a => StructIn(a.Element),
        _ => null,
    };

    [GeneratedRegex("(bytes|int)[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex ElementaryInside();
}
