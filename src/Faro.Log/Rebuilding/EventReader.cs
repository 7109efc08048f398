using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JasperFx.Events;
using Npgsql;

namespace Faro.Log.Rebuilding;

/// <summary>Streams events of some classes in the order of the log, by one plain query: for folds of the whole log, where Marten's loader takes most of the time.</summary>
/// <param name="log">The log.</param>
/// <param name="types">The classes; none of them has an old name that is upcast.</param>
internal sealed class EventReader(EventLog log, IReadOnlyList<Type> types)
{
    private readonly Dictionary<string, Type> _types = types.ToDictionary(log.Types.NameOf, StringComparer.Ordinal);

    public IReadOnlyList<Type> Types => types;

    /// <summary>Reads up to a place. On a connection of its own, since it is busy until the last event is taken.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="upTo">The last sequence number.</param>
    /// <param name="only">Which of the classes.</param>
    /// <param name="filter">A further condition in SQL, with parameters from <c>$3</c>.</param>
    /// <param name="values">The values of its parameters.</param>
    /// <param name="leftOut">Streams that are skipped unread.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async IAsyncEnumerable<IEvent> Read(
        NpgsqlConnection connection, long upTo, IEnumerable<Type> only, string filter, object[] values, Predicate<string> leftOut,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select seq_id, id, stream_id, version, type, data, timestamp, correlation_id, causation_id, user_name
            from {log.Schema}.mt_events where seq_id <= $1 and type = any($2) {filter} order by seq_id
            """, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = only.Select(log.Types.NameOf).ToArray() });
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var session = log.Store.LightweightSession();
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (sequence, id, stream) = (reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2));
            if (leftOut(stream))
                continue;
            var (version, name) = (reader.GetInt64(3), reader.GetString(4));
            var type = _types[name];
            var data = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(5), type, EventTypes.DefaultJson)
                ?? throw new InvalidDataException($"Event {sequence} is JSON null.");
            var e = session.Events.BuildEvent(data);
            (e.Sequence, e.Id, e.StreamKey, e.Version, e.Timestamp) = (sequence, id, stream, version, reader.GetFieldValue<DateTimeOffset>(6));
            (e.CorrelationId, e.CausationId, e.UserName) = (Text(7), Text(8), Text(9));
            yield return e;
        }

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
