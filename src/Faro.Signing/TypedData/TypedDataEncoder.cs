using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Faro.Signing;

/// <summary>Turns JSON values into the 32-byte words of their types. Its depth is bounded by that of the JSON.</summary>
internal static class TypedDataEncoder
{
    private const int MaxDigits = 78; // of 2^256 − 1

    /// <summary>Hashes a struct; what is hashed is copied to <paramref name="words"/>, if there is one.</summary>
    public static TypedDataError? TryHashStruct(StructType type, JsonElement value, out Hash256 hash, IBufferWriter<byte>? words = null)
    {
        hash = default;
        if (value.ValueKind != JsonValueKind.Object) return Wrong(TypedDataFault.WrongKind, $"An object of type {type.Name}.");
        if (value.GetPropertyCount() > type.Fields.Count)
            return Wrong(TypedDataFault.WrongMembers, $"A member that {type.Name} does not declare.");

        var hasher = new Keccak256Hasher();
        hasher.Update(type.TypeHash.Bytes);
        words?.Write(type.TypeHash.Bytes);
        foreach (var field in type.Fields)
        {
            if (!value.TryGetProperty(field.Name, out var member) || member.ValueKind == JsonValueKind.Null)
                return new(TypedDataFault.WrongMembers, field.Name, "A declared field is missing.");
            if (TryEncode(field.Type, member, out var word)?.Under(field.Name) is { } error) return error;
            hasher.Update(word.Bytes);
            words?.Write(word.Bytes);
        }
        hash = Finish(ref hasher);
        return null;
    }

    private static TypedDataError? TryEncode(FieldType type, JsonElement value, out Hash256 word)
    {
        word = default;
        switch (type)
        {
            case FieldType.Struct s:
                return TryHashStruct(s.Type, value, out word);
            case FieldType.Array a:
                return TryHashArray(a, value, out word);
            case FieldType.Integer i:
                return TryEncodeInteger(i, value, out word);
            case FieldType.Bool:
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    return Wrong(TypedDataFault.WrongKind, "true or false.");
                word = AbiWord.FromUint(value.ValueKind == JsonValueKind.True ? 1UL : 0UL);
                return null;
        }

        if (value.ValueKind != JsonValueKind.String) return Wrong(TypedDataFault.WrongKind, "Text is expected.");
        var text = value.GetString()!;
        if (type is FieldType.Text)
        {
            word = Eip712.HashText(text);
            return null;
        }
        if (Hex.TryDecode(text, Eip712TypedData.MaxBytes) is not { } bytes)
            return Wrong(TypedDataFault.WrongKind, "0x and an even number of hexadecimal digits.");
        switch (type)
        {
            case FieldType.DynamicBytes:
                word = Keccak256.Hash(bytes);
                return null;
            case FieldType.FixedBytes f:
                if (bytes.Length != f.Length) return Wrong(TypedDataFault.WrongLength, $"Exactly {f.Length} bytes.");
                word = Padded(bytes, 0);
                return null;
            case FieldType.Address:
                if (bytes.Length != EthAddress.Size) return Wrong(TypedDataFault.WrongLength, "An address is 20 bytes.");
                word = Padded(bytes, Hash256.Size - EthAddress.Size);
                return null;
            default:
                throw new InvalidOperationException($"A field type without an encoding: {type}.");
        }
    }

    private static TypedDataError? TryHashArray(FieldType.Array type, JsonElement value, out Hash256 word)
    {
        word = default;
        if (value.ValueKind != JsonValueKind.Array) return Wrong(TypedDataFault.WrongKind, "An array.");
        if (type.Length is { } length && value.GetArrayLength() != length)
            return Wrong(TypedDataFault.WrongLength, $"Exactly {length} elements.");

        var hasher = new Keccak256Hasher();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (TryEncode(type.Element, item, out var element) is { } error) return error.Under($"[{index}]");
            hasher.Update(element.Bytes);
            index++;
        }
        word = Finish(ref hasher);
        return null;
    }

    private static TypedDataError? TryEncodeInteger(FieldType.Integer type, JsonElement value, out Hash256 word)
    {
        word = default;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        if (!TryReadInteger(text, out var number))
            return Wrong(TypedDataFault.WrongKind, "A whole number in decimal digits, or in hexadecimal after 0x.");

        var limit = BigInteger.One << (type.Signed ? type.Bits - 1 : type.Bits);
        if (number >= limit || number < (type.Signed ? -limit : 0))
            return Wrong(
                TypedDataFault.OutOfRange, $"Outside of {(type.Signed ? "int" : "uint")}{type.Bits}.");
        word = AbiWord.FromUint(number.Sign < 0 ? number + (BigInteger.One << 256) : number);
        return null;
    }

    private static bool TryReadInteger(string text, out BigInteger number)
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

    private static Hash256 Padded(ReadOnlySpan<byte> bytes, int offset)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        bytes.CopyTo(word[offset..]);
        return new Hash256(word);
    }

    private static Hash256 Finish(ref Keccak256Hasher hasher)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        hasher.Finish(digest);
        return new Hash256(digest);
    }

    private static TypedDataError Wrong(TypedDataFault fault, string message) => new(fault, "", message);
}
