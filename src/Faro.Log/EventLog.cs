using System.Runtime.CompilerServices;
using System.Text.Json;
using Faro.Log.Past;
using Faro.Log.Projecting;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// Faro's log: Marten's event store behind the few calls that the stages need. One instance per process and schema; safe for
/// any number of callers.
/// </summary>
public sealed class EventLog : IAsyncDisposable
{
    private readonly HashSet<Type> _inline;
    private readonly string _versions;
    private readonly bool _owned;

    /// <summary>Opens a log by connection string. Call <see cref="CreateSchema"/> once before anything else.</summary>
    public EventLog(string connectionString, EventTypes types, IEnumerable<Projection> projections, EventLogOptions? options = null)
        : this(OpenDatabase(connectionString), types, [.. projections], options ?? new EventLogOptions(), null)
    {
    }

    /// <summary>A log on a store that the host has configured with <see cref="LogConfiguration"/>; the host disposes of the store and the database.</summary>
    public EventLog(DocumentStore store, NpgsqlDataSource database, EventTypes types, IEnumerable<Projection> projections, EventLogOptions options)
        : this(database, types, [.. projections], options, store)
    {
    }

    private EventLog(NpgsqlDataSource database, EventTypes types, IReadOnlyList<Projection> projections, EventLogOptions options, DocumentStore? store)
    {
        Types = types;
        Options = options;
        Projections = projections;
        Database = database;
        _owned = store is null;
        Store = store ?? DocumentStore.For(o => LogConfiguration.Configure(o, types, Projections, Database, Options));
        _inline = [.. types.Under(Projections.Where(p => p.Lifecycle == ProjectionLifecycle.Inline).SelectMany(p => p.Handles))];
        _versions = $"select id, version from {Schema}.mt_streams where id = any($1)";
    }

    /// <summary>The database of the log.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Marten's store.</summary>
    public DocumentStore Store { get; }

    /// <summary>The events it knows.</summary>
    public EventTypes Types { get; }

    /// <summary>Its settings.</summary>
    public EventLogOptions Options { get; }

    /// <summary>Its projections.</summary>
    public IReadOnlyList<Projection> Projections { get; }

    /// <summary>The Postgres schema that holds it.</summary>
    public string Schema => Options.Schema;

    /// <summary>Whether the database holds a log, in whatever schema.</summary>
    public static async Task<bool> IsIn(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand("select exists (select from pg_catalog.pg_class where relname = 'mt_events' and relkind in ('r', 'p'))");
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Creates the tables of the log and of its views, and takes over a database of the version before Marten. Safe from many nodes at once and at every start.</summary>
    public Task CreateSchema(CancellationToken cancel = default) => LogSchema.Create(this, cancel);

    /// <summary>Appends to one stream.</summary>
    public async Task<AppendResult> Append(StreamAppend append, CancellationToken cancel = default)
    {
        if (Refusal(append, Options.MaxEventsPerAppend) is { } refused)
            return refused;
        if (append.Events.Any(e => JsonSerializer.SerializeToUtf8Bytes(e, e.GetType(), EventTypes.DefaultJson).Length > Options.MaxEventBytes))
            return new AppendResult.Refused($"An event may have {Options.MaxEventBytes} bytes of JSON.");
        return await Save([append], cancel);
    }

    /// <summary>Appends one event to a stream that is where the caller believes it to be.</summary>
    public Task<AppendResult> Append(string stream, ExpectedVersion expected, object e, EventMetadata? metadata = null, CancellationToken cancel = default) =>
        Append(new StreamAppend(stream, expected, [e]) { Metadata = metadata ?? EventMetadata.None }, cancel);

    /// <summary>Appends to many different streams in one transaction, all or nothing. 500 to 1,000 streams at once are fastest.</summary>
    public async Task<AppendResult> AppendMany(IReadOnlyList<StreamAppend> appends, CancellationToken cancel = default)
    {
        if (appends.Count == 0)
            return new AppendResult.Refused("Nothing to append.");
        var streams = new HashSet<string>(appends.Count, StringComparer.Ordinal);
        foreach (var append in appends)
        {
            if (!streams.Add(append.Stream))
                return new AppendResult.Refused($"The stream '{append.Stream}' is named twice in one append.");
            if (Refusal(append, int.MaxValue) is { } refused)
                return refused;
        }

        for (var attempt = 1; ; attempt++)
        {
            // Two appends that share streams in another order block each other; Postgres has rolled one of them back.
            var result = await Save(appends, cancel);
            if (result is not AppendResult.Failed { Code: PostgresErrorCodes.DeadlockDetected } || attempt == 5)
                return result;
        }
    }

    /// <summary>Reads a stream in the order of its versions.</summary>
    public async IAsyncEnumerable<Recorded> ReadStream(
        string stream, ReadUpTo? upTo = null, long fromVersion = 1, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        var events = await session.Events.FetchStreamAsync(stream, upTo?.Version ?? 0, upTo?.Time, fromVersion, cancel);
        foreach (var e in events)
        {
            if (e.Sequence <= (upTo?.Sequence ?? long.MaxValue))
                yield return Recorded.Of(e);
        }
    }

    /// <summary>
    /// Reads the whole log in sequence order, streaming. Reads what is committed: a number still in flight may appear
    /// behind the reader, so followers read up to the high-water mark instead (Marten's daemon does).
    /// </summary>
    public async IAsyncEnumerable<Recorded> ReadAll(
        long after = 0, long upTo = long.MaxValue, IEnumerable<Type>? types = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        var events = session.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence <= upTo);
        if (types is not null && Types.Under(types).ToArray() is var known)
            events = events.Where(e => e.EventTypesAre(known));
        await foreach (var e in events.OrderBy(e => e.Sequence).ToAsyncEnumerable(cancel))
        {
            if (e.Data is not JasperFx.Events.Tombstone)
                yield return Recorded.Of(e);
        }
    }

    /// <summary>Reads many streams up to a place, all together in the order of the log. Events that operators let the projection pass over are left out.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="upTo">The last sequence number to read.</param>
    /// <param name="types">Only these events; null: all.</param>
    /// <param name="projection">Whose skipped events are left out; null: nobody's.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<IReadOnlyList<Recorded>> ReadStreams(
        IReadOnlyCollection<string> streams, long upTo, IEnumerable<Type>? types = null, Projection? projection = null, CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        var ids = streams.ToArray();
        var events = session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(ids) && e.Sequence <= upTo);
        if (types is not null && Types.Under(types).ToArray() is var known)
            events = events.Where(e => e.EventTypesAre(known));
        var found = await events.OrderBy(e => e.Sequence).ToListAsync(cancel);
        IReadOnlySet<long> skipped = projection is null ? new HashSet<long>() : await SkippedEvents.Read(this, projection, cancel);
        return [.. found.Where(e => !skipped.Contains(e.Sequence)).Select(Recorded.Of)];
    }

    /// <summary>One page of the log, of these events.</summary>
    internal async Task<List<Recorded>> Page(long after, long upTo, Type[] types, int limit, CancellationToken cancel)
    {
        await using var session = Store.QuerySession();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.Sequence > after && e.Sequence <= upTo && e.EventTypesAre(types)).OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancel);
        return [.. events.Select(Recorded.Of)];
    }

    /// <summary>Folds a stream into a state. <c>Version</c> is 0 when the stream does not exist.</summary>
    public async Task<(TState State, long Version)> Fold<TState>(
        string stream, TState initial, Func<TState, Recorded, TState> evolve, ReadUpTo? upTo = null, CancellationToken cancel = default)
    {
        var state = initial;
        var version = 0L;
        await foreach (var e in ReadStream(stream, upTo, 1, cancel))
        {
            state = evolve(state, e);
            version = e.Version;
        }

        return (state, version);
    }

    /// <summary>Loads one view by its id from a projection's table.</summary>
    public async Task<TView?> Load<TView>(Projection<TView> projection, string id, CancellationToken cancel = default)
        where TView : class
    {
        await using var command = Database.CreateCommand($"select data from {Schema}.{projection.TableName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? ViewStore<TView>.View(reader.GetFieldValue<byte[]>(0)) : null;
    }

    /// <summary>Streams all views of a projection in the order of their ids.</summary>
    public async IAsyncEnumerable<TView> LoadAll<TView>(Projection<TView> projection, [EnumeratorCancellation] CancellationToken cancel = default)
        where TView : class
    {
        await using var command = Database.CreateCommand($"select data from {Schema}.{projection.TableName} order by id collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return ViewStore<TView>.View(reader.GetFieldValue<byte[]>(0));
    }

    /// <summary>The highest sequence number that is committed now; 0 for an empty log.</summary>
    public async Task<long> HighestSequence(CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand($"select coalesce(max(seq_id), 0) from {Schema}.mt_events");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The versions of those of the given streams that exist.</summary>
    public async Task<IReadOnlyDictionary<string, long>> VersionsOf(IReadOnlyCollection<string> streams, CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand(_versions);
        command.Parameters.Add(new() { Value = streams.ToArray() });
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            versions[reader.GetString(0)] = reader.GetInt64(1);
        return versions;
    }

    /// <summary>Those of the streams that hold an event of a class behind the given version.</summary>
    public async Task<IReadOnlySet<string>> StreamsWith<TEvent>(IReadOnlyDictionary<string, long> versions, CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand($"""
            select s.id from unnest($1::varchar[], $2::bigint[]) s(id, version)
            where exists (select 1 from {Schema}.mt_events e where e.stream_id = s.id and e.version > s.version and e.type = $3)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. versions.Keys] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. versions.Values] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Types.NameOf(typeof(TEvent)) });
        var found = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            found.Add(reader.GetString(0));
        return found;
    }

    /// <summary>The scalar SQL that gives a projection's place in the log, to be read in the same statement as its rows.</summary>
    public string PositionSql(Projection projection) =>
        $"coalesce((select last_seq_id from {Schema}.mt_event_progression where name = '{projection.ShardName}'), 0)";

    /// <summary>What a time or a sequence number means in the log now; its versions say nothing of the whole log and are not read.</summary>
    public Task<LogPoint> PlaceOf(ReadUpTo point, CancellationToken cancel = default) => new LogPlaces(this).Of(point, cancel);

    /// <summary>When the last event up to a place was recorded; null when there is none.</summary>
    public Task<DateTimeOffset?> TimeOf(long sequence, CancellationToken cancel = default) => new LogPlaces(this).TimeOf(sequence, cancel);

    /// <summary>
    /// Waits until every async view has taken in the log up to a place (default: its end now). False when the time is over first.
    /// </summary>
    /// <param name="timeout">How long.</param>
    /// <param name="sequence">The place.</param>
    /// <param name="only">Only these projections' views.</param>
    /// <param name="cancel">Stops the waiting.</param>
    public async Task<bool> WaitForViews(TimeSpan timeout, long? sequence = null, IEnumerable<Projection>? only = null, CancellationToken cancel = default)
    {
        var shards = (only ?? Projections).Where(p => p.Lifecycle == ProjectionLifecycle.Async).Select(p => p.ShardName).ToArray();
        var target = sequence ?? await HighestSequence(cancel);
        var started = Environment.TickCount64;
        while (target > 0)
        {
            await using var command = Database.CreateCommand(
                $"select count(*) from {Schema}.mt_event_progression where name = any($1) and last_seq_id >= $2");
            command.Parameters.Add(new() { Value = shards });
            command.Parameters.Add(new() { Value = target });
            if ((long)(await command.ExecuteScalarAsync(cancel))! == shards.Length)
                break;
            if (Environment.TickCount64 - started > timeout.TotalMilliseconds)
                return false;
            await Task.Delay(5, cancel);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_owned)
            return;
        await Store.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>The connections of a log: times in UTC, statements prepared.</summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timezone = "UTC",
            MaxAutoPrepare = 128,
            AutoPrepareMinUsages = 2,
            ApplicationName = "faro",
        }.ConnectionString).Build();

    private static AppendResult.Refused? Refusal(StreamAppend append, int maxEvents) =>
        append.Stream.Length is 0 or > 250 ? new("A stream id has 1 to 250 characters.")
        : append.Events.Count == 0 ? new("An append needs at least one event.")
        : append.Events.Count > maxEvents ? new($"At most {maxEvents} events in one append.")
        : null;

    private async Task<AppendResult> Save(IReadOnlyList<StreamAppend> appends, CancellationToken cancel)
    {
        while (true)
        {
            var saving = false;
            try
            {
                // An inline fold needs each event's version, which a stream's expected version gives.
                var versions = appends.Any(a => a.Expected.IsAny && a.Events.Any(e => _inline.Contains(e.GetType())))
                    ? await VersionsOf([.. appends.Select(a => a.Stream)], cancel)
                    : null;
                await using var session = Store.LightweightSession();
                var streams = appends.Select(a => Queue(session, a, versions)).ToList();
                saving = true;
                await session.SaveChangesAsync(cancel);
                var last = streams[^1].Events[^1];
                return new AppendResult.Appended(last.Version, last.Sequence);
            }
            catch (Exception e) when (AppendFailure.IsConflict(e))
            {
                var actual = await VersionsOf([.. appends.Select(a => a.Stream)], cancel);
                if (appends.FirstOrDefault(a => !a.Expected.IsAny && a.Expected.Value != actual.GetValueOrDefault(a.Stream)) is { } lost)
                    return new AppendResult.Conflict(lost.Stream, actual.GetValueOrDefault(lost.Stream));
            }
            catch (Exception e) when (AppendFailure.Of(e, saving) is { } failure)
            {
                return failure;
            }
        }
    }

    private static JasperFx.Events.StreamAction Queue(IDocumentSession session, StreamAppend append, IReadOnlyDictionary<string, long>? versions)
    {
        var events = append.Events.Select(data =>
        {
            var e = session.Events.BuildEvent(data);
            (e.CorrelationId, e.CausationId, e.UserName) = (append.Metadata.CorrelationId, append.Metadata.CausationId, append.Metadata.UserName);
            return (object)e;
        }).ToArray();
        var expected = append.Expected.IsAny ? versions?.GetValueOrDefault(append.Stream) : append.Expected.Value;
        return expected is { } version
            ? session.Events.Append(append.Stream, version + events.Length, events)
            : session.Events.Append(append.Stream, events);
    }
}
