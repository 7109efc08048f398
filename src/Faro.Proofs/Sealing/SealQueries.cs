using System.Runtime.CompilerServices;
using Faro.Proofs.Merkle;
using Faro.Signing;
using Npgsql;

namespace Faro.Proofs.Sealing;

/// <summary>The SQL on the tables of the tree.</summary>
internal sealed class SealQueries(string schema)
{
    private readonly string _leaf = $"select idx, seq_id, stream_id, version, name, hash, data_hash from {schema}.{SealTables.Leaves}";

    /// <summary>Inserts leaves: index, sequence, stream, version, name, hash, hash of the data.</summary>
    public string InsertLeaves { get; } =
        $"insert into {schema}.{SealTables.Leaves} (idx, seq_id, stream_id, version, name, hash, data_hash) select * from unnest(?, ?, ?, ?, ?, ?, ?)";

    /// <summary>Inserts nodes: level, index, hash.</summary>
    public string InsertNodes { get; } = $"insert into {schema}.{SealTables.Nodes} (level, idx, hash) select * from unnest(?, ?, ?)";

    /// <summary>How many facts are sealed, and the place in the log of the last one; 0 and 0 before the first.</summary>
    public async Task<(long Size, long LastSequence)> End(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select idx + 1, seq_id from {schema}.{SealTables.Leaves} order by idx desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    /// <summary>The leaf of the last sealed fact of each stream that has one.</summary>
    public async Task<Dictionary<string, Hash256>> LastOf(NpgsqlConnection connection, string[] streams, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select s.id, l.hash from unnest($1::varchar[]) s(id)
            cross join lateral (select hash from {schema}.{SealTables.Leaves} where stream_id = s.id order by version desc limit 1) l
            """, connection);
        command.Parameters.Add(new() { Value = streams });
        var last = new Dictionary<string, Hash256>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            last[reader.GetString(0)] = Hash(reader, 1);
        return last;
    }

    /// <summary>The tree as it is kept.</summary>
    public StoredTree Tree(NpgsqlConnection connection, CancellationToken cancel) => new((level, row) => Row(connection, level, row, cancel));

    /// <summary>One row of the tree: up to 256 hashes of a kept level.</summary>
    public async Task<Hash256[]> Row(NpgsqlConnection connection, int level, long row, CancellationToken cancel)
    {
        var table = level == 0 ? SealTables.Leaves : SealTables.Nodes;
        await using var command = new NpgsqlCommand(
            $"select hash from {schema}.{table} where idx >= $1 and idx < $2{(level == 0 ? "" : " and level = $3")} order by idx", connection);
        command.Parameters.Add(new() { Value = row * StoredTree.Width });
        command.Parameters.Add(new() { Value = (row + 1) * StoredTree.Width });
        if (level > 0)
            command.Parameters.Add(new() { Value = level });
        var hashes = new List<Hash256>(StoredTree.Width);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            hashes.Add(Hash(reader, 0));
        return [.. hashes];
    }

    /// <summary>All inner nodes that are kept.</summary>
    public async Task<Dictionary<(int Level, long Index), Hash256>> Nodes(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select level, idx, hash from {schema}.{SealTables.Nodes}", connection) { CommandTimeout = 0 };
        var nodes = new Dictionary<(int, long), Hash256>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            nodes[(reader.GetInt32(0), reader.GetInt64(1))] = Hash(reader, 2);
        return nodes;
    }

    /// <summary>All leaves in order.</summary>
    public IAsyncEnumerable<Seal> All(NpgsqlConnection connection, CancellationToken cancel) => Read(connection, $"{_leaf} order by idx", null, cancel);

    /// <summary>The leaves of some streams, in order.</summary>
    public IAsyncEnumerable<Seal> OfStreams(NpgsqlConnection connection, string[] streams, CancellationToken cancel) =>
        Read(connection, $"{_leaf} where stream_id = any($1) order by idx", streams, cancel);

    /// <summary>The signed roots, smallest first: the size in the row, and the note.</summary>
    public async Task<IReadOnlyList<(long Size, string Note)>> Roots(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select tree_size, note from {schema}.{SealTables.Roots} order by tree_size", connection);
        var roots = new List<(long, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            roots.Add((reader.GetInt64(0), reader.GetString(1)));
        return roots;
    }

    /// <summary>The smallest signed root over at least so many facts; null when there is none.</summary>
    public Task<string?> RootOver(NpgsqlConnection connection, long size, CancellationToken cancel) =>
        Note(connection, "where tree_size >= $1 order by tree_size limit 1", size, cancel);

    /// <summary>The signed root of exactly this size.</summary>
    public Task<string?> RootOf(NpgsqlConnection connection, long size, CancellationToken cancel) => Note(connection, "where tree_size = $1", size, cancel);

    /// <summary>The largest signed root.</summary>
    public Task<string?> LatestRoot(NpgsqlConnection connection, CancellationToken cancel) => Note(connection, "order by tree_size desc limit 1", null, cancel);

    /// <summary>Stores a root; the first one of a size is kept.</summary>
    public async Task<bool> AddRoot(NpgsqlConnection connection, long size, string note, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"insert into {schema}.{SealTables.Roots} (tree_size, note) values ($1, $2) on conflict do nothing", connection);
        command.Parameters.Add(new() { Value = size });
        command.Parameters.Add(new() { Value = note });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Whether a stored root has not been published.</summary>
    public async Task<bool> IsUnpublished(NpgsqlConnection connection, long size, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select exists (select from {schema}.{SealTables.Roots} where tree_size = $1 and published_at is null)", connection);
        command.Parameters.Add(new() { Value = size });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Notes that a root was published.</summary>
    public async Task Published(NpgsqlConnection connection, long size, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"update {schema}.{SealTables.Roots} set published_at = coalesce(published_at, now()) where tree_size = $1", connection);
        command.Parameters.Add(new() { Value = size });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<string?> Note(NpgsqlConnection connection, string which, long? size, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select note from {schema}.{SealTables.Roots} {which}", connection);
        if (size is { } value)
            command.Parameters.Add(new() { Value = value });
        return (string?)await command.ExecuteScalarAsync(cancel);
    }

    private static async IAsyncEnumerable<Seal> Read(NpgsqlConnection connection, string sql, string[]? streams, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        if (streams is not null)
            command.Parameters.Add(new() { Value = streams });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return new Seal(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), Hash(reader, 5), Hash(reader, 6));
        }
    }

    /// <summary>A value that is no longer a hash was altered: it equals no hash.</summary>
    private static Hash256 Hash(NpgsqlDataReader reader, int column) =>
        reader.GetFieldValue<byte[]>(column) is { Length: Hash256.Size } bytes ? new Hash256(bytes) : default;
}
