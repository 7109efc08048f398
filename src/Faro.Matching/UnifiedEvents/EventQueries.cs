using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Past;
using Npgsql;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Reads unified events as stored JSON, as they are and as they were.</summary>
public sealed class EventQueries : IAsyncDisposable
{
    private readonly EventLog _log;
    private readonly UnifiedEventViews _views = new();
    private readonly EventFacts _facts;
    private readonly PastViews<UnifiedEventView> _past;
    private readonly EventList _list;
    private readonly string _one;

    /// <summary>Creates the queries of a log.</summary>
    public EventQueries(EventLog log)
    {
        _log = log;
        _facts = new EventFacts(log);
        _past = new PastViews<UnifiedEventView>(log, new PastRecipe<UnifiedEventView>(_views, _facts.Of) { Shows = UnifiedEventViews.IsShown });
        _list = new EventList(log);
        _one = $"""
            select convert_to(coalesce(c.data, e.data)::text, 'UTF8') from {log.Schema}.{UnifiedEventViews.ViewName} e
            left join {log.Schema}.{UnifiedEventViews.ViewName} c on c.id = e.canonical_id where e.id = $1
            """;
    }

    /// <summary>One page of a list. A cursor that this query never gave is a <see cref="FormatException"/>.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    public Task<JsonPage> List(EventFilter filter, CancellationToken cancel = default) => _list.Page(filter, new LiveViews(_log, _views), cancel);

    /// <summary>The page that <see cref="List"/> gave when the views had taken in the log up to a place that <see cref="EventLog.PlaceOf"/> gave.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    /// <exception cref="PastNotReadyException">That state is still being put together; asked again later, it is there.</exception>
    public Task<JsonPage> ListAsOf(EventFilter filter, long sequence, CancellationToken cancel = default) => _list.Page(filter, _past.At(sequence), cancel);

    /// <summary>The JSON of an event under any id that it ever had; null when there is none.</summary>
    public async Task<byte[]?> Find(Guid id, CancellationToken cancel = default)
    {
        await using var command = _log.Database.CreateCommand(_one);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>
    /// What <see cref="Find"/> gave when the views had taken in the log up to a place: the facts of the markets and pairs
    /// involved up to there, folded by the view's own code. Null when the event was not known yet.
    /// </summary>
    /// <param name="id">Any id that the event had then.</param>
    /// <param name="sequence">The place, as <see cref="EventLog.PlaceOf"/> gave it.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<byte[]?> FindAsOf(Guid id, long sequence, CancellationToken cancel = default)
    {
        var replay = new ViewReplay<UnifiedEventView>(_views);
        foreach (var fact in await _facts.Of([id.ToString()], sequence, cancel))
            replay.Apply(fact);
        var view = replay.Find(id.ToString());
        if (view?.CanonicalId is { } canonical)
            view = replay.Find(canonical.ToString());
        return view is null ? null : ViewReplay<UnifiedEventView>.Json(view);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _past.DisposeAsync();
}
