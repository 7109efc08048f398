using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Log.Stored;
using Faro.Proofs.Merkle;
using Faro.Signing;

namespace Faro.Proofs.Facts;

/// <summary>A row of the log with all its columns: what is sealed is what is stored, not what a class reads from it.</summary>
internal sealed class StoredFact(StoredRow row)
{
    /// <summary>The start of the canonical text, so that its form can change later.</summary>
    public const string Format = "faro-fact-1";

    public long Sequence => row.Sequence;

    public string Stream => row.Stream;

    public long Version => row.Version;

    public string Name => row.Name;

    /// <summary>The fact itself, as canonical JSON.</summary>
    private byte[] Data { get; } = CanonicalJson.Of(row.Data ?? "null"u8.ToArray());

    /// <summary>The hash of the fact alone, without its place and metadata: shows what was altered.</summary>
    public Hash256 DataHash() => new(SHA256.HashData(Data));

    /// <summary>
    /// The text that is hashed: a JSON object in canonical form. It names the leaf of the fact before it in its stream, so each
    /// stream is a chain within the tree.
    /// </summary>
    public byte[] Canonical(Hash256? previous)
    {
        var to = new ArrayBufferWriter<byte>(Data.Length + 512);
        CanonicalJson.Raw(to, "{"u8);
        Key("archived", "");
        CanonicalJson.Raw(to, row.Archived switch { true => "true"u8, false => "false"u8, null => "null"u8 }); // readers see neither the first nor the last
        Text("bdata", row.Binary is null ? null : Convert.ToBase64String(row.Binary));
        Text("causation_id", row.CausationId);
        Text("correlation_id", row.CorrelationId);
        Member("data", Data);
        Text("dotnet_type", row.DotNetType);
        Text("format", Format);
        Member("headers", row.Headers is null ? "null"u8 : CanonicalJson.Of(row.Headers));
        Text("id", row.Id.ToString());
        Text("name", Name);
        Text("previous", previous is { } hash ? Convert.ToHexStringLower(hash.Bytes) : null);
        Text("recorded_at", row.RecordedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Number("sequence", Sequence);
        Text("stream", Stream);
        Text("tenant", row.Tenant);
        Text("user_name", row.UserName);
        Number("version", Version);
        CanonicalJson.Raw(to, "}"u8);
        return to.WrittenSpan.ToArray();

        void Key(string name, string comma = ",") => Encoding.UTF8.GetBytes($"{comma}\"{name}\":", to);

        void Number(string name, long value)
        {
            Key(name);
            Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture), to);
        }

        void Text(string name, string? value)
        {
            Key(name);
            if (value is null)
                CanonicalJson.Raw(to, "null"u8);
            else
                CanonicalJson.WriteString(to, value);
        }

        void Member(string name, ReadOnlySpan<byte> value)
        {
            Key(name);
            CanonicalJson.Raw(to, value);
        }
    }

    /// <summary>The leaf of the tree.</summary>
    public Hash256 Leaf(Hash256? previous) => MerkleTree.Leaf(Canonical(previous));
}
