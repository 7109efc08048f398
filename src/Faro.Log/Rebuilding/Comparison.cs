using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>Two read models of the same log at the same place that differ.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Sequence">The place in the log that both are at.</param>
/// <param name="Rows">Rows of the live model.</param>
/// <param name="Hash">A hash over the live model's rows.</param>
/// <param name="RebuiltRows">Rows of the rebuilt model.</param>
/// <param name="RebuiltHash">A hash over its rows.</param>
/// <param name="FirstDifference">The smallest id whose rows differ; null when the models are equal.</param>
public sealed record VerifyResult(
    string Projection, long Sequence, long Rows, string Hash, long RebuiltRows, string RebuiltHash, string? FirstDifference)
{
    /// <summary>Whether the live model matches the log.</summary>
    public bool Equal => FirstDifference is null && Rows == RebuiltRows && Hash == RebuiltHash;
}

/// <summary>What a rebuild changed: its rows compared with those that served before, at the same place in the log.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Sequence">The place.</param>
/// <param name="Rows">Rows now.</param>
/// <param name="Added">Ids that were not there.</param>
/// <param name="Removed">Ids that are gone.</param>
/// <param name="Changed">Ids whose rows differ.</param>
/// <param name="Samples">The smallest ids of those, each prefixed with <c>+</c>, <c>-</c> or <c>~</c>; at most ten.</param>
public sealed record RebuildDifference(string Projection, long Sequence, long Rows, long Added, long Removed, long Changed, IReadOnlyList<string> Samples);

/// <summary>Compares two tables of one view by id and document.</summary>
internal static class Comparison
{
    public static async Task<RebuildDifference> Difference(
        NpgsqlConnection connection, string projection, string live, string rebuilt, long place, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with d as materialized (
                select coalesce(a.id, b.id) as id, case when a.id is null then '+' when b.id is null then '-' else '~' end as how
                from {live} a full join {rebuilt} b on a.id = b.id
                where a.id is null or b.id is null or a.data::text is distinct from b.data::text)
            select (select count(*) from {rebuilt}), count(*) filter (where how = '+'), count(*) filter (where how = '-'), count(*) filter (where how = '~'),
                   array(select how || id from d order by id collate "C" limit 10)
            from d
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new RebuildDifference(
            projection, place, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetFieldValue<string[]>(4));
    }

    public static async Task<VerifyResult> Verify(
        NpgsqlConnection connection, string projection, string live, string rebuilt, long place, CancellationToken cancel)
    {
        var (rows, hash) = await Hash(connection, live, cancel);
        var (newRows, newHash) = await Hash(connection, rebuilt, cancel);
        var difference = await Difference(connection, projection, live, rebuilt, place, cancel);
        return new VerifyResult(projection, place, rows, hash, newRows, newHash, difference.Samples.Count == 0 ? null : difference.Samples[0][1..]);
    }

    public static async Task<(long Rows, string Hash)> Hash(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select count(*), coalesce(sum(hashtextextended(id || ' ' || data::text, 0)::numeric), 0)::text from {table}", connection)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetString(1));
    }
}
