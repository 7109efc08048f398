using System.Text.Json;
using Faro.EventStore;
using Faro.Ingest;
using Faro.Venues;
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

    /// <summary>
    /// The JSON of an event as the log stood at a point; null when there was none yet. Folds the facts of its market up to there.
    /// </summary>
    /// <param name="id">Any id that the event ever had.</param>
    /// <param name="asOf">The point.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<byte[]?> FindAsOf(Guid id, ReadUpTo asOf, CancellationToken cancel = default)
    {
        await using var command = log.Database.CreateCommand($"select data from {log.Schema}.{UnifiedEventViews.ViewName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        // A market keeps the row under its own id, merged or not: its first member is the market itself.
        var now = JsonSerializer.Deserialize<UnifiedEventView>(reader.GetFieldValue<byte[]>(0), EventTypes.DefaultJson)!;
        var market = now.Markets.First(m => VenueNames.TryParse(m.Venue, out var venue) && MarketIds.IdOf(new MarketRef(venue, m.VenueMarketId)) == id);
        _ = VenueNames.TryParse(market.Venue, out var of);
        await reader.DisposeAsync();
        var (then, _) = await log.Fold<UnifiedEventView?>(
            new MarketRef(of, market.VenueMarketId).StreamId, null, (view, e) => UnifiedEventView.Evolve(view, id, e), asOf, cancel);
        return then is null ? null : JsonSerializer.SerializeToUtf8Bytes(then, EventTypes.DefaultJson);
    }
}
