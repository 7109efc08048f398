using System.Globalization;
using Faro.Log.Stored;
using Faro.Proofs.Facts;
using Faro.Proofs.Sealing;
using Faro.Signing;

namespace Faro.Proofs.Checking;

/// <summary>Determines what was done to a fact, from its seal and the row in its place. Pure.</summary>
internal static class Blame
{
    /// <summary>The sealed fact is not in its place any more.</summary>
    public static Finding Missing(Seal seal) =>
        Of(Tampering.FactMissing, seal, "The fact was sealed, but is no longer on the log.");

    /// <summary>The row was never sealed, though later facts were.</summary>
    public static Finding Inserted(StoredFact fact) =>
        new(Tampering.FactInserted, fact.Sequence, fact.Stream, fact.Version, fact.Name, "The fact is among sealed facts but was never sealed.");

    /// <summary>A stream's own row is not what its facts make of it.</summary>
    public static Finding Head(WrongHead head) => new(Tampering.StreamRowEdited, null, head.Stream, head.Said, null,
        head.Said != head.Last ? $"The stream's row says version {Number(head.Said) ?? "nothing"}, its last fact is {Number(head.Last) ?? "none"}."
        : head.Hidden ? "The stream's row is marked as archived, which hides its facts from readers."
        : "The stream's row names another tenant than its facts.");

    /// <summary>The row in a seal's place does not give its hash.</summary>
    /// <param name="seal">The seal.</param>
    /// <param name="fact">The row.</param>
    /// <param name="data">The hash of the row's own content.</param>
    /// <param name="elsewhere">The seal of the fact that is there now (the same stream and version), if there is another.</param>
    public static Finding Altered(Seal seal, StoredFact fact, Hash256 data, Seal? elsewhere)
    {
        if (fact.Stream == seal.Stream && fact.Version == seal.Version)
        {
            return data != seal.DataHash
                ? Of(Tampering.FactEdited, seal, "The content of the fact is not what was sealed.")
                : Of(Tampering.HeadersEdited, seal, fact.Name == seal.Name
                    ? "The content is what was sealed; its headers, time, user or other metadata is not."
                    : $"The content is what was sealed; its name is '{fact.Name}' now.");
        }

        if (data == seal.DataHash)
        {
            return fact.Stream == seal.Stream
                ? Of(Tampering.FactReordered, seal, $"The fact is now version {fact.Version} of its stream.")
                : Of(Tampering.FactInOtherStream, seal, $"The fact is now in the stream {fact.Stream}, as version {fact.Version}.");
        }

        return elsewhere is not null && elsewhere.DataHash == data
            ? Of(Tampering.FactReordered, seal, $"In its place is the fact that was sealed at {elsewhere.Sequence}, version {elsewhere.Version} of {elsewhere.Stream}.")
            : Of(Tampering.FactEdited, seal, $"In its place is another fact: {fact.Name}, version {fact.Version} of {fact.Stream}.");
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static Finding Of(Tampering what, Seal seal, string detail) => new(what, seal.Sequence, seal.Stream, seal.Version, seal.Name, detail);
}
