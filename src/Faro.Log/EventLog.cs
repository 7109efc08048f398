using System.Runtime.CompilerServices;
using Npgsql;

namespace Faro.Log;

/// <summary>
/// An append-only log of events in Postgres, in Marten 8's tables: appends with optimistic concurrency, reads in one
/// order, folds, and documents. One instance per process and schema; safe for any number of callers.
/// </summary>
public sealed class EventLog : IAsyncDisposable
{
    /// <summary>The most events of one bulk append.</summary>
    public const int MaxBulkEvents = 500_000;

    /// <summary>Long values are compressed with lz4, at a fifth of the default's cost, where the server was built with it.</summary>
    private const string CompressFast = """
        do $$ begin set default_toast_compression = 'lz4'; exception when invalid_parameter_value or undefined_object then null; end $$
        """;

    /// <summary>
    /// Appending sessions leave out the foreign key's check of each row, where the role may: the transaction itself has just written or
    /// locked every stream row that its events refer to, so it cannot fail (ADR 0006). Set for the session, because setting
    /// it for a transaction throws the session's plans away.
    /// </summary>
    private const string LeaveOutForeignKey = """
        do $$ begin perform set_config('session_replication_role', 'replica', false); exception when insufficient_privilege then null; end $$
        """;

    private readonly GroupAppender _group;
    private readonly BulkAppender _bulk;
    private readonly NpgsqlDataSource _appends;
    private readonly AppendSql _sql;

    /// <summary>Opens a log by connection string; the settings that the log relies on are put in. Call <see cref="CreateSchema"/> once before anything else.</summary>
    public EventLog(string connectionString, EventTypes types, IEnumerable<Projection> projections, EventLogOptions? options = null)
        : this(OpenDatabase(connectionString), OpenDatabase(connectionString, forAppends: true), types, projections, options)
    {
    }

    private EventLog(NpgsqlDataSource database, NpgsqlDataSource appends, EventTypes types, IEnumerable<Projection> projections, EventLogOptions? options)
    {
        _appends = appends;
        Database = database;
        Types = types;
        Options = options ?? new EventLogOptions();
        Projections = [.. projections];
        Schema = LogSchema.Checked(Options.Schema);
        Signal = new LogSignal(database, Schema);
        Reader = new LogReader(database, Schema, types);
        _sql = new AppendSql(Schema);
        var inline = new InlineProjections(Projections, types, Schema);
        _group = new GroupAppender(appends, _sql, Options, inline, Signal);
        _bulk = new BulkAppender(appends, _sql, types, Options, inline, Signal, Recent);
    }

    /// <summary>The database of the log.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The events it knows.</summary>
    public EventTypes Types { get; }

    /// <summary>Its settings.</summary>
    public EventLogOptions Options { get; }

    /// <summary>Its projections.</summary>
    public IReadOnlyList<Projection> Projections { get; }

    /// <summary>The Postgres schema that holds it.</summary>
    public string Schema { get; }

    internal LogSignal Signal { get; }

    internal LogReader Reader { get; }

    internal RecentEvents Recent { get; } = new();

    /// <summary>
    /// A data source with what the log relies on: UTC sessions and prepared statements. The append statements are planned
    /// once per session instead of for every batch: planning one costs more than running it.
    /// </summary>
    private static NpgsqlDataSource OpenDatabase(string connectionString, bool forAppends = false)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timezone = "UTC",
            MaxAutoPrepare = 128,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            ApplicationName = "faro",
            Options = forAppends ? "-c plan_cache_mode=force_generic_plan" : null,
        }.ConnectionString);
        var prepare = forAppends ? $"{CompressFast};{LeaveOutForeignKey}" : CompressFast;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(prepare, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(prepare, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    /// <summary>Creates the tables of the log and of its views. Safe from many nodes at once and at every start.</summary>
    public Task CreateSchema(CancellationToken cancel = default) =>
        LogSchema.Create(Database, Schema, Projections.Select(p => p.Ddl(Schema)), cancel);

    /// <summary>
    /// Appends to one stream. Concurrent callers share transactions (group commit), each with its own success or
    /// conflict. With <see cref="StreamAppend.EventIds"/> it is idempotent.
    /// </summary>
    public async Task<AppendResult> Append(StreamAppend append, CancellationToken cancel = default)
    {
        var (encoded, refused) = EncodedAppend.Encode(append, Types, Options, Options.MaxEventsPerAppend);
        if (encoded is null)
            return refused!;
        if (append.EventIds is null)
            return await _group.Append(encoded, cancel);
        return await AppendOnce(append, cancel);
    }

    /// <summary>Appends one event to a stream that is where the caller believes it to be.</summary>
    public Task<AppendResult> Append(string stream, ExpectedVersion expected, object e, EventMetadata? metadata = null, CancellationToken cancel = default) =>
        Append(new StreamAppend(stream, expected, [e]) { Metadata = metadata ?? EventMetadata.None }, cancel);

    /// <summary>Appends to many different streams in one transaction, all or nothing, by COPY. For imports and syncs.</summary>
    public async Task<AppendResult> AppendMany(IReadOnlyList<StreamAppend> appends, CancellationToken cancel = default)
    {
        if (appends.Count == 0)
            return new AppendResult.Refused("Nothing to append.");
        var streams = new HashSet<string>(appends.Count, StringComparer.Ordinal);
        foreach (var append in appends)
        {
            if (!streams.Add(append.Stream))
                return new AppendResult.Refused($"The stream '{append.Stream}' stands twice in one bulk append.");
            if (EncodedAppend.Check(append, MaxBulkEvents) is { } refused)
                return refused;
        }

        if (appends.Sum(a => (long)a.Events.Count) > MaxBulkEvents)
            return new AppendResult.Refused($"At most {MaxBulkEvents} events in one bulk append.");
        for (var attempt = 1; ; attempt++)
        {
            var result = await _bulk.Append(appends, cancel);
            if (result is not AppendResult.Failed { Code: "40P01" or "40001" } || attempt == 5)
                return result;
        }
    }

    /// <summary>Reads a stream in the order of its versions.</summary>
    public IAsyncEnumerable<Recorded> ReadStream(string stream, ReadUpTo? upTo = null, long fromVersion = 1, CancellationToken cancel = default) =>
        Reader.Stream(stream, fromVersion, upTo ?? ReadUpTo.End, cancel);

    /// <summary>
    /// Reads the whole log in sequence order, streaming. Reads what is committed: a number still in flight may appear
    /// behind the reader, so followers read up to the high-water mark instead (the daemon does).
    /// </summary>
    public IAsyncEnumerable<Recorded> ReadAll(
        long after = 0, long upTo = long.MaxValue, IEnumerable<Type>? types = null, CancellationToken cancel = default) =>
        Reader.Log(after, upTo, int.MaxValue, types is null ? null : Types.NamesOf(types), cancel);

    /// <summary>Reads many streams up to a place, all together in the order of the log. Events that operators let the projection pass over are left out.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="upTo">The last sequence number to read.</param>
    /// <param name="types">Only these events; null: all.</param>
    /// <param name="projection">Whose skipped events are left out; null: nobody's.</param>
    /// <param name="cancel">Stops the reading.</param>
    public Task<IReadOnlyList<Recorded>> ReadStreams(
        IReadOnlyCollection<string> streams, long upTo, IEnumerable<Type>? types = null, Projection? projection = null, CancellationToken cancel = default) =>
        Reader.Streams(streams, upTo, types is null ? null : Types.NamesOf(types), projection?.ShardName, cancel);

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

    /// <summary>
    /// Folds a long stream from its last snapshot on, and leaves a new one after <paramref name="every"/> further events.
    /// The state must survive a round trip through JSON.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="kind">Names the fold; changed when the state's shape or meaning changes.</param>
    /// <param name="initial">The state before the first event.</param>
    /// <param name="evolve">Copies a fact into the state.</param>
    /// <param name="every">Events between snapshots.</param>
    /// <param name="cancel">Stops.</param>
    public Task<(TState State, long Version)> FoldFromSnapshot<TState>(
        string stream, string kind, TState initial, Func<TState, Recorded, TState> evolve, int every = 200, CancellationToken cancel = default) =>
        new Snapshots(this).Fold(stream, kind, initial, evolve, every, cancel);

    /// <summary>
    /// Closes a stream for good, as Marten's archiving does: flags on the stream and its events. It takes no more events
    /// and is still read.
    /// </summary>
    /// <returns>False when there is no such stream.</returns>
    public async Task<bool> Archive(string stream, CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand($"""
            with s as (update {Schema}.mt_streams set is_archived = true where id = $1 returning id),
            e as (update {Schema}.mt_events set is_archived = true where stream_id in (select id from s))
            select count(*) from s
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
        return (long)(await command.ExecuteScalarAsync(cancel))! == 1;
    }

    /// <summary>
    /// Loads, folds, decides and appends at the version it read; on a conflict it decides again on what is there now.
    /// A decision of no events appends nothing.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="initial">The state before the first event.</param>
    /// <param name="evolve">Copies a fact into the state.</param>
    /// <param name="decide">From state to new facts, with an answer for the caller. Pure.</param>
    /// <param name="metadata">What goes with each event.</param>
    /// <param name="cancel">Stops before the append.</param>
    public async Task<TAnswer> Decide<TState, TAnswer>(
        string stream, TState initial, Func<TState, Recorded, TState> evolve,
        Func<TState, (IReadOnlyList<object> Events, TAnswer Answer)> decide, EventMetadata metadata, CancellationToken cancel = default)
    {
        while (true)
        {
            var (state, version) = await Fold(stream, initial, evolve, null, cancel);
            var (events, answer) = decide(state);
            if (events.Count == 0)
                return answer;
            var result = await Append(new StreamAppend(stream, ExpectedVersion.At(version), events) { Metadata = metadata }, cancel);
            if (result is AppendResult.Conflict)
                continue;
            result.Required();
            return answer;
        }
    }

    /// <summary>Loads one view by its id from a projection's table.</summary>
    public async Task<TView?> Load<TView>(Projection<TView> projection, string id, CancellationToken cancel = default)
        where TView : class
    {
        await using var command = Database.CreateCommand($"select data from {Schema}.{projection.TableName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? ViewTable<TView>.View(reader.GetFieldValue<byte[]>(0)) : null;
    }

    /// <summary>Streams all views of a projection in the order of their ids.</summary>
    public async IAsyncEnumerable<TView> LoadAll<TView>(Projection<TView> projection, [EnumeratorCancellation] CancellationToken cancel = default)
        where TView : class
    {
        await using var command = Database.CreateCommand($"select data from {Schema}.{projection.TableName} order by id collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return ViewTable<TView>.View(reader.GetFieldValue<byte[]>(0));
    }

    /// <summary>The highest sequence number that is committed now; 0 for an empty log.</summary>
    public async Task<long> HighestSequence(CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand($"select coalesce(max(seq_id), 0) from {Schema}.mt_events");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>What a time or a sequence number means in the log now; its versions say nothing of the whole log and are not read.</summary>
    public Task<LogPoint> PlaceOf(ReadUpTo point, CancellationToken cancel = default) => new LogPlaces(this).Of(point, cancel);

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
        await _appends.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>With ids from outside: what already stands is success; anything else is appended under the stream's guard.</summary>
    private async Task<AppendResult> AppendOnce(StreamAppend append, CancellationToken cancel)
    {
        while (true)
        {
            await using var connection = await Database.OpenConnectionAsync(cancel);
            // The version first: whoever writes these ids after this moment moves it, and the guard below fails.
            var version = append.Expected.IsAny ? await VersionOf(connection, append.Stream, cancel) : append.Expected.Value;
            if (await Known(connection, append, cancel) is { } known)
                return known;
            var guarded = append with { Expected = ExpectedVersion.At(version) };
            var (encoded, refused) = EncodedAppend.Encode(guarded, Types, Options, Options.MaxEventsPerAppend);
            if (encoded is null)
                return refused!;
            var result = await _group.Append(encoded, cancel);
            if (result is not AppendResult.Conflict)
                return result;
            if (await Known(connection, append, cancel) is { } meanwhile)
                return meanwhile;
            if (!append.Expected.IsAny)
                return result;
        }
    }

    private async Task<AppendResult?> Known(NpgsqlConnection connection, StreamAppend append, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(_sql.KnownIds, connection)
        {
            Parameters = { new() { Value = append.Stream }, new() { Value = append.EventIds!.ToArray() } },
        };
        long version = 0, sequence = 0;
        var found = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            (version, sequence) = (reader.GetInt64(0), reader.GetInt64(1));
            found++;
        }

        return found == 0 ? null
            : found == append.EventIds!.Count ? new AppendResult.Appended(version, sequence, AlreadyThere: true)
            : new AppendResult.Refused("Some of these event ids stand on the stream, others do not.");
    }

    private async Task<long> VersionOf(NpgsqlConnection connection, string stream, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(_sql.Versions, connection) { Parameters = { new() { Value = new[] { stream } } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? reader.GetInt64(1) : 0;
    }
}
