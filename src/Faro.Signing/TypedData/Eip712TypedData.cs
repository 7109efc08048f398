using System.Text.Json;
using Nethereum.ABI.EIP712;

namespace Faro.Signing.TypedData;

/// <summary>
/// Hashes typed data of any type as <c>eth_signTypedData_v4</c> does, from its JSON (<c>types</c>, <c>primaryType</c>,
/// <c>domain</c>, <c>message</c>). Stricter than wallets, so that nobody signs what another reader would read differently:
/// every declared field is present, nothing undeclared is, numbers are whole and in range, lengths match. If <c>types</c> has
/// no <c>EIP712Domain</c>, the members of <c>domain</c> make it up. Refusals are values; no input makes it throw.
/// Nethereum hashes only what this class has read itself: its own JSON reader accepts much that wallets refuse.
/// </summary>
public static class Eip712TypedData
{
    /// <summary>The longest JSON that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>Hashes typed data; null when all is well.</summary>
    public static TypedDataError? TryHash(ReadOnlyMemory<byte> utf8Json, out TypedDataHashes? hashes)
    {
        hashes = null;
        if (utf8Json.Length > MaxBytes) return new(TypedDataFault.TooLarge, "", $"At most {MaxBytes} bytes are read.");
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return TryHash(document.RootElement, out hashes);
        }
        catch (JsonException)
        {
            return new(TypedDataFault.NotJson, "", $"Not JSON, or nested more than {MaxDepth} deep.");
        }
    }

    /// <summary>Hashes typed data that is already parsed, whose length the caller has bounded; null when all is well.</summary>
    public static TypedDataError? TryHash(JsonElement typedData, out TypedDataHashes? hashes)
    {
        hashes = null;
        if (JsonHygiene.Check(typedData, MaxDepth) is { } unclean) return unclean;
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

        var reader = new TypedDataReader();
        if (reader.TryReadStruct(schema.Domain, domain, out var domainValues) is { } inDomain) return inDomain.Under("domain");
        if (reader.TryReadStruct(primary, message, out var messageValues) is { } inMessage) return inMessage.Under("message");

        var encoded = Eip712TypedDataEncoder.Current.EncodeTypedDataRaw(new TypedDataRaw
        {
            Types = schema.Descriptions(),
            PrimaryType = primary.Name,
            DomainRawValues = domainValues,
            Message = messageValues,
        }); // 0x1901 ‖ domain separator ‖ struct hash
        hashes = new(
            primary.EncodeType, primary.TypeHash, new Hash256(encoded.AsSpan(2, 32)), new Hash256(encoded.AsSpan(34, 32)), Keccak256.Hash(encoded));
        return null;
    }
}
