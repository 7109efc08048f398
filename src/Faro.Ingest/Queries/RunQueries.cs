using Faro.Log;
using Npgsql;

namespace Faro.Ingest.Queries;

/// <summary>Reads the record of runs.</summary>
public sealed class RunQueries(EventLog log)
{
    private readonly string _list = $"""
        select convert_to(data::text, 'UTF8') from {log.Schema}.{RunViews.ViewName}
        where $1::text is null or data->>'kind' = $1 order by data->>'started_at' desc, id desc limit $2
        """;

    private readonly string _running = $"""
        select id from {log.Schema}.{RunViews.ViewName} where data->>'kind' = $1 and data->>'status' = 'running'
        order by data->>'started_at' desc
        """;

    /// <summary>One run, folded from the log itself; null when it never began.</summary>
    public async Task<RunView?> Find(string runId, CancellationToken cancel = default) =>
        (await log.ReadStream(runId, cancel: cancel)).Aggregate((RunView?)null, RunView.Evolve);

    /// <summary>The latest runs, newest first, each as the JSON of its view.</summary>
    /// <param name="kind"><c>sync</c>, <c>match</c>, or null for all.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<IReadOnlyList<byte[]>> Latest(string? kind, int limit, CancellationToken cancel = default)
    {
        var rows = new List<byte[]>();
        await using var command = log.Database.CreateCommand(_list);
        command.Parameters.Add(new() { Value = (object?)kind ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(reader.GetFieldValue<byte[]>(0));
        return rows;
    }

    /// <summary>How many runs there are, by kind and status.</summary>
    public async Task<IReadOnlyList<(string Kind, string Status, long Runs)>> Counts(CancellationToken cancel = default)
    {
        var counts = new List<(string, string, long)>();
        await using var command = log.Database.CreateCommand(
            $"select data->>'kind', data->>'status', count(*) from {log.Schema}.{RunViews.ViewName} group by 1, 2");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return counts;
    }

    /// <summary>The runs of a kind that the views show as running, newest first. Only one of them can be alive.</summary>
    public async Task<IReadOnlyList<string>> Running(string kind, CancellationToken cancel = default)
    {
        var runs = new List<string>();
        await using var command = log.Database.CreateCommand(_running);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            runs.Add(reader.GetString(0));
        return runs;
    }
}
