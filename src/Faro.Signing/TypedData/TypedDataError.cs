namespace Faro.Signing.TypedData;

/// <summary>Why typed data was refused.</summary>
public enum TypedDataFault
{
    /// <summary>Not JSON, or text that is not Unicode.</summary>
    NotJson,

    /// <summary>More bytes, levels, types or fields than are read.</summary>
    TooLarge,

    /// <summary>A member or field is missing (null counts as missing), or occurs twice or without being declared.</summary>
    WrongMembers,

    /// <summary>A type or field has a name that the standard does not allow, or one that is already used.</summary>
    InvalidName,

    /// <summary>A type that is neither declared nor one of the standard's.</summary>
    UnknownType,

    /// <summary>The value has another JSON kind or another notation than its type asks for.</summary>
    WrongKind,

    /// <summary>A number that its type cannot hold.</summary>
    OutOfRange,

    /// <summary>Bytes, an address or an array with a length other than its type's.</summary>
    WrongLength,

    /// <summary>A type that contains itself.</summary>
    RecursiveType,
}

/// <summary>What is wrong with typed data, and where.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Path">The place, such as <c>message.to[1].wallet</c>; empty for the whole.</param>
/// <param name="Message">A sentence for people. It never contains the given value.</param>
public sealed record TypedDataError(TypedDataFault Fault, string Path, string Message)
{
    internal TypedDataError Under(string parent) => this with
    {
        Path = Path.Length == 0 ? parent : Path[0] == '[' ? parent + Path : $"{parent}.{Path}",
    };
}

/// <summary>The hashes of typed data.</summary>
/// <param name="EncodeType">The type string of the primary type with all that it refers to.</param>
/// <param name="TypeHash">The hash of that string.</param>
/// <param name="DomainSeparator">The hash of the domain.</param>
/// <param name="StructHash">The hash of the message.</param>
/// <param name="Digest">What a wallet signs.</param>
public sealed record TypedDataHashes(
    string EncodeType, Hash256 TypeHash, Hash256 DomainSeparator, Hash256 StructHash, Hash256 Digest);
