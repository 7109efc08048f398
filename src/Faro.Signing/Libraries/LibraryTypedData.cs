using System.Text.Json;
using Nethereum.ABI.EIP712;

namespace Faro.Signing.Libraries;

internal static class LibraryTypedData
{
    public static TypedDataError? TryHash(ReadOnlyMemory<byte> utf8Json, out TypedDataHashes? hashes)
    {
        hashes = null;
        if (utf8Json.Length > Eip712TypedData.MaxBytes) return new(TypedDataFault.TooLarge, "", $"At most {Eip712TypedData.MaxBytes} bytes are read.");
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = Eip712TypedData.MaxDepth });
            return TryHash(document.RootElement, out hashes);
        }
        catch (JsonException)
        {
            return new(TypedDataFault.NotJson, "", $"Not JSON, or nested more than {Eip712TypedData.MaxDepth} deep.");
        }
    }

    public static TypedDataError? TryHash(JsonElement typedData, out TypedDataHashes? hashes)
    {
        hashes = null;
        if (JsonHygiene.Check(typedData, Eip712TypedData.MaxDepth) is { } unclean) return unclean;
        if (typedData.ValueKind != JsonValueKind.Object
            || typedData.GetPropertyCount() != 4
            || !typedData.TryGetProperty("types", out var types)
            || !typedData.TryGetProperty("primaryType", out var primaryType)
            || !typedData.TryGetProperty("domain", out var domain)
            || !typedData.TryGetProperty("message", out var message))
            return new(TypedDataFault.WrongMembers, "", "Typed data has exactly types, primaryType, domain and message.");
        if (primaryType.ValueKind != JsonValueKind.String) return new(TypedDataFault.WrongKind, "primaryType", "The name of a type.");
        if (domain.ValueKind != JsonValueKind.Object) return new(TypedDataFault.WrongKind, "domain", "An object.");

        if (TypedDataSchema.TryRead(types, domain, out var schema) is { } unread) return unread;
        var primary = schema!.Find(primaryType.GetString()!);
        if (primary is null || primary == schema.Domain)
            return new(TypedDataFault.UnknownType, "primaryType", "Not one of the declared message types.");
        if (schema.CheckForHashing() is { } unfit) return unfit;

        var reader = new TypedDataReader();
        if (reader.TryReadStruct(schema.Domain, domain, out var domainValues) is { } inDomain) return inDomain.Under("domain");
        if (reader.TryReadStruct(primary, message, out var messageValues) is { } inMessage) return inMessage.Under("message");

        // 0x1901 ‖ domain separator ‖ struct hash
        var encoded = Eip712TypedDataEncoder.Current.EncodeTypedDataRaw(new TypedDataRaw
        {
            Types = schema.Descriptions(), PrimaryType = primary.Name, DomainRawValues = domainValues, Message = messageValues,
        });
        hashes = new(
            primary.EncodeType, primary.TypeHash, new Hash256(encoded.AsSpan(2, 32)), new Hash256(encoded.AsSpan(34, 32)), Keccak256.Hash(encoded));
        return null;
    }
}
