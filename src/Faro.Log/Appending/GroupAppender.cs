using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>
/// Single-stream appends with group commit. Callers queue; whoever finds a writer free commits the whole queue in one
/// transaction, each caller with its own success or conflict. While that commits the next group gathers, so the delay
/// is bounded by one commit and a lone caller waits for nobody.
/// </summary>
internal sealed class GroupAppender(NpgsqlDataSource database, AppendSql sql, EventLogOptions options, InlineProjections inline, LogSignal signal)
{
    /// <summary>After this long a group is held up (by a lock, by the disk), and a second writer may pass it.</summary>
    private static readonly TimeSpan HeldUp = TimeSpan.FromMilliseconds(3);

    /// <summary>From so many callers on two half groups that alternate beat one whole group: one commits while the other's callers come back.</summary>
    private const int WorthHalving = 6;

    private readonly ConcurrentQueue<Waiting> _queue = new();
    private int _writers;
    private int _underWay;
    private int _callers;
    private long _busySince;

    public Task<AppendResult> Append(EncodedAppend append, CancellationToken cancel)
    {
        var waiting = new Waiting(append, cancel);
        _queue.Enqueue(waiting);
        if (TryEnter())
            _ = Lead();
        return waiting.Done.Task;
    }

    private bool TryEnter()
    {
        while (true)
        {
            var now = Volatile.Read(ref _writers);
            if (now >= options.GroupWriters || (now > 0 && !MayJoin()))
                return false;
            if (Interlocked.CompareExchange(ref _writers, now + 1, now) == now)
                return true;
        }
    }

    private bool MayJoin() =>
        Stopwatch.GetElapsedTime(Volatile.Read(ref _busySince)) >= HeldUp ||
        (Volatile.Read(ref _callers) >= WorthHalving && _queue.Count >= Wanted());

    /// <summary>The size of a full group: every caller there is, or half of them when two writers alternate.</summary>
    private int Wanted()
    {
        var callers = Volatile.Read(ref _callers);
        return Math.Min(options.MaxGroup, callers < WorthHalving || options.GroupWriters < 2 ? callers : (callers + 1) / 2);
    }

    private async Task Lead()
    {
        do
        {
            while (true)
            {
                if (_queue.Count < Wanted() && Volatile.Read(ref _writers) > 1)
                    break; // the caller who fills the group, or the other writer when it is done, goes on
                await Gather();
                Volatile.Write(ref _busySince, Stopwatch.GetTimestamp());
                var group = Take();
                if (group.Count == 0)
                    break;
                try
                {
                    await Commit(group);
                }
                finally
                {
                    Interlocked.Add(ref _underWay, -group.Count);
                }
            }

            Interlocked.Decrement(ref _writers);
        }
        while (!_queue.IsEmpty && TryEnter());
    }

    /// <summary>
    /// The callers of the last group come back within microseconds of their answer: worth waiting for, because a group of
    /// eight costs hardly more than a group of one. A lone caller is never kept waiting.
    /// </summary>
    private async ValueTask Gather()
    {
        var wanted = Wanted();
        if (wanted <= 1)
            return;
        var start = Stopwatch.GetTimestamp();
        while (_queue.Count < wanted && Stopwatch.GetElapsedTime(start) < options.GroupDelay)
            await Task.Yield();
    }

    private List<Waiting> Take()
    {
        // Callers are those queued and those being answered; one that has left is forgotten a little at every group.
        var seen = _queue.Count + Volatile.Read(ref _underWay);
        var callers = Volatile.Read(ref _callers);
        Volatile.Write(ref _callers, seen >= callers ? seen : callers - Math.Max(1, (callers - seen) / 4));
        var most = Math.Max(1, Wanted());
        var group = new List<Waiting>(most);
        while (group.Count < most && _queue.TryDequeue(out var waiting))
        {
            // Once its group is written a caller can no longer step back; until then it can.
            if (waiting.Cancel.IsCancellationRequested)
                waiting.Done.TrySetCanceled(waiting.Cancel);
            else
                group.Add(waiting);
        }

        Interlocked.Add(ref _underWay, group.Count);
        return group;
    }

    private async Task Commit(List<Waiting> group)
    {
        var plan = GroupPlan.Of(group);
        try
        {
            await Write(plan);
            foreach (var late in plan.Later)
                _queue.Enqueue(late);
        }
        catch (Exception e) when (group.Count > 1 && (e is not NpgsqlException || e is PostgresException))
        {
            // Something in the group cannot be written (a text that JSON in Postgres cannot hold, a failing inline
            // projection). Nothing of it was: each caller is tried alone, so that only the guilty one fails.
            foreach (var waiting in group.Where(w => !w.Done.Task.IsCompleted))
                await Commit([waiting]);
        }
        catch (Exception e)
        {
            foreach (var waiting in group)
            {
                if (Failures.IsDatabase(e))
                    waiting.Done.TrySetResult(Failures.ToResult(e, plan.Sent));
                else
                    waiting.Done.TrySetException(e);
            }
        }
    }

    private async Task Write(GroupPlan plan)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                plan.Sent = false;
                await using var connection = await database.OpenConnectionAsync();
                plan.Sent = true;
                var written = plan.Events.Exists(e => inline.Handles(e.Event.Name))
                    ? await WriteWithViews(connection, plan)
                    : await Run(connection, null, plan);
                await Answer(connection, plan, written);
                return;
            }
            catch (PostgresException e) when (Failures.IsTransient(e) && attempt < 5)
            {
                await Task.Delay(attempt * 5);
            }
        }
    }

    private async Task<Dictionary<string, Written>> WriteWithViews(NpgsqlConnection connection, GroupPlan plan)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var recorded = new List<Recorded>();
        await inline.Enter(connection, transaction);
        var written = await Run(connection, transaction, plan, recorded);
        await inline.Apply(connection, transaction, recorded);
        await transaction.CommitAsync();
        return written;
    }

    private async Task<Dictionary<string, Written>> Run(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, GroupPlan plan, List<Recorded>? recorded = null)
    {
        await using var command = plan.IsOne ? One(plan) : Group(plan);
        command.Connection = connection;
        command.Transaction = transaction;
        var written = new Dictionary<string, Written>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var stream = reader.GetString(2);
            var version = reader.GetInt64(3);
            var sequence = reader.GetInt64(0);
            written[stream] = new Written(version, sequence);
            if (recorded is null)
                continue;
            var (request, e) = plan.ById[(stream, reader.GetGuid(1))];
            recorded.Add(new Recorded(sequence, e.Id, stream, version, e.Name, e.Data, reader.GetFieldValue<DateTimeOffset>(4),
                request.Metadata.CorrelationId, request.Metadata.CausationId, request.Metadata.UserName));
        }

        return written;
    }

    private async Task Answer(NpgsqlConnection connection, GroupPlan plan, Dictionary<string, Written> written)
    {
        if (written.Count > 0)
            signal.Grown();

        Dictionary<string, long>? versions = null;
        foreach (var entry in plan.Entries)
        {
            if (written.TryGetValue(entry.Stream, out var last))
            {
                // Callers that share a stream got consecutive versions, in queue order.
                var back = entry.Waiting.Sum(w => w.Append.Events.Length);
                foreach (var waiting in entry.Waiting)
                {
                    back -= waiting.Append.Events.Length;
                    waiting.Done.TrySetResult(new AppendResult.Appended(last.Version - back, last.Sequence - back));
                }
            }
            else
            {
                versions ??= await Versions(connection, plan.Entries.Where(e => !written.ContainsKey(e.Stream)).Select(e => e.Stream));
                entry.Waiting[0].Done.TrySetResult(new AppendResult.Conflict(entry.Stream, versions.GetValueOrDefault(entry.Stream)));
                foreach (var chained in entry.Waiting.Skip(1))
                    _queue.Enqueue(chained); // it built on the one that lost; judged anew, alone
            }
        }
    }

    private async Task<Dictionary<string, long>> Versions(NpgsqlConnection connection, IEnumerable<string> streams)
    {
        await using var command = new NpgsqlCommand(sql.Versions, connection) { Parameters = { new() { Value = streams.ToArray() } } };
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            versions[reader.GetString(0)] = reader.GetInt64(1);
        return versions;
    }

    private NpgsqlCommand One(GroupPlan plan)
    {
        var append = plan.Entries[0].Waiting[0].Append;
        var (id, name, dotnet, json, _) = append.Events[0];
        var meta = append.Request.Metadata;
        return new NpgsqlCommand(sql.One)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = append.Stream },
                new NpgsqlParameter<long> { TypedValue = append.Request.Expected.Value },
                new NpgsqlParameter<Guid> { TypedValue = id },
                new NpgsqlParameter<byte[]> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter<string> { TypedValue = name },
                new NpgsqlParameter<string> { TypedValue = dotnet },
                Text(meta.CorrelationId),
                Text(meta.CausationId),
                Text(meta.UserName),
            },
        };

        static NpgsqlParameter Text(string? value) =>
            new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };
    }

    private NpgsqlCommand Group(GroupPlan plan)
    {
        var entries = plan.Entries;
        var events = plan.Events;
        return new NpgsqlCommand(sql.Group)
        {
            Parameters =
            {
                Array(entries, e => e.Stream, NpgsqlDbType.Varchar),
                Array(entries, e => e.StreamType, NpgsqlDbType.Varchar),
                Array(entries, e => e.Expected.Value, NpgsqlDbType.Bigint),
                Array(entries, e => (long)e.Count, NpgsqlDbType.Bigint),
                Array(events, e => e.Request.Stream, NpgsqlDbType.Varchar),
                Array(events, e => (long)e.Back, NpgsqlDbType.Bigint),
                Array(events, e => e.Event.Id, NpgsqlDbType.Uuid),
                Array(events, e => e.Event.Json, NpgsqlDbType.Jsonb),
                Array(events, e => e.Event.Name, NpgsqlDbType.Varchar),
                Array(events, e => e.Event.DotnetName, NpgsqlDbType.Varchar),
                Array(events, e => e.Request.Metadata.CorrelationId, NpgsqlDbType.Varchar),
                Array(events, e => e.Request.Metadata.CausationId, NpgsqlDbType.Varchar),
                Array(events, e => e.Request.Metadata.UserName, NpgsqlDbType.Varchar),
            },
        };

        static NpgsqlParameter Array<TItem, TValue>(List<TItem> items, Func<TItem, TValue> value, NpgsqlDbType type) =>
            new() { Value = items.ConvertAll(i => value(i)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private readonly record struct Written(long Version, long Sequence);
}

/// <summary>A caller in the queue.</summary>
internal sealed record Waiting(EncodedAppend Append, CancellationToken Cancel)
{
    public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Who of a queue can share one transaction. Requests for one stream chain when each expects what the one before it
/// leaves; a request whose belief can only be judged after the group is committed waits for the next.
/// </summary>
internal sealed class GroupPlan
{
    public List<Entry> Entries { get; } = [];

    public List<Waiting> Later { get; } = [];

    public List<PlannedEvent> Events { get; } = [];

    public Dictionary<(string Stream, Guid Id), (StreamAppend Request, EncodedEvent Event)> ById { get; } = [];

    /// <summary>Whether the statement may have reached the server.</summary>
    public bool Sent { get; set; }

    public bool IsOne => Events.Count == 1 && Entries[0].Expected.Value > 0;

    public static GroupPlan Of(List<Waiting> group)
    {
        var plan = new GroupPlan();
        var byStream = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var waiting in group)
        {
            var request = waiting.Append.Request;
            if (byStream.TryGetValue(request.Stream, out var entry))
            {
                // Ids repeated inside one group would be told apart only by the database: let it.
                if (!entry.Follows(request.Expected) || waiting.Append.Events.Any(e => plan.ById.ContainsKey((request.Stream, e.Id))))
                {
                    plan.Later.Add(waiting);
                    continue;
                }
            }
            else
            {
                entry = new Entry(request.Stream, request.StreamType, request.Expected);
                byStream.Add(request.Stream, entry);
                plan.Entries.Add(entry);
            }

            entry.Add(waiting);
            foreach (var e in waiting.Append.Events)
                plan.ById.TryAdd((request.Stream, e.Id), (request, e));
        }

        foreach (var entry in plan.Entries)
        {
            var back = entry.Count;
            foreach (var waiting in entry.Waiting)
            {
                foreach (var e in waiting.Append.Events)
                    plan.Events.Add(new PlannedEvent(waiting.Append.Request, e, --back));
            }
        }

        return plan;
    }

    internal sealed record PlannedEvent(StreamAppend Request, EncodedEvent Event, int Back);

    internal sealed class Entry(string stream, string? streamType, ExpectedVersion expected)
    {
        public string Stream => stream;

        public string? StreamType => streamType;

        public ExpectedVersion Expected => expected;

        public List<Waiting> Waiting { get; } = [];

        public int Count { get; private set; }

        public bool Follows(ExpectedVersion next) =>
            next.IsAny == expected.IsAny && (next.IsAny || next.Value == expected.Value + Count);

        public void Add(Waiting waiting)
        {
            Waiting.Add(waiting);
            Count += waiting.Append.Events.Length;
        }
    }
}
