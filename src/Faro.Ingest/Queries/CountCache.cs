using System.Collections.Concurrent;
using Faro.Log;
using Faro.Log.Projecting;
using Npgsql;

namespace Faro.Ingest.Queries;

/// <summary>
/// Totals of filters over one view's table, counted once for each position of its projection: while the projection stays
/// still, nothing can have changed. Exact, shared by all callers of this process, bounded.
/// </summary>
public sealed class CountCache
{
    private const int Kept = 1_000;
    private readonly ConcurrentDictionary<string, (long Position, long Total)> _totals = new(StringComparer.Ordinal);

    /// <summary>Creates the cache for a projection's table.</summary>
    public CountCache(EventLog log, Projection projection)
    {
        Table = $"{log.Schema}.{projection.TableName}";
        Position = log.PositionSql(projection);
    }

    /// <summary>The table, with its schema.</summary>
    public string Table { get; }

    /// <summary>The scalar SQL for the projection's position, to be read in the same statement as the rows.</summary>
    public string Position { get; }

    /// <summary>How many rows meet a condition.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="position">The position at which the caller read its rows.</param>
    /// <param name="where">The condition, with <c>$1 …</c> for the parameters.</param>
    /// <param name="parameters">The parameters; not in use by another command.</param>
    /// <param name="cancel">Stops the counting.</param>
    public async Task<long> Total(
        NpgsqlConnection connection, long position, string where, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancel)
    {
        var key = System.Text.Json.JsonSerializer.Serialize(parameters.Select(p => p.Value).Prepend(where));
        if (_totals.TryGetValue(key, out var known) && known.Position == position)
            return known.Total;
        await using var command = new NpgsqlCommand($"select {Position}, count(*) from {Table} where {where}", connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var (at, total) = (reader.GetInt64(0), reader.GetInt64(1));
        if (_totals.Count >= Kept)
            _totals.Clear();
        _totals[key] = (at, total);
        return total;
    }
}
