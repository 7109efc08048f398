using Faro.Ingest;
using Faro.Ingest.Queries;
using Faro.Log;
using Faro.Log.Past;
using Npgsql;

namespace Faro.Matching.UnifiedEvents;

/// <summary>Reads unified events as stored JSON, current and past.</summary>
public sealed class EventQueries : IAsyncDisposable
{
    private readonly EventLog _log;
    private readonly UnifiedEventViews _views = new();
    private readonly EventFacts _facts;
    private readonly PastViews<UnifiedEventView> _past;
    private readonly EventList _list;
    private readonly string _one;
    private readonly string _categories;

    /// <summary>Creates the queries of a log.</summary>
    public EventQueries(EventLog log)
    {
        _log = log;
        _facts = new EventFacts(log);
        _past = new PastViews<UnifiedEventView>(log, new PastRecipe<UnifiedEventView>(_views, _facts.Of) { Shows = UnifiedEventViews.IsShown });
        _list = new EventList(log);
        _categories = $"""
            select category, count(*), count(*) filter (where status = 'active' and (end_time is null or end_time > $1))
            from {log.Schema}.{UnifiedEventViews.ViewName} where canonical_id is null and category is not null group by category
            """;
        _one = $"""
            select convert_to(coalesce(c.data, e.data)::text, 'UTF8'), {new CountCache(log, _views).Position} from {log.Schema}.{UnifiedEventViews.ViewName} e
            left join {log.Schema}.{UnifiedEventViews.ViewName} c on c.id = e.canonical_id where e.id = $1
            """;
    }

    /// <summary>One page of a list. A cursor that this query did not return is a <see cref="FormatException"/>.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    public Task<JsonPage> List(EventFilter filter, CancellationToken cancel = default) => _list.Page(filter, new LiveViews(_log, _views), cancel);

    /// <summary>The page that <see cref="List"/> returned when the views had processed the log up to a place that <see cref="EventLog.PlaceOf"/> gave.</summary>
    /// <exception cref="FormatException">The cursor is not one of this list's.</exception>
    /// <exception cref="PastNotReadyException">That state is still being built; try again later.</exception>
    public async Task<JsonPage> ListAsOf(EventFilter filter, long sequence, CancellationToken cancel = default) =>
        // What had ended then is decided by the log's own time, so that a place always has the same answer.
        await _list.Page(filter.Now is null ? filter : filter with { Now = await _log.TimeOf(sequence, cancel) }, _past.At(sequence), cancel);

    /// <summary>How many events each category has: in all, and active ones.</summary>
    /// <param name="now">The present, as in <see cref="EventFilter.Now"/>.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<IReadOnlyList<CategoryCount>> CategoryCounts(DateTimeOffset now, CancellationToken cancel = default)
    {
        var counts = new Dictionary<string, CategoryCount>(StringComparer.Ordinal);
        await using var command = _log.Database.CreateCommand(_categories);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (now - EventFilter.Grace).UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts[reader.GetString(0)] = new CategoryCount(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
        return [.. Categories.All.Select(c => counts.GetValueOrDefault(c) ?? new CategoryCount(c, 0, 0))];
    }

    /// <summary>The JSON of an event under any id that it ever had; null when there is none.</summary>
    public async Task<byte[]?> Find(Guid id, CancellationToken cancel = default) => (await FindNow(id, cancel)).Json;

    /// <summary>The same, with the place in the log up to which the view has taken it in.</summary>
    public async Task<(byte[]? Json, long Sequence)> FindNow(Guid id, CancellationToken cancel = default)
    {
        await using var command = _log.Database.CreateCommand(_one);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : default;
    }

    /// <summary>
    /// What <see cref="Find"/> returned when the views had processed the log up to a place: the facts of the markets and pairs
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

/// <summary>How many events a category has.</summary>
/// <param name="Category">One of <see cref="Categories.All"/>.</param>
/// <param name="Events">All of them.</param>
/// <param name="Active">Those that are active and have not ended.</param>
public sealed record CategoryCount(string Category, long Events, long Active);
