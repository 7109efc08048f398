using System.Text.Json;
using Faro.Log;
using Faro.Log.Projecting;
using JasperFx.Events;
using Marten;
using Marten.Events;
using Npgsql;

namespace Faro.Testing;

/// <summary>Facts for one stream.</summary>
public sealed record StreamFacts(string Stream, params object[] Facts)
{
    /// <summary>The version that the stream is believed to be at; 0: it does not exist.</summary>
    public long At { get; init; }
}

/// <summary>What tests write to a log and read from it, by Marten's own sessions.</summary>
public static class LogSteps
{
    /// <summary>Appends to a stream, whatever is there; the place of the last fact.</summary>
    public static async Task<long> Append(this EventLog log, string stream, params object[] facts)
    {
        while (true)
        {
            await using var session = log.Store.QuerySession();
            var at = (await session.Events.FetchStreamStateAsync(stream))?.Version ?? 0;
            try
            {
                return await log.AppendAt(stream, at, facts);
            }
            catch (Exception e) when (e.IsConflict())
            {
                // Another writer was faster.
            }
        }
    }

    /// <summary>Appends to a stream that is believed to be at a version; the place of the last fact.</summary>
    public static Task<long> AppendAt(this EventLog log, string stream, long version, params object[] facts) =>
        log.AppendMany([new StreamFacts(stream, facts) { At = version }]);

    /// <summary>Appends to many streams in one transaction; the place of the last fact.</summary>
    public static async Task<long> AppendMany(this EventLog log, IEnumerable<StreamFacts> streams, EventMetadata? metadata = null)
    {
        await using var session = log.Store.LightweightSession(metadata ?? EventMetadata.None);
        var appended = streams.Select(of => session.Events.Append(of.Stream, of.At + of.Facts.Length, of.Facts)).ToList();
        await session.SaveChangesAsync();
        return appended[^1].Events[^1].Sequence;
    }

    /// <summary>The whole log in its order, or the events of some classes.</summary>
    public static async Task<IReadOnlyList<IEvent>> ReadAll(this EventLog log, params Type[] types)
    {
        await using var session = log.Store.QuerySession();
        var events = session.Events.QueryAllRawEvents();
        var found = await (types.Length == 0 ? events : events.Where(e => e.EventTypesAre(types))).OrderBy(e => e.Sequence).ToListAsync();
        return [.. found.Where(e => e.Data is not Tombstone)];
    }

    /// <summary>A view as its table holds it; null when there is none.</summary>
    public static async Task<TView?> Load<TView>(this EventLog log, Projection<TView> projection, string id)
        where TView : class
    {
        await using var command = log.Database.CreateCommand($"select data from {log.Schema}.{projection.TableName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return await command.ExecuteScalarAsync() is string json ? JsonSerializer.Deserialize<TView>(json, EventTypes.DefaultJson) : null;
    }
}
