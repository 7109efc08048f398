using Npgsql;
using NpgsqlTypes;

namespace Faro.Clob.Journal;

/// <content>Snapshots, in tables of their own.</content>
public sealed partial class PostgresJournal
{
    private const int Kept = 2; // if the newest is damaged, the previous one is available

    private string SnapshotTables => $"""
        create table if not exists {_schema}.snapshot (
            batch bigint primary key,
            taken_at timestamptz not null default clock_timestamp(),
            version int not null,
            journal_digest bigint not null,
            checksum bytea not null
        );
        create table if not exists {_schema}.snapshot_part (
            batch bigint not null references {_schema}.snapshot on delete cascade,
            part int not null,
            bytes bytea not null,
            primary key (batch, part)
        );
        alter table {_schema}.snapshot_part alter column bytes set storage external;
        """;

    /// <summary>Batches of the snapshots that this build can read, newest first; only those that the journal really has.</summary>
    internal async Task<List<long>> Snapshots(CancellationToken cancel)
    {
        await using NpgsqlCommand command = _database.CreateCommand(
            $"select s.batch from {_schema}.snapshot s join {_schema}.journal j on j.batch = s.batch and j.digest = s.journal_digest "
            + "where s.version = $1 order by s.batch desc");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = VenueSnapshot.Version });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<long> batches = [];
        while (await reader.ReadAsync(cancel)) batches.Add(reader.GetInt64(0));
        return batches;
    }

    /// <summary>Reads one snapshot; null when it is gone.</summary>
    internal async Task<VenueSnapshot?> ReadSnapshot(long batch, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancel);
        await using NpgsqlCommand command = new(
            $"select s.journal_digest, s.checksum, p.bytes from {_schema}.snapshot s join {_schema}.snapshot_part p using (batch) "
            + "where s.batch = $1 order by p.part", connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<byte[]> parts = [];
        (long digest, byte[] checksum) = (0, []);
        while (await reader.ReadAsync(cancel))
        {
            (digest, checksum) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            parts.Add(reader.GetFieldValue<byte[]>(2));
        }

        return parts.Count == 0 ? null : new VenueSnapshot(batch, digest, checksum, parts);
    }

    /// <summary>Stores a snapshot and drops those before the last two.</summary>
    internal async Task WriteSnapshot(VenueSnapshot snapshot, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using NpgsqlCommand header = new(
            $"insert into {_schema}.snapshot (batch, version, journal_digest, checksum) values ($1, $2, $3, $4) on conflict (batch) do nothing", connection);
        header.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Batch });
        header.Parameters.Add(new NpgsqlParameter<int> { TypedValue = VenueSnapshot.Version });
        header.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.JournalDigest });
        header.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = snapshot.Checksum });
        if (await header.ExecuteNonQueryAsync(cancel) == 0) return; // another process was faster
        for (int part = 0; part < snapshot.Parts.Count; part++)
        {
            await using NpgsqlCommand row = new($"insert into {_schema}.snapshot_part (batch, part, bytes) values ($1, $2, $3)", connection) { CommandTimeout = 0 };
            row.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Batch });
            row.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
            row.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = snapshot.Parts[part] });
            await row.ExecuteNonQueryAsync(cancel);
        }

        await using NpgsqlCommand old = new(
            $"delete from {_schema}.snapshot where batch not in (select batch from {_schema}.snapshot order by batch desc limit {Kept})", connection);
        await old.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Orders accepted in the batches after one: the space to reserve.</summary>
    internal async Task<long> CountOrders(long after, CancellationToken cancel)
    {
        await using NpgsqlCommand command = _database.CreateCommand($"select coalesce(sum(orders), 0) from {_schema}.journal where batch > $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }
}
