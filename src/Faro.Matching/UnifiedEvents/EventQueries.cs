using Faro.EventStore;
using Faro.Ingest;
using Npgsql;

namespace Faro.Matching;

/// <summary>Reads unified events as stored JSON.</summary>
public sealed class EventQueries(EventLog log)
{
    private readonly string _one = $"""
        select convert_to(coalesce(c.data, e.data)::text, 'UTF8') from {log.Schema}.{UnifiedEventViews.ViewName} e
        left join {log.Schema}.{UnifiedEventViews.ViewName} c on c.id = e.canonical_id where e.id = $1
        """;

    private readonly EventList _list = new(log);

    /// <summary>One page of a list. A cursor that this query never gave is a <see cref="FormatException"/>.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    public Task<JsonPage> List(EventFilter filter, CancellationToken cancel = default) => _list.Page(filter, cancel);

    /// <summary>The JSON of an event under any id that it ever had; null when there is none.</summary>
    public async Task<byte[]?> Find(Guid id, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand(_one);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }
}
