using System.IO.Compression;
using Faro.Log;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Ingest.Syncing;

/// <summary>
/// The venues' records that facts were read from, each once, so that a corrected parser can derive the facts again.
/// Records of one catalog are alike, so they are compressed in packs: a tenth of the bytes that single rows would take.
/// </summary>
public sealed class RawPayloads(EventLog log)
{
    private const int PackBytes = 256 * 1024;
    private readonly string _packs = $"{log.Schema}.raw_pack";
    private readonly string _payloads = $"{log.Schema}.raw_payload";

    /// <summary>Creates the tables. Safe from many nodes at once.</summary>
    public async Task CreateSchema(CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand($"""
            set client_min_messages = warning;
            begin;
            select pg_advisory_xact_lock(hashtextextended('faro:schema:{log.Schema}', 0));
            create table if not exists {_packs} (
                id uuid not null, bytes bytea not null, size integer not null, kept_at timestamptz not null default now(),
                constraint pkey_raw_pack_id primary key (id));
            alter table {_packs} alter column bytes set storage external;
            create table if not exists {_payloads} (
                hash uuid not null, pack uuid not null, start integer not null, length integer not null,
                constraint pkey_raw_payload_hash primary key (hash));
            commit;
            """);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A record by the hash of its content; null when it was never stored.</summary>
    public async Task<byte[]?> Find(ContentHash hash, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand(
            $"select k.bytes, k.size, p.start, p.length from {_payloads} p join {_packs} k on k.id = p.pack where p.hash = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = hash.AsGuid });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var pack = new byte[reader.GetInt32(1)];
        return BrotliDecoder.TryDecompress(reader.GetFieldValue<byte[]>(0), pack, out var size) && size == pack.Length
            ? pack.AsSpan(reader.GetInt32(2), reader.GetInt32(3)).ToArray()
            : throw new InvalidDataException($"The pack that holds {hash} cannot be unpacked.");
    }

    /// <summary>Stores records. For those already stored it costs one lookup.</summary>
    internal async Task Keep(IReadOnlyDictionary<ContentHash, ReadOnlyMemory<byte>> records, CancellationToken cancel)
    {
        if (records.Count == 0)
            return;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Write(records, cancel);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && attempt < 4)
            {
                // Another run stored one of them in between: the next lookup finds it.
            }
        }
    }

    private async Task Write(IReadOnlyDictionary<ContentHash, ReadOnlyMemory<byte>> records, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        var kept = new HashSet<Guid>();
        await using (var look = new NpgsqlCommand($"select hash from {_payloads} where hash = any($1)", connection))
        {
            look.Parameters.Add(new() { Value = records.Keys.Select(h => h.AsGuid).ToArray() });
            await using var reader = await look.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                kept.Add(reader.GetGuid(0));
        }

        var packs = Pack(records.Where(r => !kept.Contains(r.Key.AsGuid)));
        if (packs.Count == 0)
            return;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var writer = await connection.BeginBinaryImportAsync($"copy {_packs} (id, bytes, size) from stdin (format binary)", cancel))
        {
            foreach (var pack in packs)
            {
                writer.StartRow();
                writer.Write(pack.Id, NpgsqlDbType.Uuid);
                writer.Write(pack.Bytes, NpgsqlDbType.Bytea);
                writer.Write(pack.Size, NpgsqlDbType.Integer);
            }

            await writer.CompleteAsync(cancel);
        }

        await using (var writer = await connection.BeginBinaryImportAsync($"copy {_payloads} (hash, pack, start, length) from stdin (format binary)", cancel))
        {
            foreach (var pack in packs)
            {
                foreach (var (hash, start, length) in pack.Records)
                {
                    writer.StartRow();
                    writer.Write(hash, NpgsqlDbType.Uuid);
                    writer.Write(pack.Id, NpgsqlDbType.Uuid);
                    writer.Write(start, NpgsqlDbType.Integer);
                    writer.Write(length, NpgsqlDbType.Integer);
                }
            }

            await writer.CompleteAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>A pack is named after its first record, which is in no other pack.</summary>
    private static List<PackRow> Pack(IEnumerable<KeyValuePair<ContentHash, ReadOnlyMemory<byte>>> records)
    {
        var packs = new List<PackRow>();
        var content = new byte[PackBytes];
        var filled = 0;
        var places = new List<(Guid, int, int)>();
        foreach (var (hash, bytes) in records)
        {
            if (filled > 0 && filled + bytes.Length > PackBytes)
                Close();
            if (bytes.Length > content.Length)
                content = new byte[bytes.Length];
            bytes.CopyTo(content.AsMemory(filled));
            places.Add((hash.AsGuid, filled, bytes.Length));
            filled += bytes.Length;
        }

        Close();
        return packs;

        void Close()
        {
            if (places.Count == 0)
                return;
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(filled)];
            if (!BrotliEncoder.TryCompress(content.AsSpan(0, filled), packed, out var size, quality: 1, window: 20))
                throw new InvalidOperationException("The records could not be packed.");
            packs.Add(new PackRow(places[0].Item1, packed[..size], filled, [.. places]));
            places.Clear();
            filled = 0;
        }
    }

    private sealed record PackRow(Guid Id, byte[] Bytes, int Size, (Guid Hash, int Start, int Length)[] Records);
}
