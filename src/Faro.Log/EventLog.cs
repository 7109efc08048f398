using Faro.Log.Past;
using Faro.Log.Projecting;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// Faro's log: Marten's store and Faro's queries over the whole log. Appended to and read through Marten's sessions.
/// One instance per process and schema; safe for any number of callers.
/// </summary>
public sealed class EventLog : IAsyncDisposable
{
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
        Store = store ?? DocumentStore.For(o =>
        {
            LogConfiguration.Configure(o, types, Projections, Database, Options);
            o.Projections.AsyncMode = DaemonMode.Solo;
        });
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

    /// <summary>Creates the tables of the log and of its views, and migrates a database of the version before Marten. Safe from many nodes at once and at every start.</summary>
    public Task CreateSchema(CancellationToken cancel = default) => LogSchema.Create(this, cancel);

    /// <summary>
    /// The projections whose rows an earlier version of the program wrote in another shape; <see cref="Rebuilding.Rebuilder.Rebuild"/> brings them up to
    /// date. After <see cref="CreateSchema"/> none of them is inline.
    /// </summary>
    public async Task<IReadOnlyList<Projection>> OutdatedViews(CancellationToken cancel = default)
    {
        await using var connection = await Database.OpenConnectionAsync(cancel);
        return await StoredShapes.Outdated(this, connection, cancel);
    }

    /// <summary>Reads a stream in the order of its versions; nothing when there is none.</summary>
    public async Task<IReadOnlyList<IEvent>> ReadStream(string stream, ReadUpTo? upTo = null, CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        var events = await session.Events.FetchStreamAsync(stream, upTo?.Version ?? 0, upTo?.Time, token: cancel);
        return upTo?.Sequence is { } last ? [.. events.Where(e => e.Sequence <= last)] : events;
    }

    /// <summary>Reads the next facts of a stream after a place in the log, in the order of their versions, which is that of the log.</summary>
    public async Task<IReadOnlyList<IEvent>> ReadStream(string stream, long after, int limit, CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        return await session.Events.QueryAllRawEvents().Where(e => e.StreamKey == stream && e.Sequence > after).OrderBy(e => e.Version).Take(limit).ToListAsync(cancel);
    }

    /// <summary>Reads many streams up to a place, all together in the order of the log. Events that the projection skips by an operator's decision are left out.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="upTo">The last sequence number to read.</param>
    /// <param name="types">Only these events; null: all.</param>
    /// <param name="projection">The projection whose skipped events are left out; null for none.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<IReadOnlyList<IEvent>> ReadStreams(
        IReadOnlyCollection<string> streams, long upTo, IEnumerable<Type>? types = null, Projection? projection = null, CancellationToken cancel = default)
    {
        await using var session = Store.QuerySession();
        var ids = streams.ToArray();
        var events = session.Events.QueryAllRawEvents().Where(e => e.StreamKey!.IsOneOf(ids) && e.Sequence <= upTo);
        if (types is not null && Types.Under(types).ToArray() is var known)
            events = events.Where(e => e.EventTypesAre(known));
        var found = await events.OrderBy(e => e.Sequence).ToListAsync(cancel);
        IReadOnlySet<long> skipped = projection is null ? new HashSet<long>() : await SkippedEvents.Read(this, projection, cancel);
        return [.. found.Where(e => !skipped.Contains(e.Sequence))];
    }

    /// <summary>The highest sequence number that is committed now; 0 for an empty log.</summary>
    public async Task<long> HighestSequence(CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand($"select coalesce(max(seq_id), 0) from {Schema}.mt_events");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The scalar SQL for a projection's position in the log, to be read in the same statement as its rows.</summary>
    public string PositionSql(Projection projection) =>
        $"coalesce((select last_seq_id from {Schema}.mt_event_progression where name = '{projection.ShardName}'), 0)";

    /// <summary>What a time or a sequence number means in the log now; versions of streams are not places in the log and are not accepted.</summary>
    public Task<LogPoint> PlaceOf(ReadUpTo point, CancellationToken cancel = default) => new LogPlaces(this).Of(point, cancel);

    /// <summary>When the last event up to a place was recorded; null when there is none.</summary>
    public Task<DateTimeOffset?> TimeOf(long sequence, CancellationToken cancel = default) => new LogPlaces(this).TimeOf(sequence, cancel);

    /// <summary>
    /// Waits until every async view has processed the log up to a place (default: its end now). False on timeout.
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

    /// <summary>
    /// The connections of a log: times in UTC, statements prepared. A transaction whose process hangs is ended by Postgres,
    /// so that neither its locks nor the high-water mark wait for it to resume.
    /// </summary>
    public static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timezone = "UTC",
            MaxAutoPrepare = 128,
            AutoPrepareMinUsages = 2,
            ApplicationName = "faro",
        };
        own.Options = $"{own.Options} -c idle_in_transaction_session_timeout=15s".TrimStart();
        return new NpgsqlDataSourceBuilder(own.ConnectionString).Build();
    }
}
