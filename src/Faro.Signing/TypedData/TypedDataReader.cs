using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Nethereum.ABI.EIP712;

namespace Faro.Signing.TypedData;

/// <summary>
/// Converts JSON values to Nethereum's input, and refuses any value that is not exactly of its declared type. Its depth is
/// bounded by that of the JSON, its work by a budget: Nethereum writes a struct's type string for every value of it, and its time
/// for a value of any type is microseconds.
/// </summary>
internal sealed class TypedDataReader
{
    private const int MaxDigits = 78; // of 2^256 − 1
    private const int Budget = 8_192;

    private int _spent; // values, and fields written into type strings

    /// <summary>Reads one struct, its fields in the order of the declaration.</summary>
    public TypedDataError? TryReadStruct(StructType type, JsonElement value, out MemberValue[] members)
    {
        members = new MemberValue[type.Fields.Count];
        if (value.ValueKind != JsonValueKind.Object) return Wrong(TypedDataFault.WrongKind, $"An object of type {type.Name}.");
        if (value.GetPropertyCount() > type.Fields.Count)
            return Wrong(TypedDataFault.WrongMembers, $"A member that {type.Name} does not declare.");
        if ((_spent += type.FieldsWritten) > Budget) return TooMuch;

        for (var i = 0; i < members.Length; i++)
        {
            var field = type.Fields[i];
            if (!value.TryGetProperty(field.Name, out var member) || member.ValueKind == JsonValueKind.Null)
                return new(TypedDataFault.WrongMembers, field.Name, "A declared field is missing.");
            if (TryRead(field.Type, member, out var read)?.Under(field.Name) is { } error) return error;
            members[i] = new() { TypeName = field.TypeName, Value = read };
        }
        return null;
    }

    private TypedDataError? TryRead(FieldType type, JsonElement value, out object read)
    {
        read = "";
        if (++_spent > Budget) return TooMuch;
        switch (type)
        {
            case FieldType.Struct s:
                var inner = TryReadStruct(s.Type, value, out var members);
                read = members;
                return inner;
            case FieldType.Array a:
                return TryReadArray(a, value, out read);
            case FieldType.Integer i:
                return TryReadInteger(i, value, out read);
            case FieldType.Bool:
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    return Wrong(TypedDataFault.WrongKind, "true or false.");
                read = value.ValueKind == JsonValueKind.True;
                return null;
        }

        if (value.ValueKind != JsonValueKind.String) return Wrong(TypedDataFault.WrongKind, "Text is expected.");
        var text = value.GetString()!;
        read = text;
        if (type is FieldType.Text) return null;
        if (Hex.TryDecode(text, Eip712TypedData.MaxBytes) is not { } bytes)
            return Wrong(TypedDataFault.WrongKind, "0x and an even number of hexadecimal digits.");
        read = bytes;
        switch (type)
        {
            case FieldType.DynamicBytes:
                return null;
            case FieldType.FixedBytes f:
                return bytes.Length == f.Length ? null : Wrong(TypedDataFault.WrongLength, $"Exactly {f.Length} bytes.");
            case FieldType.Address:
                read = text;
                return bytes.Length == EthAddress.Size ? null : Wrong(TypedDataFault.WrongLength, "An address is 20 bytes.");
            default:
                throw new InvalidOperationException($"A field type that cannot be read: {type}.");
        }
    }

    private TypedDataError? TryReadArray(FieldType.Array type, JsonElement value, out object read)
    {
        read = "";
        if (value.ValueKind != JsonValueKind.Array) return Wrong(TypedDataFault.WrongKind, "An array.");
        if (type.Length is { } length && value.GetArrayLength() != length)
            return Wrong(TypedDataFault.WrongLength, $"Exactly {length} elements.");

        var items = new List<object>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (TryRead(type.Element, item, out var one) is { } error) return error.Under($"[{items.Count}]");
            items.Add(one);
        }
        read = items;
        return null;
    }

    private static TypedDataError? TryReadInteger(FieldType.Integer type, JsonElement value, out object read)
    {
        read = "";
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        if (!TryParseInteger(text, out var number))
            return Wrong(TypedDataFault.WrongKind, "A whole number in decimal digits, or in hexadecimal after 0x.");

        var limit = BigInteger.One << (type.Signed ? type.Bits - 1 : type.Bits);
        if (number >= limit || number < (type.Signed ? -limit : 0))
            return Wrong(TypedDataFault.OutOfRange, $"Outside of {(type.Signed ? "int" : "uint")}{type.Bits}.");
        read = number;
        return null;
    }

    private static bool TryParseInteger(string text, out BigInteger number)
    {
        number = default;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            var hex = text.AsSpan(2);
            return hex.Length is > 0 and <= 64
                && BigInteger.TryParse(string.Concat("0", hex), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length is > 0 and <= MaxDigits && !digits.ContainsAnyExceptInRange('0', '9')
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static TypedDataError TooMuch => Wrong(TypedDataFault.TooLarge, "More values than are hashed.");

    private static TypedDataError Wrong(TypedDataFault fault, string message) => new(fault, "", message);
}
