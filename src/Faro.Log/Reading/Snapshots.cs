using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>
/// Folds of long streams, kept aside in our own table so that the next fold begins there. A snapshot is only ever a
/// shortcut: delete the table and every fold gives the same state. Change <c>kind</c> when the state's shape or meaning changes.
/// </summary>
internal sealed class Snapshots(EventLog log)
{
    public async Task<(TState State, long Version)> Fold<TState>(
        string stream, string kind, TState initial, Func<TState, Recorded, TState> evolve, int every, CancellationToken cancel)
    {
        var (state, version) = await Load(stream, kind, initial, cancel);
        var taken = version;
        await foreach (var e in log.ReadStream(stream, null, version + 1, cancel))
        {
            state = evolve(state, e);
            version = e.Version;
        }

        if (version - taken >= every)
            await Save(stream, kind, state, version, cancel);
        return (state, version);
    }

    private async Task<(TState State, long Version)> Load<TState>(string stream, string kind, TState initial, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(
            $"select version, data from {log.Schema}.stream_snapshot where stream_id = $1 and kind = $2");
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = kind });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return (initial, 0);
        var state = JsonSerializer.Deserialize<TState>(reader.GetFieldValue<byte[]>(1), EventTypes.DefaultJson);
        return (state ?? initial, reader.GetInt64(0));
    }

    private async Task Save<TState>(string stream, string kind, TState state, long version, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand($"""
            insert into {log.Schema}.stream_snapshot as s (stream_id, kind, version, data) values ($1, $2, $3, $4)
            on conflict (stream_id, kind) do update set version = excluded.version, data = excluded.data where s.version < excluded.version
            """);
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(state, EventTypes.DefaultJson), NpgsqlDbType = NpgsqlDbType.Json });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
